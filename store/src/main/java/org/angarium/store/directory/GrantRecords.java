package org.angarium.store.directory;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Transaction;

/** The rights of accounts as records; those without any have none. */
final class GrantRecords {
  private static final ScanLimit STEP = new ScanLimit(500, 4 << 20);

  private GrantRecords() {}

  static Grants read(Reader reader, AccountId id) throws StoreException {
    byte[] record = reader.get(DirectoryKeys.grants(id));
    return record == null ? Grants.NONE : DirectoryCodec.grants(record);
  }

  static void put(Transaction transaction, AccountId id, Grants grants) {
    if (grants.equals(Grants.NONE)) {
      transaction.delete(DirectoryKeys.grants(id));
    } else {
      transaction.put(DirectoryKeys.grants(id), DirectoryCodec.encode(grants));
    }
  }

  /** A domain of this name that is made later has other administrators. */
  static void revoke(Transaction transaction, String domain) throws StoreException {
    KeyRange rest = DirectoryKeys.all(DirectoryKeys.GRANTS);
    while (true) {
      List<byte[]> keys = new ArrayList<>();
      List<byte[]> values = new ArrayList<>();
      byte[] next =
          transaction.scan(
              rest,
              ScanOrder.ASCENDING,
              STEP,
              (key, value) -> {
                keys.add(key);
                return values.add(value);
              });
      for (int i = 0; i < keys.size(); i++) {
        Grants grants = DirectoryCodec.grants(values.get(i));
        if (grants.domains().contains(domain)) {
          Set<String> others = new HashSet<>(grants.domains());
          others.remove(domain);
          put(transaction, DirectoryKeys.id(keys.get(i)), new Grants(others, grants.monitor()));
        }
      }
      if (next == null) {
        return;
      }
      rest = new KeyRange(next, rest.end());
    }
  }
}
