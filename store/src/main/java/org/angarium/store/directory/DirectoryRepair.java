package org.angarium.store.directory;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.jspecify.annotations.Nullable;

/**
 * Makes again what of the directory follows from the records of accounts and aliases: names, the
 * list of administrators, the counter of accounts, and domains in which there are names. For an
 * engine that nobody else uses.
 */
public final class DirectoryRepair {
  private final Engine engine;
  private final Consumer<String> steps;

  /**
   * @param steps is told what was done, a sentence each
   */
  public DirectoryRepair(Engine engine, Consumer<String> steps) {
    this.engine = engine;
    this.steps = steps;
  }

  private record Entry(byte[] key, byte[] value) {}

  /**
   * Repairs all of it.
   *
   * @param highestAccount the highest number of an account that has mail
   * @param skipped numbers that may have been given out and are not known any more
   * @param now creation of domains whose own record was lost
   */
  public void repair(long highestAccount, long skipped, Instant now) throws StoreException {
    Set<String> names = new HashSet<>();
    Set<String> domains = new HashSet<>();
    long highest = highestAccount;
    for (Entry entry : all(DirectoryKeys.ACCOUNT)) {
      AccountId id = DirectoryKeys.id(entry.key);
      highest = Math.max(highest, id.value());
      Account account;
      try {
        account = DirectoryCodec.account(entry.value);
      } catch (StoreException damaged) {
        delete(entry.key);
        steps.accept("lost: the directory's record of account " + id + " is damaged");
        continue;
      }
      name(account.primary(), new DirectoryCodec.Name(id, true), names, domains);
      for (EmailAddress further : account.names()) {
        name(further, new DirectoryCodec.Name(id, false), names, domains);
      }
      administrator(account);
      if (engine.get(DirectoryKeys.credentials(id)) == null) {
        steps.accept(
            "lost: the password of "
                + account.primary()
                + "; set another one with \"angarium account set-password\"");
      }
    }
    for (Entry entry : all(DirectoryKeys.ALIAS)) {
      try {
        Alias alias = DirectoryCodec.alias(entry.value);
        name(alias.address(), DirectoryCodec.Name.ALIAS, names, domains);
      } catch (StoreException damaged) {
        delete(entry.key);
        steps.accept("lost: alias " + DirectoryKeys.addressText(entry.key));
      }
    }
    withoutOwner(names);
    for (String domain : domains) {
      if (engine.get(DirectoryKeys.domain(domain)) == null) {
        put(
            DirectoryKeys.domain(domain),
            DirectoryCodec.encode(new Domain(domain, true, null, now)));
        steps.accept("domain " + domain + " was lost and is made again, without a catch-all");
      }
    }
    keys();
    counter(highest, skipped);
    secret();
  }

  private void keys() throws StoreException {
    for (Entry entry : all(DirectoryKeys.DOMAIN_KEY)) {
      try {
        DomainKey key = DomainKeys.decode(entry.value);
        if (engine.get(DirectoryKeys.domain(key.domain())) == null) {
          delete(entry.key);
          steps.accept("the key " + key.selector() + " of " + key.domain() + " has no domain");
        }
      } catch (StoreException damaged) {
        delete(entry.key);
        steps.accept(
            "lost: a key that signs mail, "
                + DirectoryKeys.addressText(entry.key)
                + "; make others with \"angarium domain rotate-keys\"");
      }
    }
  }

  private void secret() throws StoreException {
    byte[] known = engine.get(DirectoryKeys.secret());
    if (engine.get(DirectoryKeys.nextAccount()) != null
        && (known == null || known.length < DirectoryStore.SECRET_BYTES)) {
      byte[] secret = new byte[DirectoryStore.SECRET_BYTES];
      new SecureRandom().nextBytes(secret);
      put(DirectoryKeys.secret(), secret);
      steps.accept("the secret of the installation was lost and is made anew");
    }
  }

  private void name(
      EmailAddress address, DirectoryCodec.Name owner, Set<String> names, Set<String> domains)
      throws StoreException {
    byte[] key = DirectoryKeys.name(address);
    names.add(DirectoryKeys.text(key));
    domains.add(address.domain());
    byte[] record = DirectoryCodec.encode(owner);
    byte[] known = engine.get(key);
    if (known == null || !Arrays.equals(known, record)) {
      put(key, record);
      steps.accept("the name " + address + " is found again");
    }
  }

  private void administrator(Account account) throws StoreException {
    byte[] key = DirectoryKeys.administrator(account.id());
    boolean listed = engine.get(key) != null;
    if (account.administrator() && !listed) {
      put(key, new byte[0]);
      steps.accept(account.primary() + " is listed as administrator again");
    } else if (!account.administrator() && listed) {
      delete(key);
    }
  }

  private void withoutOwner(Set<String> names) throws StoreException {
    for (Entry entry : all(DirectoryKeys.NAME)) {
      if (!names.contains(DirectoryKeys.text(entry.key))) {
        delete(entry.key);
        steps.accept(
            "lost: whom " + DirectoryKeys.addressText(entry.key) + " belongs to; the name is free");
      }
    }
    for (Entry entry : all(DirectoryKeys.CREDENTIALS)) {
      if (engine.get(DirectoryKeys.account(DirectoryKeys.id(entry.key))) == null) {
        delete(entry.key);
      }
    }
    for (Entry entry : all(DirectoryKeys.GRANTS)) {
      if (engine.get(DirectoryKeys.account(DirectoryKeys.id(entry.key))) == null) {
        delete(entry.key);
      }
    }
    for (Entry entry : all(DirectoryKeys.ADMINISTRATOR)) {
      if (engine.get(DirectoryKeys.account(DirectoryKeys.id(entry.key))) == null) {
        delete(entry.key);
      }
    }
  }

  private void counter(long highest, long skipped) throws StoreException {
    byte[] counter = engine.get(DirectoryKeys.nextAccount());
    long known =
        counter != null && counter.length == Long.BYTES ? DirectoryKeys.readLong(counter, 0) : 0;
    long next = Math.max(known, highest + 1) + Math.min(skipped, 1000);
    if (next != known && (highest > 0 || known > 0)) {
      put(DirectoryKeys.nextAccount(), DirectoryKeys.longValue(next));
      steps.accept("accounts are numbered from " + next + " on");
    }
  }

  private List<Entry> all(byte kind) throws StoreException {
    List<Entry> entries = new ArrayList<>();
    engine.scan(
        DirectoryKeys.all(kind),
        ScanOrder.ASCENDING,
        ScanLimit.NONE,
        (key, value) -> entries.add(new Entry(key, value)));
    return entries;
  }

  private void delete(byte[] key) throws StoreException {
    engine.<@Nullable Void, StoreException>write(
        List.of(),
        Durability.RELAXED,
        transaction -> {
          transaction.delete(key);
          return null;
        },
        done -> {});
  }

  private void put(byte[] key, byte[] value) throws StoreException {
    engine.<@Nullable Void, StoreException>write(
        List.of(),
        Durability.RELAXED,
        transaction -> {
          transaction.put(key, value);
          return null;
        },
        done -> {});
  }
}
