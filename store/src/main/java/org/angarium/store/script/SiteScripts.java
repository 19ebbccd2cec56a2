package org.angarium.store.script;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Subspace;
import org.angarium.store.engine.Transaction;
import org.angarium.store.schema.DamagedRecordException;
import org.angarium.store.schema.RecordReader;
import org.angarium.store.schema.RecordWriter;
import org.angarium.store.script.ScriptRefusal.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The administrators' Sieve scripts, which run for all accounts; in META, one record each under
 * {@code "script."} and the name. Thread-safe; changes are durable on return. What another node
 * changed is known here within a second.
 */
public final class SiteScripts {
  /** Scripts of the site. */
  public static final int MAX_SCRIPTS = 64;

  /** Octets of all texts, which memory holds. */
  public static final int MAX_OCTETS = 4 << 20;

  private static final int VERSION = 1;
  private static final long FRESH_MILLIS = 1_000;
  private static final byte[] PREFIX = "script.".getBytes(StandardCharsets.US_ASCII);
  private static final Lock LOCK = new Lock(Lock.Space.OTHER, Subspace.META.tag());

  private final Engine engine;
  private final InstantSource clock;
  private volatile @Nullable Held held;

  /** Counts changes made here, so that what was read before one is not held. Guarded by this. */
  private long changes;

  private record Held(List<SiteScript> scripts, long readAt) {}

  public SiteScripts(Engine engine, InstantSource clock) {
    this.engine = engine;
    this.clock = clock;
  }

  /** All of them, by name. */
  public List<SiteScript> list() throws StoreException {
    Held known = held;
    long now = clock.millis();
    if (known != null && (!engine.isShared() || Math.abs(now - known.readAt) < FRESH_MILLIS)) {
      return known.scripts;
    }
    long before = changes();
    List<SiteScript> read = read(engine);
    hold(new Held(read, now), before);
    return read;
  }

  private synchronized long changes() {
    return changes;
  }

  private synchronized void hold(Held read, long before) {
    if (changes == before) {
      held = read;
    }
  }

  private synchronized void forget() {
    changes++;
    held = null;
  }

  /** Those of a role, by name. */
  public List<SiteScript> list(SiteScript.Role role) throws StoreException {
    List<SiteScript> all = list();
    return all.isEmpty() ? all : all.stream().filter(script -> script.role() == role).toList();
  }

  public Optional<SiteScript> get(String name) throws StoreException {
    return list().stream().filter(script -> script.name().equals(name)).findFirst();
  }

  /** Puts a text under a name: a new script, or the new text and role of the one of that name. */
  public SiteScript put(String name, SiteScript.Role role, byte[] text)
      throws StoreException, ScriptRefusal {
    Scripts.check(name, text.length);
    SiteScript script = new SiteScript(name, role, text, Instant.ofEpochMilli(clock.millis()));
    change(transaction -> {
      int count = 1;
      long octets = text.length;
      for (SiteScript other : read(transaction)) {
        if (!other.name().equals(name)) {
          count++;
          octets += other.text().length;
        }
      }
      if (count > MAX_SCRIPTS) {
        throw new ScriptRefusal(Reason.TOO_MANY, "there are " + MAX_SCRIPTS + " scripts already");
      }
      if (octets > MAX_OCTETS) {
        throw new ScriptRefusal(
            Reason.TOO_LARGE, "all scripts together have at most " + MAX_OCTETS + " octets");
      }
      transaction.put(key(name), encode(script));
    });
    return script;
  }

  /** Deletes a script, whatever its role. */
  public void delete(String name) throws StoreException, ScriptRefusal {
    change(transaction -> {
      if (transaction.get(key(name)) == null) {
        throw new ScriptRefusal(Reason.NONEXISTENT, "no such script");
      }
      transaction.delete(key(name));
    });
  }

  private interface Change {
    void make(Transaction transaction) throws StoreException, ScriptRefusal;
  }

  private void change(Change change) throws StoreException, ScriptRefusal {
    try {
      engine.<Boolean, ScriptRefusal>write(
          List.of(LOCK),
          transaction -> {
            change.make(transaction);
            return true;
          });
    } finally {
      forget();
    }
  }

  private static byte[] key(String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + PREFIX.length + text.length)
        .put(Subspace.META.tag())
        .put(PREFIX)
        .put(text)
        .array();
  }

  private static List<SiteScript> read(Reader reader) throws StoreException {
    List<SiteScript> scripts = new ArrayList<>();
    List<byte[]> rows = new ArrayList<>();
    reader.scan(
        KeyRange.prefix(key("")),
        ScanOrder.ASCENDING,
        ScanLimit.rows(MAX_SCRIPTS),
        (key, value) -> {
          rows.add(key);
          rows.add(value);
          return true;
        });
    for (int i = 0; i < rows.size(); i += 2) {
      scripts.add(decode(rows.get(i), rows.get(i + 1)));
    }
    scripts.sort(Comparator.comparing(SiteScript::name));
    return List.copyOf(scripts);
  }

  private static byte[] encode(SiteScript script) {
    return new RecordWriter(VERSION, 24 + script.text().length)
        .number(script.role().number())
        .signed(script.changedAt().toEpochMilli())
        .array(script.text())
        .toBytes();
  }

  /** What is damaged is a script that fails: mail does not wait for it, administrators are told. */
  private static SiteScript decode(byte[] key, byte[] record) {
    int start = 1 + PREFIX.length;
    String name = new String(key, start, key.length - start, StandardCharsets.UTF_8);
    try {
      RecordReader reader = new RecordReader("site script", record);
      reader.version(VERSION);
      int number = reader.count();
      SiteScript.Role role =
          Arrays.stream(SiteScript.Role.values())
              .filter(each -> each.number() == number)
              .findFirst()
              .orElseThrow(() -> reader.damaged("has role " + number));
      Instant changedAt = Instant.ofEpochMilli(reader.signed());
      byte[] text = reader.array();
      reader.end();
      return new SiteScript(name, role, text, changedAt);
    } catch (DamagedRecordException damaged) {
      byte[] text = "the record of this script is damaged".getBytes(StandardCharsets.UTF_8);
      return new SiteScript(name, SiteScript.Role.BEFORE, text, Instant.EPOCH);
    }
  }
}
