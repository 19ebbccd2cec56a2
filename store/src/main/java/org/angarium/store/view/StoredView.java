package org.angarium.store.view;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.angarium.store.account.AccountId;
import org.angarium.store.schema.MailboxRecord;

/** A mailbox record and the rows that belong to it. */
public final class StoredView implements MailboxView {
  private static final List<String> SYSTEM_FLAGS = systemFlags();

  private final MailboxInfo info;
  private final List<String> flagNames;
  private final List<String> keywords;
  private final Rows rows;

  public StoredView(AccountId account, MailboxRecord record, Rows rows) {
    this.info = info(account, record);
    this.keywords = record.keywords();
    this.flagNames = flagNames(record.keywords());
    this.rows = rows;
  }

  /** A newer version of {@code older}, sharing what it can. */
  public StoredView(StoredView older, AccountId account, MailboxRecord record, Rows rows) {
    this.info = info(account, record);
    this.keywords = record.keywords();
    this.flagNames = older.keywords.equals(keywords) ? older.flagNames : flagNames(keywords);
    this.rows = rows;
  }

  public static MailboxInfo info(AccountId account, MailboxRecord record) {
    return new MailboxInfo(
        new MailboxRef(account, record.id()),
        record.name(),
        record.uidValidity(),
        record.uidNext(),
        record.highestModSeq(),
        record.messages(),
        record.unseen(),
        record.deleted(),
        record.size(),
        record.selectable(),
        record.subscribed(),
        record.specialUse().isEmpty() ? Set.of() : new TreeSet<>(record.specialUse()));
  }

  private static List<String> systemFlags() {
    List<String> names = new ArrayList<>();
    for (SystemFlag flag : SystemFlag.values()) {
      names.add(flag.flagName());
    }
    return List.copyOf(names);
  }

  private static List<String> flagNames(List<String> keywords) {
    if (keywords.isEmpty()) {
      return SYSTEM_FLAGS;
    }
    List<String> names = new ArrayList<>(SYSTEM_FLAGS);
    names.addAll(keywords);
    return List.copyOf(names);
  }

  /** The rows behind the view. */
  public Rows rows() {
    return rows;
  }

  int weight() {
    return 512 + rows.weight();
  }

  @Override
  public MailboxInfo info() {
    return info;
  }

  @Override
  public int size() {
    return rows.size();
  }

  @Override
  public long uid(int index) {
    return rows.uid(index);
  }

  @Override
  public int indexOf(long uid) {
    return rows.indexOf(uid);
  }

  @Override
  public long flagBits(int index) {
    return rows.flags(index);
  }

  @Override
  public int[] moreFlags(int index) {
    return rows.moreFlags(index);
  }

  /** Where all names are taken one that no message has is given away. */
  @Override
  public boolean takesKeywords() {
    if (KeywordTable.hasRoom(keywords)) {
      return true;
    }
    int named = KeywordTable.FIRST + keywords.size();
    return rows.usedFlags().nextClearBit(KeywordTable.FIRST) < named;
  }

  @Override
  public List<String> flagNames() {
    return flagNames;
  }

  @Override
  public long modSeq(int index) {
    return rows.modSeq(index);
  }

  @Override
  public Instant internalDate(int index) {
    return Instant.ofEpochMilli(rows.internalDate(index));
  }

  @Override
  public Instant savedDate(int index) {
    return Instant.ofEpochMilli(rows.savedDate(index));
  }

  @Override
  public long messageSize(int index) {
    return rows.size(index);
  }

  @Override
  public long emailId(int index) {
    return rows.emailId(index);
  }
}
