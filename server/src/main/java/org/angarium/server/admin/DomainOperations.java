package org.angarium.server.admin;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.angarium.mail.address.Domains;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.admin.AdministrationRefusal.Kind;
import org.angarium.server.admin.view.DomainView;
import org.angarium.server.directory.Directory;
import org.angarium.store.StoreException;
import org.angarium.store.directory.Changed;
import org.angarium.store.directory.Domain;
import org.angarium.store.directory.DomainUpdate;
import org.angarium.store.directory.Page;
import org.jspecify.annotations.Nullable;

/** What can be done to domains. Thread-safe; changes are durable on return. */
public final class DomainOperations {
  private final Directory directory;
  private final Rights rights;
  private final AuditTrail trail;

  DomainOperations(Directory directory, Rights rights, AuditTrail trail) {
    this.directory = directory;
    this.rights = rights;
    this.trail = trail;
  }

  /** Those that the actor may see, by name. */
  public Listing<DomainView> list(Actor actor, String prefix, @Nullable String after, int limit)
      throws StoreException, AdministrationRefusal {
    Reach reach = rights.enter(actor, Operation.DOMAIN_LIST, "");
    int most = Requests.limit(limit);
    if (reach.everything()) {
      Page<Domain> page = directory.domains(prefix, after, most);
      return new Listing<>(page.items().stream().map(DomainView::of).toList(), page.next());
    }
    List<DomainView> views = new ArrayList<>();
    for (String name : reach.domains().stream().sorted().toList()) {
      if (name.startsWith(prefix) && (after == null || name.compareTo(after) > 0)) {
        if (views.size() == most) {
          return new Listing<>(views, views.getLast().name());
        }
        directory.domain(name).map(DomainView::of).ifPresent(views::add);
      }
    }
    return new Listing<>(views, null);
  }

  public DomainView show(Actor actor, String name) throws StoreException, AdministrationRefusal {
    rights.enter(actor, Operation.DOMAIN_SHOW, name);
    return DomainView.of(existing(actor, Set.of(Operation.DOMAIN_SHOW), name));
  }

  public DomainView create(Actor actor, String name) throws StoreException, AdministrationRefusal {
    rights.enter(actor, Operation.DOMAIN_CREATE, name);
    Domain made = Requests.asked(() -> directory.createDomain(name));
    trail.changed(actor, Operation.DOMAIN_CREATE.label(), made.name(), Map.of(), members(made));
    return DomainView.of(made);
  }

  /**
   * Changes a domain, all of it or nothing; null leaves a thing as it is.
   *
   * @param catchAll empty for nobody
   */
  public DomainView change(
      Actor actor, String name, @Nullable Boolean enabled, @Nullable String catchAll)
      throws StoreException, AdministrationRefusal {
    EnumSet<Operation> needed = EnumSet.noneOf(Operation.class);
    if (enabled != null) {
      needed.add(Operation.DOMAIN_ENABLE);
    }
    if (catchAll != null || needed.isEmpty()) {
      needed.add(Operation.DOMAIN_CATCH_ALL);
    }
    rights.enter(actor, needed, name);
    existing(actor, needed, name);
    DomainUpdate.CatchAll target =
        catchAll == null
            ? null
            : new DomainUpdate.CatchAll(catchAll.isEmpty() ? null : Requests.address(catchAll));
    DomainUpdate update = new DomainUpdate(enabled, target);
    Changed<Domain> changed = Requests.asked(() -> directory.updateDomain(name, update));
    Domain before = changed.before();
    trail.changed(
        actor,
        "domain.change",
        changed.after().name(),
        before == null ? Map.of() : members(before),
        members(changed.after()));
    return DomainView.of(changed.after());
  }

  /** Refused while it has accounts or aliases. */
  public void delete(Actor actor, String name) throws StoreException, AdministrationRefusal {
    rights.enter(actor, Operation.DOMAIN_DELETE, name);
    Domain domain = existing(actor, Set.of(Operation.DOMAIN_DELETE), name);
    Requests.asked(() -> {
      directory.deleteDomain(name);
      return domain;
    });
    trail.changed(actor, Operation.DOMAIN_DELETE.label(), domain.name(), members(domain), Map.of());
  }

  private Domain existing(Actor actor, Set<Operation> operations, String name)
      throws StoreException, AdministrationRefusal {
    String canonical = Requests.domain(name);
    for (Operation operation : operations) {
      rights.over(
          actor, operation, canonical, name, Requests.notFound("domain", name, "domain list"));
    }
    Optional<Domain> found = directory.domain(name);
    if (found.isEmpty()) {
      throw noDomain(name);
    }
    return found.get();
  }

  private AdministrationRefusal noDomain(String name) throws StoreException {
    String former = Domains.formerName(name);
    return former != null && directory.isLocalDomain(former)
        ? new AdministrationRefusal(
            Kind.NOT_FOUND,
            "There is no domain " + name + ".",
            "Earlier versions kept it as " + former + ", which is here. Add \"" + name + "\" anew.")
        : Requests.notFound("domain", name, "domain list");
  }

  private static Map<String, @Nullable Object> members(Domain domain) {
    EmailAddress catchAll = domain.catchAll();
    Map<String, @Nullable Object> members = new HashMap<>();
    members.put("enabled", domain.enabled());
    members.put("catchAll", catchAll == null ? null : catchAll.toString());
    return members;
  }
}
