package org.angarium.store.schema;

import org.angarium.store.blob.BlobId;
import org.angarium.store.blob.BlobKeys;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Subspace;

/** Makes the keys of accounts, mailboxes and messages; the layout is in the package's page. */
public final class Keys {
  private static final byte COUNTERS = 0;
  private static final byte SUBSCRIPTIONS = 1;
  private static final byte SCRIPT_LIST = 0;
  private static final byte SCRIPT_TEXT = 1;
  private static final byte SCRIPT_MEMORY = 2;
  private static final byte SCRIPT_RULES = 3;
  private static final byte EMAIL = 0;
  private static final byte THREAD = 1;
  private static final byte COMPLETE = 2;
  private static final byte SHOWN = 0;
  private static final byte SEARCHED = 1;
  private static final byte SIGNATURE = 2;

  /** First byte of the owner in a link from a blob to a message. */
  private static final byte OWNER = 'M';

  private static final int OWNER_LENGTH = 1 + 8 + 4 + 4;

  private static final int ACCOUNT = 9;

  /** Octets of the part of a key that names the account, tag included. */
  public static final int ACCOUNT_LENGTH = ACCOUNT;

  private static final int MAILBOX = 13;

  /** Octets of the part of a key that names the mailbox, tag and account included. */
  public static final int MAILBOX_LENGTH = MAILBOX;

  /** Tag, account, kind, and the number of an object. */
  private static final int OBJECT_LENGTH = ACCOUNT + 1 + 8;

  /** Octets of a mailbox and a UID. */
  private static final int PLACE = 8;

  private Keys() {}

  public static byte[] account(long account) {
    byte[] key = start(Subspace.ACCOUNT, account, ACCOUNT + 1);
    key[ACCOUNT] = COUNTERS;
    return key;
  }

  /** Whether {@code key}, of the subspace ACCOUNT, is one of {@link #account}. */
  public static boolean isAccount(byte[] key) {
    return key.length == ACCOUNT + 1 && key[ACCOUNT] == COUNTERS;
  }

  public static byte[] subscriptions(long account) {
    byte[] key = start(Subspace.ACCOUNT, account, ACCOUNT + 1);
    key[ACCOUNT] = SUBSCRIPTIONS;
    return key;
  }

  /** The list of the account's scripts. */
  public static byte[] scripts(long account) {
    byte[] key = start(Subspace.SCRIPT, account, ACCOUNT + 1);
    key[ACCOUNT] = SCRIPT_LIST;
    return key;
  }

  /** The text of one script. */
  public static byte[] script(long account, int script) {
    byte[] key = start(Subspace.SCRIPT, account, ACCOUNT + 5);
    key[ACCOUNT] = SCRIPT_TEXT;
    putInt(key, ACCOUNT + 1, script);
    return key;
  }

  /** The script that is made of the account's settings. */
  public static byte[] scriptRules(long account) {
    byte[] key = start(Subspace.SCRIPT, account, ACCOUNT + 1);
    key[ACCOUNT] = SCRIPT_RULES;
    return key;
  }

  /** Whether {@code key}, of the subspace SCRIPT, is that of a text. */
  public static boolean isScript(byte[] key) {
    return key.length == ACCOUNT + 5 && key[ACCOUNT] == SCRIPT_TEXT;
  }

  /** A part of what the account's scripts remember. */
  public static byte[] scriptMemory(long account, int part) {
    byte[] key = start(Subspace.SCRIPT, account, ACCOUNT + 2);
    key[ACCOUNT] = SCRIPT_MEMORY;
    key[ACCOUNT + 1] = (byte) part;
    return key;
  }

  /** All that the account's scripts remember. */
  public static KeyRange scriptMemories(long account) {
    byte[] start = start(Subspace.SCRIPT, account, ACCOUNT + 1);
    start[ACCOUNT] = SCRIPT_MEMORY;
    return KeyRange.prefix(start);
  }

  /** The part in a key of {@link #scriptMemories}. */
  public static int scriptMemoryOf(byte[] key) {
    return key[ACCOUNT + 1] & 0xFF;
  }

  public static byte[] mailbox(long account, int mailbox) {
    return start(Subspace.MAILBOX, account, mailbox, MAILBOX);
  }

  /** All mailboxes of the account, by number. */
  public static KeyRange mailboxes(long account) {
    return KeyRange.prefix(start(Subspace.MAILBOX, account, ACCOUNT));
  }

