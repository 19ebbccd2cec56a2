package org.angarium.store.engine;

/**
 * The first byte of every key: what kind of record it is. One place, so that no two kinds collide.
 * The tags are part of the stored format and never change.
 */
public enum Subspace {
  /** Facts of the store itself: format version, node name, counters that give out ids. */
  META(0x01, Traits.SMALL),
  /** Domains, accounts, aliases, credentials. */
  DIRECTORY(0x10, Traits.SMALL),
  /** Per account: modification sequence, quota use, next ids. */
  ACCOUNT(0x20, Traits.SMALL),
  /** Per mailbox: name, UID counters, keyword table, totals. */
  MAILBOX(0x21, Traits.SMALL),
  /** Per message: the small hot record. */
  MESSAGE(0x22, Traits.SMALL),
  /** Per message: what clients ask again and again, computed once. */
  SUMMARY(0x23, Traits.SMALL),
  /** Per account: the change log, by modification sequence. */
  CHANGE(0x24, Traits.SMALL),
  /** Per mailbox: the message records once more, many in one; may be dropped at any time. */
  PACK(0x25, Traits.DROPPABLE),
  /** Per account: the user's Sieve scripts, their list and each one's text. */
  SCRIPT(0x26, Traits.SMALL),
  /** Email id → messages, thread id → emails: where an object of the account is. */
  OBJECT(0x27, Traits.SMALL),
  /** Blob → message: who refers to a blob. */
  LINK(0x30, Traits.SMALL),
  /** Blob contents, or where they are. */
  BLOB(0x31, Traits.LARGE_VALUES),
  /** Blobs that may have no link left: work for the collector. */
  UNLINKED(0x32, Traits.SMALL),
  /** Segment file → blobs: what lies where in it. */
  SEGMENT(0x33, Traits.SMALL),
  /** Hash → blob: equal contents are stored once. Beside the contents, which it finds. */
  BLOB_NAME(0x34, Traits.LARGE_VALUES),
  /** Messages on their way out. */
  QUEUE(0x40, Traits.SMALL),
  /** The queue by time and destination. */
  QUEUE_INDEX(0x41, Traits.SMALL),
  /** Message traces; may be dropped at any time. */
  TRACE(0x60, Traits.DROPPABLE);

  /** How an engine should keep the records of a subspace. */
  public enum Traits {
    SMALL,
    /** Values of kilobytes, written once, read seldom; and the hashes by which they are found. */
    LARGE_VALUES,
    /** Apart from mail; may be lost or dropped. */
    DROPPABLE
  }

  private final byte tag;
  private final Traits traits;

  Subspace(int tag, Traits traits) {
    this.tag = (byte) tag;
    this.traits = traits;
  }

  public byte tag() {
    return tag;
  }

  public Traits traits() {
    return traits;
  }
}
