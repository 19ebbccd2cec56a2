package org.angarium.server.admin;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.Domains;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.admin.AdministrationRefusal.Kind;
import org.angarium.server.directory.Directory;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.ServerEvent;
import org.angarium.server.outbound.QueueAdministration;
import org.angarium.server.report.TraceStore;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.AccountUpdate;
import org.angarium.store.directory.DirectoryRefusal;
import org.angarium.store.directory.Domain;
import org.angarium.store.directory.NewAccount;
import org.angarium.store.directory.Page;
import org.angarium.store.directory.Tombstone;
import org.angarium.store.queue.QueueEntry;
import org.angarium.store.queue.QueueFilter;
import org.angarium.store.queue.QueueId;
import org.angarium.store.queue.QueuePage;
import org.jspecify.annotations.Nullable;

/**
 * What administrators do. Thread-safe. Every method that changes something takes {@code by}, who
 * does it, for the record; every change is durable on return.
 */
public final class Administration {
  /** Items of one part of a list at most. */
  public static final int MAX_PAGE = 1_000;

  private static final int MAX_ACCOUNTS_AT_ONCE = 1_000;
  private static final int BURIALS_AT_ONCE = 100;

  private final Directory directory;
  private final MailStore store;
  private final QueueAdministration queue;
  private final TraceStore traces;
  private final Supplier<StatusView> status;
  private final Map<String, String> settings;
  private final Map<String, Path> nodeFiles;
  private final EventSink events;

  /**
   * @param status how the server is; asked at each request
   * @param settings every setting by name with the value in force
   * @param nodeFiles what a backup holds besides the store, by its path in the data folder
   */
  public Administration(
      Directory directory,
      MailStore store,
      QueueAdministration queue,
      TraceStore traces,
      Supplier<StatusView> status,
      Map<String, String> settings,
      Map<String, Path> nodeFiles,
      EventSink events) {
    this.directory = directory;
    this.store = store;
    this.queue = queue;
    this.traces = traces;
    this.status = status;
    this.settings = settings;
    this.nodeFiles = nodeFiles;
    this.events = events;
  }

  public StatusView status() {
    return status.get();
  }

  /** Every setting by name with the value in force, in the order of the manual. */
  public Map<String, String> configuration() {
    return settings;
  }

  // --- domains

  public Listing<DomainView> domains(String prefix, @Nullable String after, int limit)
      throws StoreException {
    Page<Domain> page = directory.domains(prefix, after, page(limit));
    return new Listing<>(page.items().stream().map(DomainView::of).toList(), page.next());
  }

  public DomainView domain(String name) throws StoreException, AdministrationRefusal {
    Optional<Domain> found = directory.domain(name);
    if (found.isEmpty()) {
      throw noDomain(name);
    }
    return DomainView.of(found.get());
  }

  private AdministrationRefusal noDomain(String name) throws StoreException {
    String former = Domains.formerName(name);
    return former != null && directory.isLocalDomain(former)
        ? new AdministrationRefusal(
            Kind.NOT_FOUND,
            "There is no domain " + name + ".",
            "Earlier versions kept it as " + former + ", which is here. Add \"" + name + "\" anew.")
        : notFound("domain", name, "domain list");
  }

  public DomainView createDomain(String name, String by)
      throws StoreException, AdministrationRefusal {
    DomainView made = DomainView.of(asked(() -> directory.createDomain(name)));
    record(by, "domain.create", made.name());
    return made;
  }

  /**
   * Changes a domain; null leaves a thing as it is.
   *
   * @param catchAll empty for nobody
   */
  public DomainView changeDomain(
      String name, @Nullable Boolean enabled, @Nullable String catchAll, String by)
      throws StoreException, AdministrationRefusal {
    domain(name);
    // All that can be refused comes before the first change.
    EmailAddress target = catchAll == null || catchAll.isEmpty() ? null : address(catchAll);
    if (enabled != null) {
      asked(() -> directory.enableDomain(name, enabled));
    }
    if (catchAll != null) {
      asked(() -> directory.setCatchAll(name, target));
    }
    record(by, "domain.change", name);
    return domain(name);
  }

  public void deleteDomain(String name, String by) throws StoreException, AdministrationRefusal {
    asked(() -> {
      directory.deleteDomain(name);
      return name;
    });
    record(by, "domain.delete", name);
  }