  public static byte[] message(long account, int mailbox, long uid) {
    byte[] key = start(Subspace.MESSAGE, account, mailbox, MAILBOX + 4);
    putInt(key, MAILBOX, (int) uid);
    return key;
  }

  /** The hot records of the mailbox, by UID. */
  public static KeyRange messages(long account, int mailbox) {
    return KeyRange.prefix(start(Subspace.MESSAGE, account, mailbox, MAILBOX));
  }

  /** Those with UIDs from {@code first} on. */
  public static KeyRange messagesFrom(long account, int mailbox, long first) {
    return new KeyRange(message(account, mailbox, first), messages(account, mailbox).end());
  }

  public static byte[] summary(long account, int mailbox, long uid) {
    return perMessage(account, mailbox, SHOWN, uid);
  }

  /** Summaries with UIDs from {@code first} to {@code last}. */
  public static KeyRange summaries(long account, int mailbox, long first, long last) {
    return new KeyRange(summary(account, mailbox, first), after(summary(account, mailbox, last)));
  }

  public static byte[] searched(long account, int mailbox, long uid) {
    return perMessage(account, mailbox, SEARCHED, uid);
  }

  /** Search records with UIDs from {@code first} to {@code last}. */
  public static KeyRange searched(long account, int mailbox, long first, long last) {
    return new KeyRange(searched(account, mailbox, first), after(searched(account, mailbox, last)));
  }

  public static byte[] signature(long account, int mailbox, long uid) {
    return perMessage(account, mailbox, SIGNATURE, uid);
  }

  /** Signatures with UIDs from {@code first} to {@code last}. */
  public static KeyRange signatures(long account, int mailbox, long first, long last) {
    return new KeyRange(
        signature(account, mailbox, first), after(signature(account, mailbox, last)));
  }

  public static byte[] change(long account, long modSeq) {
    byte[] key = start(Subspace.CHANGE, account, ACCOUNT + 8);
    putLong(key, ACCOUNT, modSeq);
    return key;
  }

  /** Changes after {@code modSeq}, in their order. */
  public static KeyRange changesAfter(long account, long modSeq) {
    KeyRange all = KeyRange.prefix(start(Subspace.CHANGE, account, ACCOUNT));
    return new KeyRange(change(account, modSeq + 1), all.end());
  }

  /** Piece 0 says what the others are. */
  public static byte[] pack(long account, int mailbox, int piece) {
    byte[] key = start(Subspace.PACK, account, mailbox, MAILBOX + 4);
    putInt(key, MAILBOX, piece);
    return key;
  }

  /** All pieces of the mailbox's pack. */
  public static KeyRange pack(long account, int mailbox) {
    return KeyRange.prefix(start(Subspace.PACK, account, mailbox, MAILBOX));
  }

  /** A message that holds the email of this id. */
  public static byte[] email(long account, long emailId, int mailbox, long uid) {
    byte[] key = object(account, EMAIL, emailId, PLACE);
    putInt(key, OBJECT_LENGTH, mailbox);
    putInt(key, OBJECT_LENGTH + 4, (int) uid);
    return key;
  }

  /** All messages that hold the email. */
  public static KeyRange email(long account, long emailId) {
    return KeyRange.prefix(object(account, EMAIL, emailId, 0));
  }

  /** All messages of the account by their email ids. */
  public static KeyRange emails(long account) {
    return KeyRange.prefix(objects(account, EMAIL));
  }

  /** A message that belongs to the thread. */
  public static byte[] thread(long account, long threadId, long emailId, int mailbox, long uid) {
    byte[] key = object(account, THREAD, threadId, 8 + PLACE);
    putLong(key, OBJECT_LENGTH, emailId);
    putInt(key, OBJECT_LENGTH + 8, mailbox);
    putInt(key, OBJECT_LENGTH + 12, (int) uid);
    return key;
  }

  /** All messages of the thread by their email ids. */
  public static KeyRange thread(long account, long threadId) {
    return KeyRange.prefix(object(account, THREAD, threadId, 0));
  }

  /** All messages of the account by their threads. */
  public static KeyRange threads(long account) {
    return KeyRange.prefix(objects(account, THREAD));
  }

  /** Says that all messages of the account are found by their ids. */
  public static byte[] objectsComplete(long account) {
    return objects(account, COMPLETE);
  }

