package org.angarium.store.queue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Subspace;
import org.angarium.store.node.Node;

/** Makes the keys of the queue; the layout is in the package's page. */
final class QueueKeys {
  static final byte MESSAGE = 0;
  static final byte STATE = 1;
  static final byte RECIPIENT = 2;

  static final byte BY_TIME = 't';
  static final byte BY_DESTINATION = 'd';

  /** The same without an owner, as they were before there were nodes. */
  private static final byte UNOWNED_BY_TIME = 'T';

  private static final byte UNOWNED_BY_DESTINATION = 'D';

  /** First byte of the owner in a link from a blob to the queue. */
  static final byte OWNER = 'Q';

  /** Where the kind stands in a key of the subspace QUEUE. */
  private static final int KIND = 9;

  /** Tag, kind and owner at the beginning of a key of either index. */
  private static final int HEAD = 2 + 4;

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
  record Due(int owner, long millis, String destination, long id, int index) {
    byte[] byTime() {
      return byTime(BY_TIME, HEAD);
    }

    byte[] byDestination() {
      return byDestination(BY_DESTINATION, HEAD);
    }

    /** As it was before there were owners. */
    byte[] unownedByTime() {
      return byTime(UNOWNED_BY_TIME, 2);
    }

    /** As it was before there were owners. */
    byte[] unownedByDestination() {
      return byDestination(UNOWNED_BY_DESTINATION, 2);
    }

    private byte[] byTime(byte kind, int head) {
      byte[] name = destination.getBytes(StandardCharsets.UTF_8);
      byte[] key = start(kind, owner, head, head + 8 + name.length + 1 + 8 + 4);
      putLong(key, head, millis);
      System.arraycopy(name, 0, key, head + 8, name.length);
      putLong(key, key.length - 12, id);
      putInt(key, key.length - 4, index);
      return key;
    }

    private byte[] byDestination(byte kind, int head) {
      byte[] name = destination.getBytes(StandardCharsets.UTF_8);
      byte[] key = start(kind, owner, head, head + name.length + 1 + TAIL);
      System.arraycopy(name, 0, key, head, name.length);
      putLong(key, key.length - TAIL, millis);
      putLong(key, key.length - 12, id);
      putInt(key, key.length - 4, index);
      return key;
    }

    /** Reads a key of either index, with or without owner. */
    static Due of(byte[] key) {
      boolean owned = key[1] == BY_TIME || key[1] == BY_DESTINATION;
      int head = owned ? HEAD : 2;
      int nameAt = isByTime(key) ? head + 8 : head;
      int nameEnd = key.length - (isByTime(key) ? 12 : TAIL) - 1;
      return new Due(
          owned ? intAt(key, 2) : Node.FIRST,
          longAt(key, isByTime(key) ? head : key.length - TAIL),
          new String(key, nameAt, nameEnd - nameAt, StandardCharsets.UTF_8),
          longAt(key, key.length - 12),
          intAt(key, key.length - 4));
    }
  }

  static boolean isByTime(byte[] key) {
    return key[1] == BY_TIME || key[1] == UNOWNED_BY_TIME;
  }

  static Due due(QueueState state, long id, QueueRecipient recipient) {
    return new Due(
        state.owner(),
        QueueCodec.millis(recipient.nextAttempt()),
        recipient.destination(),
        id,
        recipient.index());
  }

  /** Both indexes of all owners. */
  static KeyRange indexes() {
    return KeyRange.prefix(new byte[] {Subspace.QUEUE_INDEX.tag()});
  }

  /** What has no owner yet. */
  static List<KeyRange> unowned() {
    return List.of(
        KeyRange.prefix(new byte[] {Subspace.QUEUE_INDEX.tag(), UNOWNED_BY_TIME}),
        KeyRange.prefix(new byte[] {Subspace.QUEUE_INDEX.tag(), UNOWNED_BY_DESTINATION}));
  }

  /** The whole index by time of a node. */
  static KeyRange times(int owner) {
    return KeyRange.prefix(start(BY_TIME, owner, HEAD, HEAD));
  }

  /** The first key by time that is later than {@code millis}. */
  static byte[] timesAfter(int owner, long millis) {
    byte[] key = start(BY_TIME, owner, HEAD, HEAD + 8);
    putLong(key, HEAD, millis + 1);
    return key;
  }

  /** What is due for {@code destination} until {@code millis}, inclusive; the oldest first. */
  static KeyRange destination(int owner, String destination, long millis) {
    byte[] name = destination.getBytes(StandardCharsets.UTF_8);
    byte[] start = start(BY_DESTINATION, owner, HEAD, HEAD + name.length + 1);
    System.arraycopy(name, 0, start, HEAD, name.length);
    byte[] end = Arrays.copyOf(start, start.length + 8);
    putLong(end, start.length, millis + 1);
    return new KeyRange(start, end);
  }

  /**
   * @param head length of what it begins with: {@link #HEAD}, or less without the owner
   */
  private static byte[] start(byte kind, int owner, int head, int length) {
    byte[] key = new byte[length];
    key[0] = Subspace.QUEUE_INDEX.tag();
    key[1] = kind;
    if (head == HEAD) {
      putInt(key, 2, owner);
    }
    return key;
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