  // --- accounts

  /** Accounts by domain and local part, of one domain unless {@code domain} is null. */
  public Listing<AccountView> accounts(
      @Nullable String domain, String prefix, @Nullable String after, int limit)
      throws StoreException {
    Page<Account> page = directory.accounts(domain, prefix, after, page(limit));
    return new Listing<>(
        page.items().stream().map(account -> AccountView.of(account, null)).toList(), page.next());
  }

  public AccountView account(String address) throws StoreException, AdministrationRefusal {
    Account account = existing(address);
    return AccountView.of(account, store.mailboxes().quota(account.id()));
  }

  /** Makes all or none; the password is hashed for each. */
  public List<AccountView> createAccounts(
      List<String> addresses,
      String password,
      boolean administrator,
      long quotaBytes,
      long quotaMessages,
      String by)
      throws StoreException, AdministrationRefusal, InterruptedException {
    if (addresses.isEmpty() || addresses.size() > MAX_ACCOUNTS_AT_ONCE) {
      throw new AdministrationRefusal(
          Kind.INVALID,
          addresses.size() + " accounts cannot be made at once.",
          "Name 1 to " + MAX_ACCOUNTS_AT_ONCE + " addresses.");
    }
    List<NewAccount> accounts = new ArrayList<>(addresses.size());
    for (String text : addresses) {
      accounts.add(new NewAccount(address(text), "", quotaBytes, quotaMessages, administrator));
    }
    List<Account> made;
    try {
      made = directory.createAccounts(accounts, password.getBytes(StandardCharsets.UTF_8));
    } catch (DirectoryRefusal refusal) {
      throw refused(refusal);
    }
    for (Account account : made) {
      if (quotaBytes > 0 || quotaMessages > 0) {
        store.mailboxes().limit(account.id(), quotaBytes, quotaMessages);
      }
      record(by, "account.create", account.primary().toString());
    }
    return made.stream().map(account -> AccountView.of(account, null)).toList();
  }

  public AccountView changeAccount(String address, AccountChange change, String by)
      throws StoreException, AdministrationRefusal, InterruptedException {
    Account account = existing(address);
    byte[] password =
        change.password() == null ? null : change.password().getBytes(StandardCharsets.UTF_8);
    if (password != null) {
      // Refused before anything else is changed.
      asked(() -> {
        directory.checkPassword(account.id(), password);
        return account;
      });
    }
    Account changed =
        asked(() ->
            directory.updateAccount(
                account.id(),
                new AccountUpdate(
                    change.displayName(),
                    change.quotaBytes(),
                    change.quotaMessages(),
                    change.administrator(),
                    change.suspended())));
    if (change.quotaBytes() != null || change.quotaMessages() != null) {
      store.mailboxes().limit(changed.id(), changed.quotaBytes(), changed.quotaMessages());
    }
    if (password != null) {
      try {
        directory.setPassword(account.id(), password);
      } catch (DirectoryRefusal refusal) {
        throw refused(refusal);
      }
      record(by, "account.set-password", account.primary().toString());
    }
    record(by, "account.change", account.primary().toString());
    return AccountView.of(changed, store.mailboxes().quota(changed.id()));
  }

  /** Deletes the account and all of its mail. */
  public void deleteAccount(String address, String by)
      throws StoreException, AdministrationRefusal {
    Account account = existing(address);
    Tombstone tombstone = asked(() -> directory.deleteAccount(account.id()));
    record(by, "account.delete", account.primary().toString());
    bury(tombstone);
  }

  /**
   * Removes the mail of accounts that were deleted when the server was killed; called at the start,
   * in bounded steps.
   */
  public void buryDeletedAccounts() throws StoreException {
    List<Tombstone> left = directory.tombstones(BURIALS_AT_ONCE);
    while (!left.isEmpty()) {
      for (Tombstone tombstone : left) {
        bury(tombstone);
      }
      left = directory.tombstones(BURIALS_AT_ONCE);
    }
  }

  private void bury(Tombstone tombstone) throws StoreException {
    store.mailboxes().deleteAccount(tombstone.account());
    directory.buried(tombstone.account());
  }

  // --- aliases