  /** The email id in a key of {@link #email} or {@link #thread}. */
  public static long emailOf(byte[] key) {
    int at = key.length - PLACE - 8;
    return (intAt(key, at) & 0xFFFF_FFFFL) << 32 | intAt(key, at + 4) & 0xFFFF_FFFFL;
  }

  /** The mailbox in a key of {@link #email} or {@link #thread}. */
  public static int mailboxOfObject(byte[] key) {
    return intAt(key, key.length - PLACE);
  }

  private static byte[] objects(long account, byte kind) {
    byte[] key = start(Subspace.OBJECT, account, ACCOUNT + 1);
    key[ACCOUNT] = kind;
    return key;
  }

  private static byte[] object(long account, byte kind, long object, int more) {
    byte[] key = start(Subspace.OBJECT, account, OBJECT_LENGTH + more);
    key[ACCOUNT] = kind;
    putLong(key, ACCOUNT + 1, object);
    return key;
  }

  /** Says that the message needs the contents named {@code blob}. */
  public static byte[] link(BlobId blob, long account, int mailbox, long uid) {
    byte[] owner = new byte[OWNER_LENGTH];
    owner[0] = OWNER;
    putLong(owner, 1, account);
    putInt(owner, 9, mailbox);
    putInt(owner, 13, (int) uid);
    return BlobKeys.link(blob, owner);
  }

  /** Whether a link's owner is a message (and not an entry of the queue). */
  public static boolean isMessage(byte[] owner) {
    return owner.length == OWNER_LENGTH && owner[0] == OWNER;
  }

  /** The key of the summary that a link's owner stands for. */
  public static byte[] summaryOf(byte[] owner) {
    return perMessage(
        accountOf(owner), mailboxOf(owner), SHOWN, intAt(owner, OWNER_LENGTH - 4) & 0xFFFF_FFFFL);
  }

  /** Everything in {@code subspace}. */
  public static KeyRange all(Subspace subspace) {
    return KeyRange.prefix(new byte[] {subspace.tag()});
  }

  /** Everything of one account in {@code subspace}. */
  public static KeyRange all(Subspace subspace, long account) {
    return KeyRange.prefix(start(subspace, account, ACCOUNT));
  }

  /** The account in a key of any of these kinds. */
  public static long accountOf(byte[] key) {
    long value = 0;
    for (int i = 1; i < ACCOUNT; i++) {
      value = value << 8 | key[i] & 0xFF;
    }
    return value;
  }

  /** The mailbox in a key that has one. */
  public static int mailboxOf(byte[] key) {
    return intAt(key, ACCOUNT);
  }

  /** The UID that ends a key. */
  public static long uidOf(byte[] key) {
    return intAt(key, key.length - 4) & 0xFFFF_FFFFL;
  }

  /** The modification sequence that ends a key of the change log. */
  public static long modSeqOf(byte[] key) {
    return (intAt(key, ACCOUNT) & 0xFFFF_FFFFL) << 32 | intAt(key, ACCOUNT + 4) & 0xFFFF_FFFFL;
  }

  private static byte[] perMessage(long account, int mailbox, byte kind, long uid) {
    byte[] key = start(Subspace.SUMMARY, account, mailbox, MAILBOX + 5);
    key[MAILBOX] = kind;
    putInt(key, MAILBOX + 1, (int) uid);
    return key;
  }

  /** The first key after {@code key} alone. */
  private static byte[] after(byte[] key) {
    return java.util.Arrays.copyOf(key, key.length + 1);
  }

  private static byte[] start(Subspace subspace, long account, int mailbox, int length) {
    byte[] key = start(subspace, account, length);
    putInt(key, ACCOUNT, mailbox);
    return key;
  }

  private static byte[] start(Subspace subspace, long account, int length) {
    byte[] key = new byte[length];
    key[0] = subspace.tag();
    putLong(key, 1, account);
    return key;
  }

  private static void putLong(byte[] key, int offset, long value) {
    putInt(key, offset, (int) (value >>> 32));
    putInt(key, offset + 4, (int) value);
  }

  private static void putInt(byte[] key, int offset, int value) {
    key[offset] = (byte) (value >>> 24);
    key[offset + 1] = (byte) (value >>> 16);
    key[offset + 2] = (byte) (value >>> 8);
    key[offset + 3] = (byte) value;
  }

  private static int intAt(byte[] key, int offset) {
    return (key[offset] & 0xFF) << 24
        | (key[offset + 1] & 0xFF) << 16
        | (key[offset + 2] & 0xFF) << 8
        | key[offset + 3] & 0xFF;
  }
}
