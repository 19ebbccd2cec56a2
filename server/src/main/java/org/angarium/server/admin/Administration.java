package org.angarium.server.admin;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.angarium.server.admin.view.StatusView;
import org.angarium.server.directory.Directory;
import org.angarium.server.event.EventSink;
import org.angarium.server.filter.Chain;
import org.angarium.server.outbound.QueueAdministration;
import org.angarium.server.report.TraceStore;
import org.angarium.server.sieve.UserScripts;
import org.angarium.server.signing.DomainRecords;
import org.angarium.server.signing.SigningKeys;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.GrantedAccount;

/**
 * The administration service: its operations by subject. Every operation takes the {@link Actor}
 * that asks for it and is checked by {@link Rights} before anything is read or written.
 * Thread-safe.
 */
public final class Administration {
  private final Directory directory;
  private final DomainOperations domains;
  private final SigningOperations signing;
  private final AccountOperations accounts;
  private final AliasOperations aliases;
  private final ScriptOperations scripts;
  private final SiteScriptOperations siteScripts;
  private final MailSettingsOperations mailSettings;
  private final QueueOperations queue;
  private final FilterOperations filter;
  private final NodeOperations node;

  /**
   * @param chain that judges mail
   * @param status how the server is; asked at each request
   * @param settings every setting by name with the value in force
   * @param nodeFiles what a backup holds besides the store, by its path in the data folder
   */
  public Administration(
      Directory directory,
      MailStore store,
      UserScripts scripts,
      SigningKeys keys,
      DomainRecords records,
      QueueAdministration queue,
      TraceStore traces,
      Chain chain,
      Supplier<StatusView> status,
      Map<String, String> settings,
      Map<String, Path> nodeFiles,
      EventSink events) {
    Rights rights = new Rights(events);
    AuditTrail trail = new AuditTrail(events);
    this.directory = directory;
    this.domains = new DomainOperations(directory, rights, trail);
    this.signing = new SigningOperations(directory, keys, records, rights, trail);
    this.accounts = new AccountOperations(directory, store.mailboxes(), rights, trail);
    this.aliases = new AliasOperations(directory, rights, trail);
    this.scripts = new ScriptOperations(directory, scripts, rights, trail);
    this.siteScripts = new SiteScriptOperations(scripts, rights, trail);
    this.mailSettings = new MailSettingsOperations(directory, scripts, rights, trail);
    this.queue = new QueueOperations(queue, traces, rights, trail);
    this.filter = new FilterOperations(chain, rights);
    this.node = new NodeOperations(store, status, settings, nodeFiles, rights, trail);
  }

  /** What an account may do; empty where it is not there any more. */
  public Optional<Actor> actor(AccountId id, Proof proof) throws StoreException {
    Optional<Account> account = directory.account(id);
    return account.isEmpty()
        ? Optional.empty()
        : Optional.of(Actor.of(new GrantedAccount(account.get(), directory.grants(id)), proof));
  }

  public DomainOperations domains() {
    return domains;
  }

  public SigningOperations signing() {
    return signing;
  }

  public AccountOperations accounts() {
    return accounts;
  }

  public AliasOperations aliases() {
    return aliases;
  }

  public ScriptOperations scripts() {
    return scripts;
  }

  public SiteScriptOperations siteScripts() {
    return siteScripts;
  }

  public MailSettingsOperations mailSettings() {
    return mailSettings;
  }

  public QueueOperations queue() {
    return queue;
  }

  public FilterOperations filter() {
    return filter;
  }

  public NodeOperations node() {
    return node;
  }

  /**
   * Removes the mail of accounts whose deletion was interrupted by a crash; called at the start, by
   * the server itself, in bounded steps.
   */
  public void buryDeletedAccounts() throws StoreException {
    accounts.buryDeleted();
  }
}