  public Listing<AliasView> aliases(
      @Nullable String domain, String prefix, @Nullable String after, int limit)
      throws StoreException {
    Page<org.angarium.store.directory.Alias> page =
        directory.aliases(domain, prefix, after, page(limit));
    return new Listing<>(page.items().stream().map(AliasView::of).toList(), page.next());
  }

  public AliasView alias(String address) throws StoreException, AdministrationRefusal {
    return AliasView.of(
        directory
            .alias(address(address))
            .orElseThrow(() -> notFound("alias", address, "alias list")));
  }

  /** Makes the alias, or adds the targets to it where it is there. */
  public AliasView addAlias(String address, List<String> targets, String by)
      throws StoreException, AdministrationRefusal {
    EmailAddress alias = address(address);
    List<EmailAddress> to = addresses(targets);
    boolean there = directory.alias(alias).isPresent();
    AliasView view =
        AliasView.of(
            asked(() ->
                there ? directory.addAliasTargets(alias, to) : directory.createAlias(alias, to)));
    record(by, there ? "alias.change" : "alias.create", view.address());
    return view;
  }

  /** Replaces all targets. */
  public AliasView setAliasTargets(String address, List<String> targets, String by)
      throws StoreException, AdministrationRefusal {
    EmailAddress alias = address(address);
    List<EmailAddress> to = addresses(targets);
    AliasView view = AliasView.of(asked(() -> directory.setAliasTargets(alias, to)));
    record(by, "alias.change", view.address());
    return view;
  }

  public void deleteAlias(String address, String by) throws StoreException, AdministrationRefusal {
    EmailAddress alias = address(address);
    asked(() -> {
      directory.deleteAlias(alias);
      return alias;
    });
    record(by, "alias.delete", alias.toString());
  }

  // --- the queue

  /** In the order of acceptance; {@code destination} null is any. */
  public Listing<QueueLineView> queue(
      @Nullable String destination, @Nullable Boolean held, @Nullable String after, int limit)
      throws StoreException, AdministrationRefusal {
    QueueFilter filter =
        new QueueFilter(
            null, null, destination == null ? null : destination.toLowerCase(Locale.ROOT), held);
    QueuePage page = queue.list(filter, after == null ? null : queueId(after), page(limit));
    QueueId next = page.next();
    return new Listing<>(
        page.entries().stream().map(QueueLineView::of).toList(),
        next == null ? null : next.toString());
  }

  public QueueMessageView queued(String id) throws StoreException, AdministrationRefusal {
    QueueEntry entry = queue.show(queueId(id));
    if (entry == null) {
      throw notFound("queued message", id, "queue list");
    }
    return QueueMessageView.of(entry);
  }

  /** Nothing is tried until it is released. */
  public QueueMessageView hold(String id, String by) throws StoreException, AdministrationRefusal {
    found(queue.hold(queueId(id)), id);
    record(by, "queue.hold", id);
    return queued(id);
  }

  public QueueMessageView release(String id, String by)
      throws StoreException, AdministrationRefusal {
    found(queue.release(queueId(id)), id);
    record(by, "queue.release", id);
    return queued(id);
  }

  /** Makes all of its recipients due now. */
  public QueueMessageView retry(String id, String by) throws StoreException, AdministrationRefusal {
    found(queue.retry(queueId(id)), id);
    record(by, "queue.retry", id);
    return queued(id);
  }

  /** Removes it; nobody is told. */
  public void deleteQueued(String id, String by) throws StoreException, AdministrationRefusal {
    found(queue.delete(queueId(id)), id);
    record(by, "queue.delete", id);
  }

  // --- traces

  /** The life of a message, one JSON object a step, oldest first. */
  public List<String> trace(String id) throws StoreException, AdministrationRefusal {
    List<String> steps = traces.trace(id);
    if (steps.isEmpty()) {
      throw new AdministrationRefusal(
          Kind.NOT_FOUND,
          "Nothing is known of a message " + id + ".",
          "The id is in the reply that accepted the message, in its Received field and in the log;"
              + " traces are kept for as long as trace.keep says.");
    }
    return steps;
  }

  // --- the store as a whole

  /** Reads and checks everything; mail goes on meanwhile. */
  public VerifyView verify() throws StoreException {
    return Verification.of(store);
  }

