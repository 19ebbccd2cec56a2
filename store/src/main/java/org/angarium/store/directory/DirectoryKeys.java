package org.angarium.store.directory;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Subspace;

/** The keys of the directory; the table stands in the package's page. Part of the stored format. */
final class DirectoryKeys {
  static final byte DOMAIN = 1;
  static final byte ACCOUNT = 2;
  static final byte NAME = 3;
  static final byte ALIAS = 4;
  static final byte CREDENTIALS = 5;
  static final byte TOMBSTONE = 6;
  static final byte ADMINISTRATOR = 7;
  static final byte SECRET = 8;
  static final byte NETWORKS = 9;
  static final byte GRANTS = 10;
  static final byte DOMAIN_KEY = 11;

  private static final int HEAD = 2;

  private DirectoryKeys() {}

  static byte[] domain(String name) {
    return key(DOMAIN, name.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] account(AccountId id) {
    return numbered(ACCOUNT, id.value());
  }

  static byte[] credentials(AccountId id) {
    return numbered(CREDENTIALS, id.value());
  }

  static byte[] tombstone(AccountId id) {
    return numbered(TOMBSTONE, id.value());
  }

  static byte[] administrator(AccountId id) {
    return numbered(ADMINISTRATOR, id.value());
  }

  static byte[] networks(AccountId id) {
    return numbered(NETWORKS, id.value());
  }

  static byte[] grants(AccountId id) {
    return numbered(GRANTS, id.value());
  }

  /** With an empty selector the beginning of all of a domain. Domains contain no NUL. */
  static byte[] domainKey(String domain, String selector) {
    return named(DOMAIN_KEY, domain, selector);
  }

  static byte[] secret() {
    return new byte[] {Subspace.DIRECTORY.tag(), SECRET};
  }

  /** The counter that gives out account ids: the next one, 8 bytes. */
  static byte[] nextAccount() {
    return meta("directory/next-account");
  }

  /** The directory's root record, see {@link DirectoryVersion}. */
  static byte[] version() {
    return meta("directory/version");
  }

  private static byte[] meta(String text) {
    byte[] name = text.getBytes(StandardCharsets.US_ASCII);
    byte[] key = new byte[name.length + 1];
    key[0] = Subspace.META.tag();
    System.arraycopy(name, 0, key, 1, name.length);
    return key;
  }

  static byte[] name(EmailAddress address) {
    return named(NAME, address.domain(), address.localPart());
  }

  static byte[] alias(EmailAddress address) {
    return named(ALIAS, address.domain(), address.localPart());
  }

  /** {@code kind} with the domain and the beginning of a local part. Domains contain no NUL. */
  static byte[] named(byte kind, String domain, String localPrefix) {
    return key(kind, (domain + '\0' + localPrefix).getBytes(StandardCharsets.UTF_8));
  }

  static KeyRange all(byte kind) {
    return KeyRange.prefix(new byte[] {Subspace.DIRECTORY.tag(), kind});
  }

  static byte kind(byte[] key) throws StoreException {
    if (key.length < HEAD) {
      throw new StoreException("directory key too short");
    }
    return key[1];
  }

  static AccountId id(byte[] key) throws StoreException {
    if (key.length != HEAD + Long.BYTES) {
      throw new StoreException("directory key of " + key.length + " bytes, an account id expected");
    }
    return new AccountId(readLong(key, HEAD));
  }

  /** The text after the kind: a domain's name. */
  static String text(byte[] key) {
    return new String(key, HEAD, key.length - HEAD, StandardCharsets.UTF_8);
  }

  /** A name's key as {@code local@domain}, local part without quotes. */
  static String addressText(byte[] key) {
    String text = text(key);
    int nul = text.indexOf('\0');
    return nul < 0 ? text : text.substring(nul + 1) + '@' + text.substring(0, nul);
  }

  /** Back from {@link #addressText}: text without {@code @} is the beginning of a domain. */
  static byte[] fromAddressText(byte kind, String text) {
    int at = text.lastIndexOf('@');
    return at < 0
        ? key(kind, text.getBytes(StandardCharsets.UTF_8))
        : named(kind, text.substring(at + 1), text.substring(0, at));
  }

  /** The first key after {@code key}. */
  static byte[] after(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  static byte[] longValue(long value) {
    byte[] bytes = new byte[Long.BYTES];
    writeLong(bytes, 0, value);
    return bytes;
  }

  static long readLong(byte[] bytes, int offset) {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | bytes[offset + i] & 0xFF;
    }
    return value;
  }

  private static void writeLong(byte[] bytes, int offset, long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[offset + i] = (byte) (value >>> (56 - 8 * i));
    }
  }

  private static byte[] numbered(byte kind, long number) {
    byte[] key = new byte[HEAD + Long.BYTES];
    key[0] = Subspace.DIRECTORY.tag();
    key[1] = kind;
    writeLong(key, HEAD, number);
    return key;
  }

  private static byte[] key(byte kind, byte[] rest) {
    byte[] key = new byte[HEAD + rest.length];
    key[0] = Subspace.DIRECTORY.tag();
    key[1] = kind;
    System.arraycopy(rest, 0, key, HEAD, rest.length);
    return key;
  }
}
