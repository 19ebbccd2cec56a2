package org.angarium.server.admin;

import java.util.List;
import java.util.Map;
import org.angarium.server.admin.view.DnsRecordView;
import org.angarium.server.admin.view.DomainKeyView;
import org.angarium.server.directory.Directory;
import org.angarium.server.signing.DomainRecords;
import org.angarium.server.signing.SigningKeys;
import org.angarium.store.StoreException;
import org.angarium.store.directory.DomainKey;

/** What can be done with the keys and the DNS records of domains. Thread-safe. */
public final class SigningOperations {
  private final Directory directory;
  private final SigningKeys keys;
  private final DomainRecords records;
  private final Rights rights;
  private final AuditTrail trail;

  SigningOperations(
      Directory directory,
      SigningKeys keys,
      DomainRecords records,
      Rights rights,
      AuditTrail trail) {
    this.directory = directory;
    this.keys = keys;
    this.records = records;
    this.rights = rights;
    this.trail = trail;
  }

  /** What the domain needs in DNS and what is there; asks DNS. */
  public Listing<DnsRecordView> dns(Actor actor, String name)
      throws StoreException, AdministrationRefusal {
    String domain = existing(actor, Operation.DOMAIN_DNS, name);
    Requests.asked(() -> {
      keys.ensure(domain);
      return domain;
    });
    return new Listing<>(records.of(domain).stream().map(DnsRecordView::of).toList(), null);
  }

  /** The keys that sign the domain's mail. */
  public Listing<DomainKeyView> keys(Actor actor, String name)
      throws StoreException, AdministrationRefusal {
    return views(keys.of(existing(actor, Operation.DOMAIN_KEY_LIST, name)));
  }

  /** Makes new keys, which take the place of the old ones when their records are in DNS. */
  public Listing<DomainKeyView> rotate(Actor actor, String name)
      throws StoreException, AdministrationRefusal {
    String domain = existing(actor, Operation.DOMAIN_KEY_ROTATE, name);
    List<DomainKey> made = Requests.asked(() -> keys.rotate(domain));
    trail.changed(
        actor,
        Operation.DOMAIN_KEY_ROTATE.label(),
        domain,
        Map.of(),
        Map.of("selectors", made.stream().map(DomainKey::selector).toList().toString()));
    return views(made);
  }

  /** Deletes a key at once. */
  public void delete(Actor actor, String name, String selector)
      throws StoreException, AdministrationRefusal {
    String domain = existing(actor, Operation.DOMAIN_KEY_DELETE, name);
    if (!keys.delete(domain, selector)) {
      throw Requests.notFound("key", selector, "domain keys " + domain);
    }
    trail.changed(
        actor, Operation.DOMAIN_KEY_DELETE.label(), domain, Map.of("selector", selector), Map.of());
  }

  private static Listing<DomainKeyView> views(List<DomainKey> keys) {
    return new Listing<>(keys.stream().map(DomainKeyView::of).toList(), null);
  }

  private String existing(Actor actor, Operation operation, String name)
      throws StoreException, AdministrationRefusal {
    rights.enter(actor, operation, name);
    String domain = Requests.domain(name);
    AdministrationRefusal hidden = Requests.notFound("domain", name, "domain list");
    rights.over(actor, operation, domain, name, hidden);
    if (directory.domain(domain).isEmpty()) {
      throw hidden;
    }
    return domain;
  }
}
