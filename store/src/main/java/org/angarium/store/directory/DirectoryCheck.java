package org.angarium.store.directory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Snapshot;
import org.angarium.store.engine.Subspace;
import org.jspecify.annotations.Nullable;

/**
 * Looks at every record of the directory and at what records say of each other, in one snapshot and
 * in steps of bounded size. Changes nothing.
 */
public final class DirectoryCheck {
  private static final ScanLimit STEP = new ScanLimit(500, 4 << 20);

  private final Snapshot snapshot;
  private final int mostProblems;
  private final List<String> problems = new ArrayList<>();
  private long problemCount;
  private long domains;
  private long accounts;
  private long aliases;
  private long names;
  private long tombstones;
  private long nextAccount = 1;

  private DirectoryCheck(Snapshot snapshot, int mostProblems) {
    this.snapshot = snapshot;
    this.mostProblems = mostProblems;
  }

  /**
   * What was found.
   *
   * @param problems a line each for an administrator, no more than was asked for
   * @param problemCount all of them
   */
  public record Report(
      long domains,
      long accounts,
      long aliases,
      long names,
      long tombstones,
      List<String> problems,
      long problemCount) {
    public Report {
      problems = List.copyOf(problems);
    }

    /** Whether nothing is wrong. */
    public boolean sound() {
      return problemCount == 0;
    }
  }

  /**
   * Checks the directory as it is at this moment.
   *
   * @param mostProblems lines to report; the rest is counted
   */
  public static Report run(Engine engine, int mostProblems) throws StoreException {
    try (Snapshot snapshot = engine.snapshot()) {
      DirectoryCheck check = new DirectoryCheck(snapshot, mostProblems);
      check.counter();
      check.records();
      return new Report(
          check.domains,
          check.accounts,
          check.aliases,
          check.names,
          check.tombstones,
          check.problems,
          check.problemCount);
    }
  }

  private record Entry(byte[] key, byte[] value) {}

  private void counter() throws StoreException {
    byte[] counter = snapshot.get(DirectoryKeys.nextAccount());
    if (counter != null && counter.length == Long.BYTES) {
      nextAccount = DirectoryKeys.readLong(counter, 0);
    } else if (counter != null) {
      problem("the counter of accounts has " + counter.length + " bytes");
    }
    if (counter != null && snapshot.get(DirectoryKeys.secret()) == null) {
      problem("the directory's secret is missing");
    }
  }

  private void records() throws StoreException {
    KeyRange range = KeyRange.prefix(new byte[] {Subspace.DIRECTORY.tag()});
    while (true) {
      List<Entry> step = new ArrayList<>();
      byte[] next =
          snapshot.scan(
              range,
              ScanOrder.ASCENDING,
              STEP,
              (key, value) -> {
                step.add(new Entry(key, value));
                return true;
              });
      for (Entry entry : step) {
        record(entry);
      }
      if (next == null) {
        return;
      }
      range = new KeyRange(next, range.end());
    }
  }

  private void record(Entry entry) {
    try {
      switch (DirectoryKeys.kind(entry.key)) {
        case DirectoryKeys.DOMAIN -> domain(entry);
        case DirectoryKeys.ACCOUNT -> account(entry);
        case DirectoryKeys.NAME -> name(entry);
        case DirectoryKeys.ALIAS -> alias(entry);
        case DirectoryKeys.CREDENTIALS -> credentials(entry);
        case DirectoryKeys.TOMBSTONE -> tombstone(entry);
        case DirectoryKeys.ADMINISTRATOR -> administrator(entry);
        case DirectoryKeys.NETWORKS -> networks(entry);
        case DirectoryKeys.GRANTS -> grants(entry);
        case DirectoryKeys.DOMAIN_KEY -> domainKey(entry);
        case DirectoryKeys.SECRET -> {
          if (entry.value.length < 32) {
            problem("the directory's secret is damaged");
          }
        }
        default -> problem("a record of an unknown kind");
      }
    } catch (StoreException damaged) {
      problem(HexFormat.of().formatHex(entry.key) + ": " + damaged.getMessage());
    }
  }

  private void domain(Entry entry) throws StoreException {
    domains++;
    String name = DirectoryKeys.text(entry.key);
    if (!DirectoryCodec.domain(entry.value).name().equals(name)) {
      problem("domain " + name + ": its record is another's");
    }
  }

  private void account(Entry entry) throws StoreException {
    accounts++;
    AccountId id = DirectoryKeys.id(entry.key);
    Account account = DirectoryCodec.account(entry.value);
    if (!account.id().equals(id)) {
      problem("account " + id + ": its record is that of " + account.id());
    }
    if (id.value() >= nextAccount) {
      problem("account " + id + ": the counter of accounts is behind it");
    }
    ownName(account, account.primary(), true);
    Set<EmailAddress> seen = new HashSet<>();
    seen.add(account.primary());
    for (EmailAddress name : account.names()) {
      ownName(account, name, false);
      if (!seen.add(name)) {
        problem("account " + id + ": " + name + " twice");
      }
    }
    if (snapshot.get(DirectoryKeys.credentials(id)) == null) {
      problem("account " + id + ": no credentials");
    }
    boolean listed = snapshot.get(DirectoryKeys.administrator(id)) != null;
    if (listed != account.administrator()) {
      problem("account " + id + ": the list of administrators says otherwise");
    }
  }

