package org.angarium.server.admin;

import java.util.List;
import java.util.Map;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.admin.view.AliasView;
import org.angarium.server.directory.Directory;
import org.angarium.store.StoreException;
import org.angarium.store.directory.Alias;
import org.angarium.store.directory.Changed;
import org.angarium.store.directory.Page;
import org.jspecify.annotations.Nullable;

/** What can be done to aliases. Thread-safe; changes are durable on return. */
public final class AliasOperations {
  private final Directory directory;
  private final Rights rights;
  private final AuditTrail trail;

  AliasOperations(Directory directory, Rights rights, AuditTrail trail) {
    this.directory = directory;
    this.rights = rights;
    this.trail = trail;
  }

  /** Those that the actor may see by domain and local part; of one domain unless it is null. */
  public Listing<AliasView> list(
      Actor actor, @Nullable String domain, String prefix, @Nullable String after, int limit)
      throws StoreException, AdministrationRefusal {
    Reach reach = rights.enter(actor, Operation.ALIAS_LIST, domain == null ? "" : domain);
    int most = Requests.limit(limit);
    Page<Alias> page =
        reach.everything()
            ? directory.aliases(domain, prefix, after, most)
            : OwnDomains.list(
                reach.domains(),
                domain == null ? null : Requests.domain(domain),
                after,
                most,
                (own, from, rest) -> directory.aliases(own, prefix, from, rest));
    return new Listing<>(page.items().stream().map(AliasView::of).toList(), page.next());
  }

  public AliasView show(Actor actor, String address) throws StoreException, AdministrationRefusal {
    rights.enter(actor, Operation.ALIAS_SHOW, address);
    EmailAddress alias = existing(actor, Operation.ALIAS_SHOW, address);
    return AliasView.of(directory.alias(alias).orElseThrow(() -> notFound(address)));
  }

  /** Makes the alias, or adds the targets to it where it is there. */
  public AliasView add(Actor actor, String address, List<String> targets)
      throws StoreException, AdministrationRefusal {
    rights.enter(actor, Operation.ALIAS_ADD, address);
    EmailAddress alias = Requests.address(address);
    List<EmailAddress> to = Requests.addresses(targets);
    rights.over(
        actor,
        Operation.ALIAS_ADD,
        Requests.domain(alias.domain()),
        address,
        Requests.noDomainFor(alias.canonical()));
    Changed<Alias> changed = Requests.asked(() -> directory.putAlias(alias, to));
    record(actor, changed.before() == null ? "alias.create" : "alias.change", changed);
    return AliasView.of(changed.after());
  }

  /** Replaces all targets. */
  public AliasView set(Actor actor, String address, List<String> targets)
      throws StoreException, AdministrationRefusal {
    rights.enter(actor, Operation.ALIAS_SET, address);
    EmailAddress alias = existing(actor, Operation.ALIAS_SET, address);
    List<EmailAddress> to = Requests.addresses(targets);
    Changed<Alias> changed = Requests.asked(() -> directory.setAliasTargets(alias, to));
    record(actor, "alias.change", changed);
    return AliasView.of(changed.after());
  }

  public void delete(Actor actor, String address) throws StoreException, AdministrationRefusal {
    rights.enter(actor, Operation.ALIAS_DELETE, address);
    EmailAddress alias = existing(actor, Operation.ALIAS_DELETE, address);
    Alias deleted = Requests.asked(() -> directory.deleteAlias(alias));
    trail.changed(
        actor,
        Operation.ALIAS_DELETE.label(),
        deleted.address().toString(),
        members(deleted),
        Map.of());
  }

  /** The address, if it is where the actor may do this. */
  private EmailAddress existing(Actor actor, Operation operation, String address)
      throws AdministrationRefusal {
    EmailAddress alias = Requests.address(address);
    rights.over(actor, operation, Requests.domain(alias.domain()), address, notFound(address));
    return alias;
  }

  private static AdministrationRefusal notFound(String address) {
    return Requests.notFound("alias", address, "alias list");
  }

  private void record(Actor actor, String action, Changed<Alias> changed) {
    Alias before = changed.before();
    trail.changed(
        actor,
        action,
        changed.after().address().toString(),
        before == null ? Map.of() : members(before),
        members(changed.after()));
  }

  private static Map<String, @Nullable Object> members(Alias alias) {
    return Map.of("targets", alias.targets().stream().map(EmailAddress::toString).toList());
  }
}
