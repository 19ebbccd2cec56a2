package org.angarium.server.admin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.admin.AdministrationRefusal.Kind;
import org.angarium.server.admin.view.AccountView;
import org.angarium.server.directory.Directory;
import org.angarium.store.StoreException;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.AccountUpdate;
import org.angarium.store.directory.Changed;
import org.angarium.store.directory.GrantedAccount;
import org.angarium.store.directory.Grants;
import org.angarium.store.directory.NewAccount;
import org.angarium.store.directory.Page;
import org.angarium.store.directory.Tombstone;
import org.angarium.store.mailbox.Mailboxes;
import org.jspecify.annotations.Nullable;

/** What can be done to accounts. Thread-safe; changes are durable on return. */
public final class AccountOperations {
  private static final int MAX_AT_ONCE = 1_000;
  private static final int BURIALS_AT_ONCE = 100;

  private final Directory directory;
  private final Mailboxes mailboxes;
  private final Rights rights;
  private final AuditTrail trail;

  AccountOperations(Directory directory, Mailboxes mailboxes, Rights rights, AuditTrail trail) {
    this.directory = directory;
    this.mailboxes = mailboxes;
    this.rights = rights;
    this.trail = trail;
  }

  /** Those that the actor may see by domain and local part; of one domain unless it is null. */
  public Listing<AccountView> list(
      Actor actor, @Nullable String domain, String prefix, @Nullable String after, int limit)
      throws StoreException, AdministrationRefusal {
    Reach reach = rights.enter(actor, Operation.ACCOUNT_LIST, domain == null ? "" : domain);
    int most = Requests.limit(limit);
    Page<Account> page =
        reach.everything()
            ? directory.accounts(domain, prefix, after, most)
            : OwnDomains.list(
                reach.domains(),
                domain == null ? null : Requests.domain(domain),
                after,
                most,
                (own, from, rest) -> directory.accounts(own, prefix, from, rest));
    return new Listing<>(page.items().stream().map(AccountView::of).toList(), page.next());
  }

  public AccountView show(Actor actor, String address)
      throws StoreException, AdministrationRefusal {
    rights.enter(actor, Operation.ACCOUNT_SHOW, address);
    return view(existing(actor, Set.of(Operation.ACCOUNT_SHOW), address));
  }

  /** Makes all or none; the password is hashed for each. */
  public List<AccountView> create(
      Actor actor,
      List<String> addresses,
      String password,
      boolean administrator,
      long quotaBytes,
      long quotaMessages)
      throws StoreException, AdministrationRefusal, InterruptedException {
    EnumSet<Operation> needed = EnumSet.of(Operation.ACCOUNT_CREATE);
    if (administrator) {
      needed.add(Operation.ACCOUNT_APPOINT);
    }
    rights.enter(actor, needed, addresses.isEmpty() ? "" : addresses.getFirst());
    if (addresses.isEmpty() || addresses.size() > MAX_AT_ONCE) {
      throw new AdministrationRefusal(
          Kind.INVALID,
          addresses.size() + " accounts cannot be made at once.",
          "Name 1 to " + MAX_AT_ONCE + " addresses.");
    }
    List<NewAccount> accounts = new ArrayList<>(addresses.size());
    for (String text : addresses) {
      EmailAddress address = Requests.address(text);
      String domain = Requests.domain(address.domain());
      for (Operation operation : needed) {
        rights.over(actor, operation, domain, text, Requests.noDomainFor(address.canonical()));
      }
      accounts.add(new NewAccount(address, "", quotaBytes, quotaMessages, administrator));
    }
    List<Account> made =
        Requests.hashed(
            () -> directory.createAccounts(accounts, password.getBytes(StandardCharsets.UTF_8)));
    for (Account account : made) {
      trail.changed(
          actor,
          Operation.ACCOUNT_CREATE.label(),
          account.primary().toString(),
          Map.of(),
          members(new GrantedAccount(account, Grants.NONE)));
    }
    return made.stream().map(AccountView::of).toList();
  }

