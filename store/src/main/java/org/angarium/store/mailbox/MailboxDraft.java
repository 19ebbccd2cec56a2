package org.angarium.store.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.schema.ChangeRecord;
import org.angarium.store.schema.MailboxRecord;
import org.jspecify.annotations.Nullable;

/**
 * A mailbox while a transaction changes it: the record's fields, its rows if known, what changed.
 */
final class MailboxDraft {
  /** Bits 5 to 62 of the flags. */
  static final int MAX_KEYWORDS = 58;

  static final int FIRST_KEYWORD = SystemFlag.values().length;

  final int id;
  String name;
  long uidValidity;
  long uidNext;
  long lastExpunge;

  /** As sessions were told by now. */
  long recentFrom;

  long messages;
  long unseen;
  long deleted;
  long size;
  boolean selectable;
  boolean subscribed;
  boolean doomed;

  /** Its record goes with this transaction. */
  boolean dropped;

  List<String> specialUse;
  List<String> keywords;

  /** Null while nobody needs them. */
  @Nullable Rows rows;

  /** Whether the rows were read message by message and are worth a pack. */
  boolean unpacked;

  /** The view that goes with the rows, once it is made. */
  @Nullable StoredView view;

  private final long oldModSeq;
  private boolean listed;
  private boolean counted;
  private final UidSet.Builder added = UidSet.builder();
  private final UidSet.Builder flagged = UidSet.builder();
  private final UidSet.Builder expunged = UidSet.builder();

  /** Its record is to be written for {@link #recentFrom} alone. */
  boolean recentToldOf;

  /**
   * @param recentFrom the first UID that no session was told of by now
   */
  MailboxDraft(MailboxRecord record, long recentFrom, @Nullable StoredView view) {
    this.id = record.id();
    this.name = record.name();
    this.uidValidity = record.uidValidity();
    this.uidNext = record.uidNext();
    this.oldModSeq = record.highestModSeq();
    this.lastExpunge = record.lastExpunge();
    this.recentFrom = recentFrom;
    this.messages = record.messages();
    this.unseen = record.unseen();
    this.deleted = record.deleted();
    this.size = record.size();
    this.selectable = record.selectable();
    this.subscribed = record.subscribed();
    this.doomed = record.doomed();
    this.specialUse = record.specialUse();
    this.keywords = record.keywords();
    this.view = view;
    this.rows = view == null ? null : view.rows;
  }

  boolean changed() {
    return listed || counted;
  }

  /** The mailbox itself changed: name, attributes, keywords. */
  void touch() {
    listed = true;
  }

  void added(long uid) {
    added.add(uid);
    counted = true;
  }

  void flagged(long uid) {
    flagged.add(uid);
    counted = true;
  }

  void expunged(long uid) {
    expunged.add(uid);
    counted = true;
  }

  /** A message with these flags and this size came or went. */
  void count(long flags, long octets, int sign) {
    messages += sign;
    size += sign * octets;
    if ((flags & SystemFlag.SEEN.bit()) == 0) {
      unseen += sign;
    }
    if ((flags & SystemFlag.DELETED.bit()) != 0) {
      deleted += sign;
    }
  }

  /** RFC 7162, before what is being changed. */
  long highestModSeq() {
    return oldModSeq;
  }

  /** Whether the mailbox's totals are those of these rows. */
  boolean counts(Rows all) {
    return all.size() == messages && all.totals().equals(new Rows.Totals(size, unseen, deleted));
  }

  /** The bit of a keyword that this mailbox has, or 0. */
  long knownKeyword(String keyword) {
    for (int i = 0; i < keywords.size(); i++) {
      if (keywords.get(i).equalsIgnoreCase(keyword)) {
        return 1L << (FIRST_KEYWORD + i);
      }
    }
    return 0;
  }

  /** The bit of the keyword, given one if there is room, else 0. */
  long keyword(String keyword) {
    long known = knownKeyword(keyword);
    if (known != 0 || keywords.size() == MAX_KEYWORDS) {
      return known;
    }
    List<String> more = new ArrayList<>(keywords);
    more.add(keyword);
    keywords = List.copyOf(more);
    counted = true;
    return 1L << (FIRST_KEYWORD + more.size() - 1);
  }

  /** The bit of a system flag in any case, or 0. */
  static long systemFlag(String flag) {
    return switch (flag.toLowerCase(Locale.ROOT)) {
      case "\\seen" -> SystemFlag.SEEN.bit();
      case "\\answered" -> SystemFlag.ANSWERED.bit();
      case "\\flagged" -> SystemFlag.FLAGGED.bit();
      case "\\deleted" -> SystemFlag.DELETED.bit();
      case "\\draft" -> SystemFlag.DRAFT.bit();
      default -> 0;
    };
  }

  MailboxRecord record(long modSeq) {
    return new MailboxRecord(
        id,
        name,
        uidValidity,
        uidNext,
        changed() ? modSeq : oldModSeq,
        lastExpunge,
        recentFrom,
        messages,
        unseen,
        deleted,
        size,
        selectable,
        subscribed,
        doomed,
        specialUse,
        keywords);
  }

  ChangeRecord.MailboxChange change() {
    return new ChangeRecord.MailboxChange(
        id, listed, added.build(), flagged.build(), expunged.build());
  }
}
