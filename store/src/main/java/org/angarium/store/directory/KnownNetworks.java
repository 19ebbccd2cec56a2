package org.angarium.store.directory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.Lock;
import org.angarium.store.schema.RecordReader;
import org.angarium.store.schema.RecordWriter;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the networks that accounts came in from, a small record an account, so that a restart does
 * not make strangers of everybody. Under the account's lock, not the directory's: many accounts
 * come in at once in the morning. Thread-safe.
 */
public final class KnownNetworks {
  private static final int VERSION = 1;

  private final Engine engine;

  KnownNetworks(Engine engine) {
    this.engine = engine;
  }

  /** The networks of an account, latest first. */
  public List<KnownNetwork> of(AccountId account) throws StoreException {
    byte[] record = engine.get(DirectoryKeys.networks(account));
    return record == null ? List.of() : decode(record);
  }

  /**
   * Keeps a network, or its later day; of more than {@link KnownNetwork#PER_ACCOUNT} the oldest
   * goes. Nothing happens to an account that is gone.
   */
  public void keep(AccountId account, KnownNetwork network) throws StoreException {
    byte[] key = DirectoryKeys.networks(account);
    engine.<@Nullable Void, StoreException>write(
        List.of(Lock.account(account.value())),
        transaction -> {
          if (transaction.get(DirectoryKeys.account(account)) == null) {
            return null;
          }
          byte[] record = transaction.get(key);
          transaction.expect(key, record);
          List<KnownNetwork> networks = new ArrayList<>();
          networks.add(network);
          for (KnownNetwork old : record == null ? List.<KnownNetwork>of() : decode(record)) {
            if (!old.sameNetwork(network)) {
              networks.add(old);
            }
          }
          networks.sort(Comparator.comparingLong(KnownNetwork::lastDay).reversed());
          int kept = Math.min(networks.size(), KnownNetwork.PER_ACCOUNT);
          transaction.put(key, encode(networks.subList(0, kept)));
          return null;
        });
  }

  static byte[] encode(List<KnownNetwork> networks) {
    RecordWriter out = new RecordWriter(VERSION, 8 + 16 * networks.size()).number(networks.size());
    for (KnownNetwork network : networks) {
      out.bool(network.v6()).fixed(network.bits()).number(network.lastDay());
    }
    return out.toBytes();
  }

  static List<KnownNetwork> decode(byte[] record) throws StoreException {
    RecordReader in = new RecordReader("known networks", record);
    in.version(VERSION);
    int count = in.elements(10);
    List<KnownNetwork> networks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      networks.add(new KnownNetwork(in.bool(), in.fixed(), in.number()));
    }
    in.end();
    return networks;
  }
}
