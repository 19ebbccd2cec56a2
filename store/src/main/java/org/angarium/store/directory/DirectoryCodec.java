package org.angarium.store.directory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.directory.Credentials.ScramKeys;
import org.angarium.store.schema.RecordReader;
import org.angarium.store.schema.RecordWriter;
import org.jspecify.annotations.Nullable;

/**
 * The records of the directory as bytes. Each opens with its version; a reader of an old version
 * stays for ever, and golden files hold one of each. What a key says (a domain's name, an account's
 * id, an alias's address) is repeated in the value, so that {@link DirectoryCheck} can tell a
 * record that strayed.
 */
final class DirectoryCodec {
  private static final int DOMAIN_VERSION = 1;
  private static final int ACCOUNT_VERSION = 1;
  private static final int NAME_VERSION = 1;
  private static final int ALIAS_VERSION = 1;
  private static final int CREDENTIALS_VERSION = 1;
  private static final int TOMBSTONE_VERSION = 1;
  private static final int GRANTS_VERSION = 1;

  private static final int OWNER_ACCOUNT = 1;
  private static final int OWNER_ACCOUNT_PRIMARY = 2;
  private static final int OWNER_ALIAS = 3;

  private DirectoryCodec() {}

  /** What a name's record says; an alias is kept in a record of its own. */
  record Name(@Nullable AccountId account, boolean primary) {
    static final Name ALIAS = new Name(null, false);
  }

  static byte[] encode(Domain domain) {
    RecordWriter out =
        new RecordWriter(DOMAIN_VERSION, 128)
            .string(domain.name())
            .bool(domain.enabled())
            .number(domain.created().toEpochMilli());
    EmailAddress catchAll = domain.catchAll();
    out.bool(catchAll != null);
    if (catchAll != null) {
      out.string(catchAll.localPart()).string(catchAll.domain());
    }
    return out.toBytes();
  }

  static Domain domain(byte[] record) throws StoreException {
    RecordReader in = new RecordReader("domain", record);
    in.version(DOMAIN_VERSION);
    String name = in.string();
    boolean enabled = in.bool();
    Instant created = time(in);
    EmailAddress catchAll = in.bool() ? address(in) : null;
    in.end();
    return new Domain(name, enabled, catchAll, created);
  }

  static byte[] encode(Account account) {
    RecordWriter out =
        new RecordWriter(ACCOUNT_VERSION, 128)
            .number(account.id().value())
            .string(account.primary().localPart())
            .string(account.primary().domain())
            .string(account.displayName())
            .number(account.quotaBytes())
            .number(account.quotaMessages())
            .bool(account.administrator())
            .bool(account.suspended())
            .number(account.created().toEpochMilli());
    addresses(out, account.names());
    return out.toBytes();
  }

  static Account account(byte[] record) throws StoreException {
    RecordReader in = new RecordReader("account", record);
    in.version(ACCOUNT_VERSION);
    AccountId id = new AccountId(in.number());
    EmailAddress primary = address(in);
    String displayName = in.string();
    long quotaBytes = in.number();
    long quotaMessages = in.number();
    boolean administrator = in.bool();
    boolean suspended = in.bool();
    Instant created = time(in);
    List<EmailAddress> names = addresses(in);
    in.end();
    return new Account(
        id,
        primary,
        names,
        displayName,
        quotaBytes,
        quotaMessages,
        administrator,
        suspended,
        created);
  }

  static byte[] encode(Name name) {
    RecordWriter out = new RecordWriter(NAME_VERSION, 128);
    AccountId account = name.account();
    if (account == null) {
      return out.number(OWNER_ALIAS).toBytes();
    }
    return out.number(name.primary() ? OWNER_ACCOUNT_PRIMARY : OWNER_ACCOUNT)
        .number(account.value())
        .toBytes();
  }

  static Name name(byte[] record) throws StoreException {
    RecordReader in = new RecordReader("name", record);
    in.version(NAME_VERSION);
    long owner = in.number();
    Name name;
    if (owner == OWNER_ALIAS) {
      name = Name.ALIAS;
    } else if (owner == OWNER_ACCOUNT || owner == OWNER_ACCOUNT_PRIMARY) {
      name = new Name(new AccountId(in.number()), owner == OWNER_ACCOUNT_PRIMARY);
    } else {
      throw in.damaged("has an owner of kind " + owner);
    }
    in.end();
    return name;
  }