  private void ownName(Account account, EmailAddress name, boolean primary) throws StoreException {
    byte[] record = snapshot.get(DirectoryKeys.name(name));
    if (record == null) {
      problem("account " + account.id() + ": its name " + name + " is not kept");
      return;
    }
    DirectoryCodec.Name owner = DirectoryCodec.name(record);
    if (!account.id().equals(owner.account()) || owner.primary() != primary) {
      problem("account " + account.id() + ": its name " + name + " belongs otherwise");
    }
  }

  private void name(Entry entry) throws StoreException {
    names++;
    String text = DirectoryKeys.addressText(entry.key);
    int at = text.lastIndexOf('@');
    String domain = text.substring(at + 1);
    if (snapshot.get(DirectoryKeys.domain(domain)) == null) {
      problem("name " + text + ": there is no such domain");
    }
    AccountId owner = DirectoryCodec.name(entry.value).account();
    if (owner == null) {
      if (snapshot.get(DirectoryKeys.fromAddressText(DirectoryKeys.ALIAS, text)) == null) {
        problem("name " + text + ": there is no such alias");
      }
      return;
    }
    byte @Nullable [] record = snapshot.get(DirectoryKeys.account(owner));
    if (record == null) {
      problem("name " + text + ": there is no account " + owner);
      return;
    }
    Account account = DirectoryCodec.account(record);
    boolean his = isText(account.primary(), text);
    for (EmailAddress further : account.names()) {
      his |= isText(further, text);
    }
    if (!his) {
      problem("name " + text + ": account " + owner + " does not have it");
    }
  }

  private static boolean isText(EmailAddress address, String text) {
    return text.equals(address.localPart() + '@' + address.domain());
  }

  private void alias(Entry entry) throws StoreException {
    aliases++;
    String text = DirectoryKeys.addressText(entry.key);
    Alias alias = DirectoryCodec.alias(entry.value);
    if (!isText(alias.address(), text)) {
      problem("alias " + text + ": its record is that of " + alias.address());
    }
    if (alias.targets().isEmpty()) {
      problem("alias " + text + ": no targets");
    }
    byte @Nullable [] record = snapshot.get(DirectoryKeys.name(alias.address()));
    if (record == null || DirectoryCodec.name(record).account() != null) {
      problem("alias " + text + ": its name belongs otherwise");
    }
  }

  private void credentials(Entry entry) throws StoreException {
    AccountId id = DirectoryKeys.id(entry.key);
    DirectoryCodec.credentials(entry.value);
    if (snapshot.get(DirectoryKeys.account(id)) == null) {
      problem("credentials of " + id + ": there is no such account");
    }
  }

  private void networks(Entry entry) throws StoreException {
    AccountId id = DirectoryKeys.id(entry.key);
    KnownNetworks.decode(entry.value);
    if (snapshot.get(DirectoryKeys.account(id)) == null) {
      problem("networks of " + id + ": there is no such account");
    }
  }

  private void grants(Entry entry) throws StoreException {
    AccountId id = DirectoryKeys.id(entry.key);
    DirectoryCodec.grants(entry.value);
    if (snapshot.get(DirectoryKeys.account(id)) == null) {
      problem("rights of " + id + ": there is no such account");
    }
  }

  private void domainKey(Entry entry) throws StoreException {
    DomainKey key = DomainKeys.decode(entry.value);
    String text = key.selector() + " of " + key.domain();
    if (!Arrays.equals(entry.key, DirectoryKeys.domainKey(key.domain(), key.selector()))) {
      problem("key " + text + ": its record is another's");
    }
    if (snapshot.get(DirectoryKeys.domain(key.domain())) == null) {
      problem("key " + text + ": there is no such domain");
    }
  }

  private void tombstone(Entry entry) throws StoreException {
    tombstones++;
    AccountId id = DirectoryKeys.id(entry.key);
    if (!DirectoryCodec.tombstone(entry.value).account().equals(id)) {
      problem("tombstone of " + id + ": its record is another's");
    }
    if (snapshot.get(DirectoryKeys.account(id)) != null) {
      problem("tombstone of " + id + ": the account is there");
    }
  }

  private void administrator(Entry entry) throws StoreException {
    AccountId id = DirectoryKeys.id(entry.key);
    if (snapshot.get(DirectoryKeys.account(id)) == null) {
      problem("administrator " + id + ": there is no such account");
    }
  }

  private void problem(String line) {
    problemCount++;
    if (problems.size() < mostProblems) {
      problems.add(line);
    }
  }
}
