package org.angarium.store.directory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.jspecify.annotations.Nullable;

/** The lists of the directory, in parts bounded in rows and bytes. */
final class DirectoryLists {
  private static final long PAGE_BYTES = 4 << 20;

  /** Rows looked at for one page when a filter lets few of them through. */
  private static final int SCAN_ROWS = 20_000;

  private final Reader reader;
  private final int pageRows;

  DirectoryLists(Reader reader, int pageRows) {
    this.reader = reader;
    this.pageRows = pageRows;
  }

  Page<Domain> domains(String prefix, @Nullable String after, int limit) throws StoreException {
    KeyRange range = KeyRange.prefix(DirectoryKeys.domain(prefix));
    if (after != null) {
      range = from(range, DirectoryKeys.after(DirectoryKeys.domain(after)));
    }
    Part part = read(reader, range, rows(limit), rows(limit), "");
    List<Domain> domains = new ArrayList<>(part.values.size());
    for (byte[] value : part.values) {
      domains.add(DirectoryCodec.domain(value));
    }
    return new Page<>(domains, part.more ? DirectoryKeys.text(part.last) : null);
  }

  Page<Account> accounts(@Nullable String domain, String prefix, @Nullable String after, int limit)
      throws StoreException {
    Part part = names(DirectoryKeys.NAME, domain, prefix, after, limit);
    List<byte[]> keys = new ArrayList<>(part.values.size());
    for (byte[] value : part.values) {
      DirectoryCodec.Name name = DirectoryCodec.name(value);
      AccountId account = name.account();
      if (account != null && name.primary()) {
        keys.add(DirectoryKeys.account(account));
      }
    }
    // An account deleted since the names were read is left out.
    List<Account> accounts = new ArrayList<>(keys.size());
    for (byte @Nullable [] record : reader.getAll(keys.toArray(byte[][]::new))) {
      if (record != null) {
        accounts.add(DirectoryCodec.account(record));
      }
    }
    return new Page<>(accounts, part.more ? DirectoryKeys.addressText(part.last) : null);
  }

  Page<Alias> aliases(@Nullable String domain, String prefix, @Nullable String after, int limit)
      throws StoreException {
    Part part = names(DirectoryKeys.ALIAS, domain, prefix, after, limit);
    List<Alias> aliases = new ArrayList<>(part.values.size());
    for (byte[] value : part.values) {
      aliases.add(DirectoryCodec.alias(value));
    }
    return new Page<>(aliases, part.more ? DirectoryKeys.addressText(part.last) : null);
  }

  List<Account> administrators(Reader from) throws StoreException {
    Part part = read(from, DirectoryKeys.all(DirectoryKeys.ADMINISTRATOR), pageRows, pageRows, "");
    byte[][] keys = new byte[part.keys.size()][];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = DirectoryKeys.account(DirectoryKeys.id(part.keys.get(i)));
    }
    List<Account> accounts = new ArrayList<>(keys.length);
    for (byte @Nullable [] record : from.getAll(keys)) {
      if (record != null) {
        accounts.add(DirectoryCodec.account(record));
      }
    }
    return accounts;
  }

  List<Tombstone> tombstones(int limit) throws StoreException {
    Part part =
        read(reader, DirectoryKeys.all(DirectoryKeys.TOMBSTONE), rows(limit), rows(limit), "");
    List<Tombstone> tombstones = new ArrayList<>(part.values.size());
    for (byte[] value : part.values) {
      tombstones.add(DirectoryCodec.tombstone(value));
    }
    return tombstones;
  }

  static boolean hasNames(Reader reader, String domain) throws StoreException {
    KeyRange names = KeyRange.prefix(DirectoryKeys.named(DirectoryKeys.NAME, domain, ""));
    return !read(reader, names, 1, 1, "").keys.isEmpty();
  }

  private Part names(
      byte kind, @Nullable String domain, String prefix, @Nullable String after, int limit)
      throws StoreException {
    KeyRange range =
        domain == null
            ? DirectoryKeys.all(kind)
            : KeyRange.prefix(DirectoryKeys.named(kind, domain, prefix));
    if (after != null) {
      range = from(range, DirectoryKeys.after(DirectoryKeys.fromAddressText(kind, after)));
    }
    return read(
        reader,
        range,
        rows(limit),
        domain == null && !prefix.isEmpty() ? SCAN_ROWS : rows(limit),
        domain == null ? prefix : "");
  }

  private int rows(int limit) {
    return Math.clamp(limit, 1, pageRows);
  }

  private static KeyRange from(KeyRange range, byte[] start) {
    return Arrays.compareUnsigned(start, range.start()) > 0
        ? new KeyRange(start, range.end())
        : range;
  }

  /** What one scan brought: entries that passed the filter, and where it stopped. */
  private static final class Part {
    final List<byte[]> keys = new ArrayList<>();
    final List<byte[]> values = new ArrayList<>();
    byte[] last = new byte[0];
    boolean more;
  }

  private static Part read(
      Reader reader, KeyRange range, int wanted, int scanned, String localPrefix)
      throws StoreException {
    Part part = new Part();
    byte[] end = range.end();
    if (end != null && Arrays.compareUnsigned(range.start(), end) >= 0) {
      return part;
    }
    byte[] filter = localPrefix.getBytes(StandardCharsets.UTF_8);
    byte @Nullable [] next =
        reader.scan(
            range,
            ScanOrder.ASCENDING,
            new ScanLimit(scanned, PAGE_BYTES),
            (key, value) -> {
              part.last = key;
              if (filter.length == 0 || localPartStartsWith(key, filter)) {
                part.keys.add(key);
                part.values.add(value);
              }
              return part.keys.size() < wanted;
            });
    part.more = next != null;
    return part;
  }

  private static boolean localPartStartsWith(byte[] key, byte[] prefix) {
    for (int i = 0; i < key.length; i++) {
      if (key[i] == 0) {
        int from = i + 1;
        return key.length - from >= prefix.length
            && Arrays.equals(key, from, from + prefix.length, prefix, 0, prefix.length);
      }
    }
    return false;
  }
}
