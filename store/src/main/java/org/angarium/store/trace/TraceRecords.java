package org.angarium.store.trace;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Subspace;
import org.angarium.store.node.Node;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the events of each message. Three kinds of records, all in {@link Subspace#TRACE}:
 *
 * <pre>
 * 60 01 id 00 micros(8) number(4) → version(1) text of the event     what {@link #trace} reads
 * 60 02 hour(4) id                → nothing                          which ids an hour has begun
 * 60 03 hour(4)                   → count(8)                         how many events it has
 * 60 04 node(4) hour(4) id        → nothing                          as 02, of nodes but the first
 * 60 05 node(4) hour(4)           → count(8)                         as 03, of nodes but the first
 * </pre>
 *
 * <p>Where several nodes share the space, each counts what it wrote itself, and drops it.
 *
 * <p>An event belongs to the hour in which it happened. When an hour is too old, or there are more
 * events than allowed, the ids of the oldest hour are dropped with all their events (a message that
 * waited in the queue since then loses its beginning, not its end).
 *
 * <p>{@link #add} and {@link #sweep} are for one thread; {@link #trace} for any.
 */
public final class TraceRecords {
  /** Characters of an id; events of longer ones are not kept. */
  public static final int MAX_ID = 100;

  private static final byte VERSION = 1;
  private static final byte BY_ID = 1;
  private static final byte BY_HOUR = 2;
  private static final byte COUNTS = 3;

  /** Between a kind of the first node and the same kind of another one. */
  private static final int NODES = 2;

  private static final long HOUR_MICROS = Duration.ofHours(1).toNanos() / 1000;
  private static final int MAX_STEPS = 10_000;
  private static final int SWEEP_STEP = 2_000;
  private static final int REMEMBERED_IDS = 50_000;

  private final Engine engine;
  private final int node;
  private final Map<Integer, Long> counts = new HashMap<>();
  private final Set<String> begun = new HashSet<>();
  private int begunHour;
  private int number;
  private boolean counted;

  /** Of a node alone. */
  public TraceRecords(Engine engine) {
    this(engine, Node.FIRST);
  }

  /**
   * @param node the number of the node that writes
   */
  public TraceRecords(Engine engine, int node) {
    this.engine = engine;
    this.node = node;
  }

  /**
   * One event of a message.
   *
   * @param id of the message, 1 to {@link #MAX_ID} characters
   * @param micros since 1970
   * @param text of the event
   */
  public record Step(String id, long micros, byte[] text) {}

  /** Adds events; they may be lost with the machine. */
  public void add(List<Step> steps) throws StoreException {
    List<byte[]> keys = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    Map<Integer, Long> added = new HashMap<>();
    for (Step step : steps) {
      int hour = (int) (step.micros / HOUR_MICROS);
      keys.add(eventKey(step.id, step.micros, number++));
      values.add(versioned(step.text));
      if (begins(hour, step.id)) {
        keys.add(hourKey(BY_HOUR, hour, step.id));
        values.add(new byte[] {VERSION});
      }
      added.merge(hour, 1L, Long::sum);
    }
    if (keys.isEmpty()) {
      return;
    }
    count();
    added.forEach((hour, more) -> counts.merge(hour, more, Long::sum));
    added
        .keySet()
        .forEach(hour -> {
          keys.add(hourKey(COUNTS, hour, ""));
          values.add(
              ByteBuffer.allocate(9).put(VERSION).putLong(counts.getOrDefault(hour, 0L)).array());
        });
    write(keys, values, List.of());
  }

  /**
   * Drops what is too old or too much: of one oldest hour at most each time, in bounded steps.
   *
   * @param micros the time now, since 1970
   * @param keep how long events are kept
   * @param most events of all messages
   */
  public void sweep(long micros, Duration keep, long most) throws StoreException {
    count();
    long total = counts.values().stream().mapToLong(Long::longValue).sum();
    @Nullable Integer oldest = counts.keySet().stream().min(Integer::compare).orElse(null);
    int limit = (int) (micros / HOUR_MICROS - keep.toHours());
    if (oldest != null && (oldest < limit || (total > most && counts.size() > 1))) {
      drop(oldest);
    }
  }

  /**
   * The events of one message, oldest first; empty where nothing is known of it. At most 10,000.
   */
  public List<String> trace(String id) throws StoreException {
    if (id.isEmpty() || id.length() > MAX_ID) {
      return List.of();
    }
    List<String> steps = new ArrayList<>();
    engine.scan(
        KeyRange.prefix(idPrefix(id)),
        ScanOrder.ASCENDING,
        ScanLimit.rows(MAX_STEPS),
        (key, value) -> {
          if (value.length > 0 && value[0] == VERSION) {
            steps.add(new String(value, 1, value.length - 1, StandardCharsets.UTF_8));
          }
          return true;
        });
    return steps;
  }

  private boolean begins(int hour, String id) {
    if (hour != begunHour || begun.size() >= REMEMBERED_IDS) {
      begun.clear(); // then an id is written a second time: the same record again
      begunHour = hour;
    }
    return begun.add(id);
  }

  private void count() throws StoreException {
    if (counted) {
      return;
    }
    byte[] start = start(COUNTS);
    engine.scan(
        KeyRange.prefix(start),
        ScanOrder.ASCENDING,
        ScanLimit.NONE,
        (key, value) -> {
          if (key.length == start.length + 4 && value.length == 9) {
            counts.put(
                ByteBuffer.wrap(key, start.length, 4).getInt(),
                ByteBuffer.wrap(value, 1, 8).getLong());
          }
          return true;
        });
    counted = true;
  }

  private void drop(int hour) throws StoreException {
    byte[] prefix = hourKey(BY_HOUR, hour, "");
    List<byte[]> gone = new ArrayList<>();
    List<byte[]> ids = new ArrayList<>();
    engine.scan(
        KeyRange.prefix(prefix),
        ScanOrder.ASCENDING,
        ScanLimit.rows(SWEEP_STEP / 10),
        (key, value) -> ids.add(key));
    for (byte[] key : ids) {
      String id =
          new String(key, prefix.length, key.length - prefix.length, StandardCharsets.UTF_8);
      byte @Nullable [] more =
          engine.scan(
              KeyRange.prefix(idPrefix(id)),
              ScanOrder.ASCENDING,
              ScanLimit.rows(SWEEP_STEP),
              (eventKey, value) -> gone.add(eventKey));
      if (more == null) {
        gone.add(key);
      }
      if (gone.size() >= SWEEP_STEP) {
        break;
      }
    }
    if (ids.isEmpty()) {
      gone.add(hourKey(COUNTS, hour, ""));
      counts.remove(hour);
    }
    write(List.of(), List.of(), gone);
  }

  private void write(List<byte[]> keys, List<byte[]> values, List<byte[]> gone)
      throws StoreException {
    engine.<@Nullable Void, StoreException>write(
        List.of(),
        Durability.RELAXED,
        transaction -> {
          for (int i = 0; i < keys.size(); i++) {
            transaction.put(keys.get(i), values.get(i));
          }
          gone.forEach(transaction::delete);
          return null;
        },
        nothing -> {});
  }

  private static byte[] versioned(byte[] text) {
    byte[] value = new byte[text.length + 1];
    value[0] = VERSION;
    System.arraycopy(text, 0, value, 1, text.length);
    return value;
  }

  private static byte[] idPrefix(String id) {
    byte[] name = id.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(name.length + 3)
        .put(Subspace.TRACE.tag())
        .put(BY_ID)
        .put(name)
        .put((byte) 0)
        .array();
  }

  private static byte[] eventKey(String id, long micros, int number) {
    byte[] prefix = idPrefix(id);
    return ByteBuffer.allocate(prefix.length + 12)
        .put(prefix)
        .putLong(micros)
        .putInt(number)
        .array();
  }

  private byte[] hourKey(byte kind, int hour, String id) {
    byte[] start = start(kind);
    byte[] name = id.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(start.length + 4 + name.length)
        .put(start)
        .putInt(hour)
        .put(name)
        .array();
  }

  /** What keys by hour of this node begin with: the first one's are as before there were others. */
  private byte[] start(byte kind) {
    return node == Node.FIRST
        ? new byte[] {Subspace.TRACE.tag(), kind}
        : ByteBuffer.allocate(6)
            .put(Subspace.TRACE.tag())
            .put((byte) (kind + NODES))
            .putInt(node)
            .array();
  }
}
