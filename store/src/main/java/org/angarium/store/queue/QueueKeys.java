package org.angarium.store.queue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Subspace;

/** Makes the keys of the queue; the layout is in the package's page. */
final class QueueKeys {
  static final byte MESSAGE = 0;
  static final byte STATE = 1;
  static final byte RECIPIENT = 2;

  static final byte BY_TIME = 'T';
  static final byte BY_DESTINATION = 'D';

  /** First byte of the owner in a link from a blob to the queue. */
  static final byte OWNER = 'Q';

  /** Where the kind stands in a key of the subspace QUEUE. */
  private static final int KIND = 9;

  /** Due time, message and recipient at the end of a key by destination. */
  private static final int TAIL = 8 + 8 + 4;

  private QueueKeys() {}

  static byte[] message(long id) {
    return entry(id, MESSAGE, KIND + 1);
  }

  static byte[] state(long id) {
    return entry(id, STATE, KIND + 1);
  }

  static byte[] recipient(long id, int index) {
    byte[] key = entry(id, RECIPIENT, KIND + 5);
    putInt(key, KIND + 1, index);
    return key;
  }

  /** Everything of one message. */
  static KeyRange all(long id) {
    return KeyRange.prefix(Arrays.copyOf(entry(id, MESSAGE, KIND + 1), KIND));
  }

  static KeyRange recipients(long id) {
    return KeyRange.prefix(entry(id, RECIPIENT, KIND + 1));
  }

  /** All messages from {@code id} on. */
  static KeyRange from(long id) {
    return new KeyRange(
        Arrays.copyOf(entry(id, MESSAGE, KIND + 1), KIND),
        KeyRange.successor(new byte[] {Subspace.QUEUE.tag()}));
  }

  static long idOf(byte[] key) {
    return longAt(key, 1);
  }

  static byte kindOf(byte[] key) {
    return key[KIND];
  }

  static int indexOf(byte[] key) {
    return intAt(key, KIND + 1);
  }

  /** What a key of either index says. */
  record Due(long millis, String destination, long id, int index) {
    byte[] byTime() {
      byte[] name = destination.getBytes(StandardCharsets.UTF_8);
      byte[] key = new byte[2 + 8 + name.length + 1 + 8 + 4];
      key[0] = Subspace.QUEUE_INDEX.tag();
      key[1] = BY_TIME;
      putLong(key, 2, millis);
      System.arraycopy(name, 0, key, 10, name.length);
      putLong(key, key.length - 12, id);
      putInt(key, key.length - 4, index);
      return key;
    }

    byte[] byDestination() {
      byte[] name = destination.getBytes(StandardCharsets.UTF_8);
      byte[] key = new byte[2 + name.length + 1 + TAIL];
      key[0] = Subspace.QUEUE_INDEX.tag();
      key[1] = BY_DESTINATION;
      System.arraycopy(name, 0, key, 2, name.length);
      putLong(key, key.length - TAIL, millis);
      putLong(key, key.length - 12, id);
      putInt(key, key.length - 4, index);
      return key;
    }

    /** Reads a key of either index. */
    static Due of(byte[] key) {
      int nameAt = key[1] == BY_TIME ? 10 : 2;
      int nameEnd = key.length - (key[1] == BY_TIME ? 12 : TAIL) - 1;
      return new Due(
          longAt(key, key[1] == BY_TIME ? 2 : key.length - TAIL),
          new String(key, nameAt, nameEnd - nameAt, StandardCharsets.UTF_8),
          longAt(key, key.length - 12),
          intAt(key, key.length - 4));
    }
  }

  static Due due(long id, QueueRecipient recipient) {
    return new Due(
        QueueCodec.millis(recipient.nextAttempt()), recipient.destination(), id, recipient.index());
  }

  /** The whole index by time. */
  static KeyRange times() {
    return KeyRange.prefix(new byte[] {Subspace.QUEUE_INDEX.tag(), BY_TIME});
  }

  /** The first key by time that is later than {@code millis}. */
  static byte[] timesAfter(long millis) {
    byte[] key = new byte[2 + 8];
    key[0] = Subspace.QUEUE_INDEX.tag();
    key[1] = BY_TIME;
    putLong(key, 2, millis + 1);
    return key;
  }

  /** The whole index by destination. */
  static KeyRange destinations() {
    return KeyRange.prefix(new byte[] {Subspace.QUEUE_INDEX.tag(), BY_DESTINATION});
  }

  /** What is due for {@code destination} until {@code millis}, inclusive; the oldest first. */
  static KeyRange destination(String destination, long millis) {
    byte[] name = destination.getBytes(StandardCharsets.UTF_8);
    byte[] start = new byte[2 + name.length + 1];
    start[0] = Subspace.QUEUE_INDEX.tag();
    start[1] = BY_DESTINATION;
    System.arraycopy(name, 0, start, 2, name.length);
    byte[] end = Arrays.copyOf(start, start.length + 8);
    putLong(end, start.length, millis + 1);
    return new KeyRange(start, end);
  }

  /** The message as owner of a link to its contents. */
  static byte[] owner(long id) {
    byte[] owner = new byte[1 + 8];
    owner[0] = OWNER;
    putLong(owner, 1, id);
    return owner;
  }

  private static byte[] entry(long id, byte kind, int length) {
    byte[] key = new byte[length];
    key[0] = Subspace.QUEUE.tag();
    putLong(key, 1, id);
    key[KIND] = kind;
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

  private static long longAt(byte[] key, int offset) {
    return (long) intAt(key, offset) << 32 | intAt(key, offset + 4) & 0xFFFF_FFFFL;
  }

  private static int intAt(byte[] key, int offset) {
    return (key[offset] & 0xFF) << 24
        | (key[offset + 1] & 0xFF) << 16
        | (key[offset + 2] & 0xFF) << 8
        | key[offset + 3] & 0xFF;
  }
}