  static byte[] encode(Alias alias) {
    RecordWriter out =
        new RecordWriter(ALIAS_VERSION, 128)
            .string(alias.address().localPart())
            .string(alias.address().domain())
            .number(alias.created().toEpochMilli());
    addresses(out, alias.targets());
    return out.toBytes();
  }

  static Alias alias(byte[] record) throws StoreException {
    RecordReader in = new RecordReader("alias", record);
    in.version(ALIAS_VERSION);
    EmailAddress address = address(in);
    Instant created = time(in);
    List<EmailAddress> targets = addresses(in);
    in.end();
    return new Alias(address, targets, created);
  }

  static byte[] encode(Credentials credentials) {
    RecordWriter out =
        new RecordWriter(CREDENTIALS_VERSION, 128)
            .number(credentials.generation())
            .string(credentials.passwordHash());
    ScramKeys scram = credentials.scram();
    out.bool(scram != null);
    if (scram != null) {
      out.array(scram.salt())
          .number(scram.iterations())
          .array(scram.storedKey())
          .array(scram.serverKey());
    }
    return out.toBytes();
  }

  static Credentials credentials(byte[] record) throws StoreException {
    RecordReader in = new RecordReader("credentials", record);
    in.version(CREDENTIALS_VERSION);
    long generation = in.number();
    String passwordHash = in.string();
    ScramKeys scram = null;
    if (in.bool()) {
      byte[] salt = in.array();
      long iterations = in.number();
      if (iterations < 1 || iterations > Integer.MAX_VALUE) {
        throw in.damaged("has " + iterations + " iterations");
      }
      scram = new ScramKeys(salt, (int) iterations, in.array(), in.array());
    }
    in.end();
    return new Credentials(passwordHash, scram, generation);
  }

  static byte[] encode(Grants grants) {
    RecordWriter out =
        new RecordWriter(GRANTS_VERSION, 128)
            .bool(grants.monitor())
            .number(grants.domains().size());
    grants.domains().stream().sorted().forEach(out::string);
    return out.toBytes();
  }

  static Grants grants(byte[] record) throws StoreException {
    RecordReader in = new RecordReader("grants", record);
    in.version(GRANTS_VERSION);
    boolean monitor = in.bool();
    int count = in.elements(1);
    Set<String> domains = new HashSet<>();
    for (int i = 0; i < count; i++) {
      domains.add(in.string());
    }
    in.end();
    return new Grants(domains, monitor);
  }

  static byte[] encode(Tombstone tombstone) {
    return new RecordWriter(TOMBSTONE_VERSION, 128)
        .number(tombstone.account().value())
        .string(tombstone.primary().localPart())
        .string(tombstone.primary().domain())
        .number(tombstone.deleted().toEpochMilli())
        .toBytes();
  }

  static Tombstone tombstone(byte[] record) throws StoreException {
    RecordReader in = new RecordReader("tombstone", record);
    in.version(TOMBSTONE_VERSION);
    Tombstone tombstone = new Tombstone(new AccountId(in.number()), address(in), time(in));
    in.end();
    return tombstone;
  }

  private static void addresses(RecordWriter out, List<EmailAddress> addresses) {
    out.number(addresses.size());
    for (EmailAddress address : addresses) {
      out.string(address.localPart()).string(address.domain());
    }
  }

  private static List<EmailAddress> addresses(RecordReader in) throws StoreException {
    int count = in.elements(2);
    List<EmailAddress> addresses = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      addresses.add(address(in));
    }
    return addresses;
  }

  private static EmailAddress address(RecordReader in) throws StoreException {
    String localPart = in.string();
    String domain = in.string();
    try {
      return new EmailAddress(localPart, domain);
    } catch (AddressSyntaxException malformed) {
      throw in.damaged("holds no address: " + malformed.reason());
    }
  }

  private static Instant time(RecordReader in) throws StoreException {
    return Instant.ofEpochMilli(in.number());
  }
}