  /**
   * Writes a consistent copy of everything while mail goes on.
   *
   * @param folder absolute path on the server's machine; must not exist
   */
  public BackupView backup(String folder, String by) throws StoreException, AdministrationRefusal {
    Path target;
    try {
      target = Path.of(folder);
    } catch (InvalidPathException malformed) {
      throw new AdministrationRefusal(
          Kind.INVALID, "\"" + folder + "\" is no path.", "Write an absolute path.");
    }
    if (!target.isAbsolute()) {
      throw new AdministrationRefusal(
          Kind.INVALID, "The path " + folder + " is relative.", "Write an absolute path.");
    }
    if (Files.exists(target)) {
      throw new AdministrationRefusal(
          Kind.CONFLICT,
          "There is something at " + folder + ".",
          "Name a folder that is not there.");
    }
    long start = System.nanoTime();
    store.backup(nodeFiles, target);
    record(by, "backup", target.toString());
    return new BackupView(
        target.toString(), Duration.ofNanos(System.nanoTime() - start).toMillis());
  }

  // ---

  private interface Request<T> {
    T run() throws StoreException, DirectoryRefusal;
  }

  private static <T> T asked(Request<T> request) throws StoreException, AdministrationRefusal {
    try {
      return request.run();
    } catch (DirectoryRefusal refusal) {
      throw refused(refusal);
    }
  }

  private static AdministrationRefusal refused(DirectoryRefusal refusal) {
    String text = refusal.publicText();
    return switch (refusal.reason()) {
      case UNKNOWN -> new AdministrationRefusal(Kind.NOT_FOUND, text, "Look at the list.");
      case EXISTS -> new AdministrationRefusal(Kind.CONFLICT, text, "Take another name.");
      case UNKNOWN_DOMAIN ->
          new AdministrationRefusal(
              Kind.INVALID, text, "Make the domain first: angarium domain add NAME.");
      case DOMAIN_NOT_EMPTY ->
          new AdministrationRefusal(Kind.CONFLICT, text, "Delete its accounts and aliases first.");
      case WEAK_PASSWORD ->
          new AdministrationRefusal(
              Kind.INVALID,
              text,
              "Take several words that have nothing to do with each other, or let \"angarium account"
                  + " set-password --generate\" make one.");
      case BAD_DOMAIN, BAD_ADDRESS, BAD_VALUE, LIMIT ->
          new AdministrationRefusal(Kind.INVALID, text, "Change it and try again.");
      case LAST_ADMINISTRATOR ->
          new AdministrationRefusal(
              Kind.CONFLICT, text, "Make somebody else an administrator first.");
    };
  }

  private Account existing(String address) throws StoreException, AdministrationRefusal {
    return directory
        .account(address(address))
        .orElseThrow(() -> notFound("account", address, "account list"));
  }

  private static List<EmailAddress> addresses(List<String> texts) throws AdministrationRefusal {
    List<EmailAddress> addresses = new ArrayList<>(texts.size());
    for (String text : texts) {
      addresses.add(address(text));
    }
    return addresses;
  }

  private static EmailAddress address(String text) throws AdministrationRefusal {
    try {
      return EmailAddress.parse(text);
    } catch (AddressSyntaxException malformed) {
      throw new AdministrationRefusal(
          Kind.INVALID,
          "\"" + text + "\" is no address: " + malformed.getMessage() + ".",
          "Write it as user@example.org.");
    }
  }

  private static QueueId queueId(String text) throws AdministrationRefusal {
    try {
      if (!text.isEmpty() && text.length() <= 16) {
        return new QueueId(Long.parseUnsignedLong(text, 16));
      }
    } catch (NumberFormatException malformed) {
      // said below
    }
    throw new AdministrationRefusal(
        Kind.INVALID,
        "\"" + text + "\" is no queue id.",
        "\"angarium queue list\" shows the ids: up to sixteen hexadecimal digits.");
  }

  private static void found(boolean found, String id) throws AdministrationRefusal {
    if (!found) {
      throw notFound("queued message", id, "queue list");
    }
  }

  private static AdministrationRefusal notFound(String what, String name, String command) {
    return new AdministrationRefusal(
        Kind.NOT_FOUND,
        "There is no " + what + " " + name + ".",
        "\"angarium " + command + "\" shows what there is.");
  }

  private static int page(int limit) {
    return Math.clamp(limit, 1, MAX_PAGE);
  }

  private void record(String by, String action, String target) {
    events.emit(new ServerEvent.Administered(by, action, target));
  }
}
