package org.angarium.store.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.Subspace;
import org.angarium.store.engine.Transaction;
import org.angarium.store.schema.RecordReader;
import org.angarium.store.schema.RecordWriter;
import org.jspecify.annotations.Nullable;

/** A node in one epoch: the owner of work. Immutable. */
public final class Node {
  /** The number of a node alone, and of the first of many. */
  public static final int FIRST = 1;

  private static final String FILE = "NODE";
  private static final int VERSION = 1;
  private static final byte[] NUMBERS = key("nodes");
  private static final List<Lock> LOCKS = List.of(new Lock(Lock.Space.OTHER, Subspace.META.tag()));

  private final int number;
  private final long epoch;
  private final byte[] key;
  private final byte @Nullable [] record;

  private Node(int number, long epoch, byte @Nullable [] record) {
    this.number = number;
    this.epoch = epoch;
    this.key = key(number);
    this.record = record;
  }

  /** The node of a space that belongs to one process: it is never taken over. */
  public static Node alone() {
    return new Node(FIRST, 0, null);
  }

  /**
   * Joins the nodes of the engine's space under the number that {@code folder} says, a new one if
   * it says none, in a new epoch. Durable on return.
   *
   * @param folder of this node and no other; made if it is not there
   */
  public static Node join(Engine engine, Path folder) throws StoreException {
    if (!engine.isShared()) {
      return alone();
    }
    Path file = folder.resolve(FILE);
    int known = numberIn(file);
    Node node =
        engine.<Node, StoreException>write(
            LOCKS,
            transaction -> {
              int number = known > 0 ? known : next(transaction);
              byte[] before = transaction.get(key(number));
              if (known > 0 && before == null) {
                throw new StoreException(
                    file + " names node " + number + ", which this database does not know");
              }
              return raise(transaction, number, before);
            });
    if (known == 0) {
      keep(file, node.number);
    }
    return node;
  }

  /**
   * Ends the epoch of a node that is dead, so that it cannot do anything any more, should it live
   * after all; durable on return.
   *
   * @param epoch in which it was seen last
   * @return the node in the epoch after
   * @throws StoreException where it is in another epoch, such as after it was started again
   */
  public static Node fence(Engine engine, int number, long epoch) throws StoreException {
    return engine.<Node, StoreException>write(
        LOCKS,
        transaction -> {
          byte[] before = transaction.get(key(number));
          if (before == null || epochOf(before) != epoch) {
            throw new StoreException("node " + number + " is not in epoch " + epoch);
          }
          return raise(transaction, number, before);
        });
  }

  private static Node raise(Transaction transaction, int number, byte @Nullable [] before)
      throws StoreException {
    byte[] key = key(number);
    transaction.expect(key, before);
    long epoch = before == null ? 1 : epochOf(before) + 1;
    byte[] after = new RecordWriter(VERSION, 16).number(epoch).toBytes();
    transaction.put(key, after);
    return new Node(number, epoch, after);
  }

  private static int next(Transaction transaction) throws StoreException {
    byte[] before = transaction.get(NUMBERS);
    transaction.expect(NUMBERS, before);
    int number = FIRST;
    if (before != null) {
      RecordReader in = new RecordReader("nodes", before);
      in.version(VERSION);
      number = in.count() + 1;
      in.end();
    }
    transaction.put(NUMBERS, new RecordWriter(VERSION, 16).number(number).toBytes());
    return number;
  }

  /** From 1 on; never given to another node. */
  public int number() {
    return number;
  }

  /** How often the node was opened or taken over; 0 of a node alone. */
  public long epoch() {
    return epoch;
  }

  /**
   * Says that a transaction is this node's: it is committed only if nobody took over. Costs no read
   * unless the work runs again.
   *
   * @throws FencedException where somebody did
   */
  public void expect(Transaction transaction) throws StoreException {
    if (record != null && transaction.attempt() > 0) {
      check(transaction.get(key));
    }
    transaction.expect(key, record);
  }

  /** The key of the record to be read and given to {@link #check}; null of a node alone. */
  public byte @Nullable [] watched() {
    return record == null ? null : key.clone();
  }

  /**
   * @param stored what stands under {@link #watched}
   * @throws FencedException where it is not this node's epoch
   */
  public void check(byte @Nullable [] stored) throws FencedException {
    if (!Arrays.equals(record, stored)) {
      throw new FencedException(number);
    }
  }

  /** The same, asking the engine. */
  public void check(Reader reader) throws StoreException {
    if (record != null) {
      check(reader.get(key));
    }
  }

  private static long epochOf(byte[] record) throws StoreException {
    RecordReader in = new RecordReader("node", record);
    in.version(VERSION);
    long epoch = in.number();
    in.end();
    return epoch;
  }

  /** 0 where the folder says none. */
  private static int numberIn(Path file) throws StoreException {
    if (Files.notExists(file)) {
      return 0;
    }
    try {
      int number = Integer.parseInt(Files.readString(file, StandardCharsets.US_ASCII).strip());
      if (number > 0) {
        return number;
      }
    } catch (IOException | NumberFormatException unreadable) {
      throw new StoreException("the node's number in " + file + " cannot be read", unreadable);
    }
    throw new StoreException("the node's number in " + file + " is none");
  }

  private static void keep(Path file, int number) throws StoreException {
    Path fresh = file.resolveSibling(FILE + ".new");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      try (FileChannel out =
          FileChannel.open(
              fresh,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        ByteBuffer text = StandardCharsets.US_ASCII.encode(number + "\n");
        while (text.hasRemaining()) {
          out.write(text);
        }
        out.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      throw new StoreException("the node's number cannot be kept in " + file, failed);
    }
  }

  private static byte[] key(String name) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(1 + text.length).put(Subspace.META.tag()).put(text).array();
  }

  private static byte[] key(int number) {
    byte[] prefix = key("node.");
    return ByteBuffer.allocate(prefix.length + 4).put(prefix).putInt(number).array();
  }
}
