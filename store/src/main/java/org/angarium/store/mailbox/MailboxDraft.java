package org.angarium.store.mailbox;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.schema.ChangeRecord;
import org.angarium.store.schema.MailboxRecord;
import org.angarium.store.view.KeywordTable;
import org.angarium.store.view.Rows;
import org.angarium.store.view.StoredView;
import org.angarium.store.view.SystemFlag;
import org.jspecify.annotations.Nullable;

/**
 * A mailbox while a transaction changes it: the record's fields, its rows if known, what changed.
 */
final class MailboxDraft {
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

  /** Of the keywords, once there are many. */
  private @Nullable Map<String, Integer> byName;

  /** Whether it was looked at which keywords no message has. */
  boolean keywordsLookedAt;

  /** Numbers of keywords that were asked for. */
  private final BitSet named = new BitSet();

  /** Indexes of keywords that no message has, once that was looked at. */
  private final BitSet unused = new BitSet();

  private final long oldModSeq;
  private boolean listed;
  private boolean counted;
  private final UidSet.Builder added = UidSet.builder();
  private final UidSet.Builder flagged = UidSet.builder();
  private final UidSet.Builder expunged = UidSet.builder();

  /** Its record is to be written for {@link #recentFrom} alone. */
  boolean recentToldOf;

  /** Its record is part of the transaction. */
  boolean written;

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
    this.rows = view == null ? null : view.rows();
  }

  boolean isChanged() {
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

  /** The number of a keyword that this mailbox has, or -1. */
  int knownKeyword(String keyword) {
    int at =
        keywords.size() <= KeywordTable.FEW
            ? among(keywords, keyword)
            : byName().getOrDefault(lower(keyword), -1);
    if (at < 0) {
      return -1;
    }
    named.set(KeywordTable.FIRST + at);
    unused.clear(at); // whoever asks for it will have it
    return KeywordTable.FIRST + at;
  }

  private static int among(List<String> keywords, String keyword) {
    for (int i = 0; i < keywords.size(); i++) {
      if (keywords.get(i).equalsIgnoreCase(keyword)) {
        return i;
      }
    }
    return -1;
  }

  private Map<String, Integer> byName() {
    Map<String, Integer> known = byName;
    if (known == null) {
      known = HashMap.newHashMap(keywords.size());
      for (int i = 0; i < keywords.size(); i++) {
        known.put(lower(keywords.get(i)), i);
      }
      byName = known;
    }
    return known;
  }

  private static String lower(String keyword) {
    return keyword.toLowerCase(Locale.ROOT);
  }

  /** The number of the keyword, given one if there is room, else -1. */
  int keyword(String keyword) {
    int known = knownKeyword(keyword);
    if (known >= 0) {
      return known;
    }
    int free = unused.nextSetBit(0);
    if (free < 0 && !KeywordTable.hasRoom(keywords)) {
      return -1;
    }
    List<String> more = new ArrayList<>(keywords);
    int at = keywords.size();
    if (KeywordTable.hasRoom(keywords)) {
      more.add(keyword);
    } else {
      at = free;
      more.set(at, keyword);
      unused.clear(at);
      byName = null;
    }
    keywords = List.copyOf(more);
    if (byName != null) {
      byName.put(lower(keyword), at);
    }
    counted = true;
    named.set(KeywordTable.FIRST + at);
    return KeywordTable.FIRST + at;
  }

  /**
   * The names of flags that no message has may be given away. Not those that this transaction asked
   * for.
   */
  void free(BitSet used) {
    for (int i = 0; i < keywords.size(); i++) {
      if (!used.get(KeywordTable.FIRST + i) && !named.get(KeywordTable.FIRST + i)) {
        unused.set(i);
      }
    }
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
        isChanged() ? modSeq : oldModSeq,
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
