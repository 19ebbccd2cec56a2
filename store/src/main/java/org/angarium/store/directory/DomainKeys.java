package org.angarium.store.directory;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.angarium.store.StoreException;
import org.angarium.store.directory.DirectoryRefusal.Reason;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Transaction;
import org.angarium.store.engine.Work;
import org.angarium.store.schema.RecordReader;
import org.angarium.store.schema.RecordWriter;

/**
 * Keeps the keys that sign the mail of domains; they go with their domain. Every change is one
 * transaction, durable on return. Thread-safe.
 */
public final class DomainKeys {
  /** Keys that a domain may have at once. */
  public static final int PER_DOMAIN = 16;

  private static final int VERSION = 1;
  private static final int MAX_SELECTOR = 63;
  private static final ScanLimit ALL = new ScanLimit(PER_DOMAIN + 1, 1 << 20);

  private final Engine engine;

  DomainKeys(Engine engine) {
    this.engine = engine;
  }

  /** The keys of a domain by selector. */
  public List<DomainKey> of(String domain) throws StoreException {
    return of(engine, domain);
  }

  static List<DomainKey> of(Reader reader, String domain) throws StoreException {
    List<DomainKey> keys = new ArrayList<>();
    List<byte[]> records = new ArrayList<>();
    reader.scan(
        KeyRange.prefix(DirectoryKeys.domainKey(domain, "")),
        ScanOrder.ASCENDING,
        ALL,
        (key, value) -> records.add(value));
    for (byte[] each : records) {
      keys.add(decode(each));
    }
    return keys;
  }

  /**
   * Adds keys of one domain, all or none.
   *
   * @throws DirectoryRefusal where the domain is not there, has a key of that selector, or would
   *     have more than {@link #PER_DOMAIN}
   */
  public void add(List<DomainKey> keys) throws StoreException, DirectoryRefusal {
    this.<Integer, DirectoryRefusal>write(transaction -> {
      for (DomainKey key : keys) {
        DirectoryRules.requireDomain(transaction, key.domain());
        if (of(transaction, key.domain()).size() + keys.size() > PER_DOMAIN) {
          throw new DirectoryRefusal(Reason.LIMIT, "A domain has at most " + PER_DOMAIN + " keys");
        }
        byte[] name = name(key);
        if (transaction.get(name) != null) {
          throw new DirectoryRefusal(
              Reason.EXISTS,
              "The domain " + key.domain() + " has a key " + key.selector() + " already");
        }
        transaction.put(name, encode(key));
      }
      return keys.size();
    });
  }

  /**
   * Puts keys into other states, all in one transaction; those that are gone or in another state
   * than {@code from} are left alone.
   */
  public void move(List<DomainKey> keys, DomainKey.State from, DomainKey.State to, Instant now)
      throws StoreException {
    this.<Integer, StoreException>write(transaction -> {
      int moved = 0;
      for (DomainKey key : keys) {
        byte[] record = transaction.get(name(key));
        DomainKey there = record == null ? null : decode(record);
        if (there != null && there.state() == from) {
          transaction.put(name(key), encode(there.in(to, now)));
          moved++;
        }
      }
      return moved;
    });
  }

  /** Deletes a key; returns what it was, empty where there was none. */
  public Optional<DomainKey> delete(String domain, String selector) throws StoreException {
    byte[] name = DirectoryKeys.domainKey(domain, selector);
    return this.<Optional<DomainKey>, StoreException>write(transaction -> {
      byte[] record = transaction.get(name);
      if (record == null) {
        return Optional.empty();
      }
      transaction.delete(name);
      return Optional.of(decode(record));
    });
  }

  private <R, X extends Exception> R write(Work<R, X> work) throws X, StoreException {
    return engine.<R, X>write(
        DirectoryStore.LOCK, transaction -> DirectoryVersion.change(transaction, work));
  }

  /** The domain is gone, and one of this name that is made later has other keys. */
  static void deleteAll(Transaction transaction, String domain) throws StoreException {
    for (DomainKey key : of(transaction, domain)) {
      transaction.delete(name(key));
    }
  }

  private static byte[] name(DomainKey key) {
    return DirectoryKeys.domainKey(key.domain(), key.selector());
  }

  static byte[] encode(DomainKey key) {
    if (key.selector().isEmpty()
        || key.selector().getBytes(StandardCharsets.UTF_8).length > MAX_SELECTOR) {
      throw new IllegalArgumentException("a selector has 1 to " + MAX_SELECTOR + " octets");
    }
    return new RecordWriter(VERSION, 512 + key.privateKey().length)
        .string(key.domain())
        .string(key.selector())
        .number(key.algorithm().code())
        .number(key.state().code())
        .number(key.created().toEpochMilli())
        .number(key.since().toEpochMilli())
        .array(key.privateKey())
        .string(key.record())
        .toBytes();
  }

  static DomainKey decode(byte[] record) throws StoreException {
    RecordReader in = new RecordReader("key of a domain", record);
    in.version(VERSION);
    String domain = in.string();
    String selector = in.string();
    long algorithm = in.number();
    long state = in.number();
    Instant created = Instant.ofEpochMilli(in.number());
    Instant since = Instant.ofEpochMilli(in.number());
    byte[] privateKey = in.array();
    String text = in.string();
    in.end();
    return new DomainKey(
        domain,
        selector,
        algorithm(in, algorithm),
        privateKey,
        text,
        state(in, state),
        created,
        since);
  }

  private static DomainKey.Algorithm algorithm(RecordReader in, long code) throws StoreException {
    for (DomainKey.Algorithm algorithm : DomainKey.Algorithm.values()) {
      if (algorithm.code() == code) {
        return algorithm;
      }
    }
    throw in.damaged("has the algorithm " + code);
  }

  private static DomainKey.State state(RecordReader in, long code) throws StoreException {
    for (DomainKey.State state : DomainKey.State.values()) {
      if (state.code() == code) {
        return state;
      }
    }
    throw in.damaged("has the state " + code);
  }
}