  /** Changes an account, all of it or nothing. */
  public AccountView change(Actor actor, String address, AccountPatch change)
      throws StoreException, AdministrationRefusal, InterruptedException {
    Set<Operation> needed = needed(change);
    rights.enter(actor, needed, address);
    GrantedAccount held = existing(actor, needed, address);
    String password = change.password();
    List<String> administers = change.administers();
    AccountUpdate update =
        new AccountUpdate(
            change.displayName(),
            change.quotaBytes(),
            change.quotaMessages(),
            change.administrator(),
            change.suspended(),
            administers == null ? null : canonical(administers),
            change.monitor());
    Changed<GrantedAccount> changed =
        Requests.hashed(() ->
            directory.changeAccount(
                held.account().id(),
                update,
                password == null ? null : password.getBytes(StandardCharsets.UTF_8)));
    GrantedAccount before = changed.before();
    Map<String, @Nullable Object> after = members(changed.after());
    if (password != null) {
      after.put("password", "set");
    }
    trail.changed(
        actor,
        needed.equals(Set.of(Operation.ACCOUNT_PASSWORD))
            ? Operation.ACCOUNT_PASSWORD.label()
            : "account.change",
        changed.after().account().primary().toString(),
        before == null ? Map.of() : members(before),
        after);
    return view(changed.after());
  }

  private static Set<Operation> needed(AccountPatch change) {
    EnumSet<Operation> needed = EnumSet.noneOf(Operation.class);
    if (change.displayName() != null) {
      needed.add(Operation.ACCOUNT_NAME);
    }
    if (change.quotaBytes() != null || change.quotaMessages() != null) {
      needed.add(Operation.ACCOUNT_QUOTA);
    }
    if (change.suspended() != null) {
      needed.add(Operation.ACCOUNT_SUSPEND);
    }
    if (change.password() != null) {
      needed.add(Operation.ACCOUNT_PASSWORD);
    }
    if (change.administrator() != null
        || change.administers() != null
        || change.monitor() != null) {
      needed.add(Operation.ACCOUNT_APPOINT);
    }
    if (needed.isEmpty()) {
      // Nothing is changed, and the account is shown.
      needed.add(Operation.ACCOUNT_NAME);
    }
    return needed;
  }

  private static Set<String> canonical(List<String> domains) {
    Set<String> canonical = new TreeSet<>();
    for (String domain : domains) {
      canonical.add(Requests.domain(domain));
    }
    return canonical;
  }

  /** Deletes the account and all of its mail. */
  public void delete(Actor actor, String address) throws StoreException, AdministrationRefusal {
    rights.enter(actor, Operation.ACCOUNT_DELETE, address);
    GrantedAccount held = existing(actor, Set.of(Operation.ACCOUNT_DELETE), address);
    Tombstone tombstone = Requests.asked(() -> directory.deleteAccount(held.account().id()));
    trail.changed(
        actor,
        Operation.ACCOUNT_DELETE.label(),
        tombstone.primary().toString(),
        members(held),
        Map.of());
    bury(tombstone);
  }

  /** See {@link Administration#buryDeletedAccounts}. */
  void buryDeleted() throws StoreException {
    List<Tombstone> left = directory.tombstones(BURIALS_AT_ONCE);
    while (!left.isEmpty()) {
      for (Tombstone tombstone : left) {
        bury(tombstone);
      }
      left = directory.tombstones(BURIALS_AT_ONCE);
    }
  }

  private void bury(Tombstone tombstone) throws StoreException {
    mailboxes.deleteAccount(tombstone.account());
    directory.buried(tombstone.account());
  }

  private AccountView view(GrantedAccount held) throws StoreException {
    return AccountView.of(held, mailboxes.quota(held.account().id()));
  }

  private GrantedAccount existing(Actor actor, Set<Operation> operations, String address)
      throws StoreException, AdministrationRefusal {
    AdministrationRefusal hidden = Requests.notFound("account", address, "account list");
    Optional<Account> account = directory.account(Requests.address(address));
    if (account.isEmpty()) {
      throw hidden;
    }
    GrantedAccount held = new GrantedAccount(account.get(), directory.grants(account.get().id()));
    rights.over(actor, operations, held, hidden);
    return held;
  }

  /** For the record. */
  private static Map<String, @Nullable Object> members(GrantedAccount held) {
    Account account = held.account();
    Map<String, @Nullable Object> members = new HashMap<>();
    members.put("displayName", account.displayName());
    members.put("quotaBytes", account.quotaBytes());
    members.put("quotaMessages", account.quotaMessages());
    members.put("administrator", account.administrator());
    members.put("suspended", account.suspended());
    members.put("administers", held.grants().domains().stream().sorted().toList());
    members.put("monitor", held.grants().monitor());
    return members;
  }
}
