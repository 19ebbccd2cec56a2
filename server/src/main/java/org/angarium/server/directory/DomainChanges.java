package org.angarium.server.directory;

import org.angarium.mail.address.EmailAddress;
import org.angarium.server.event.DirectoryEvent;
import org.angarium.server.event.EventSink;
import org.angarium.store.StoreException;
import org.angarium.store.directory.Changed;
import org.angarium.store.directory.DirectoryRefusal;
import org.angarium.store.directory.DirectoryStore;
import org.angarium.store.directory.Domain;
import org.angarium.store.directory.DomainUpdate;

/** Changes of domains: the store's transaction, then the cache, then the event. */
final class DomainChanges {
  private final DirectoryStore store;
  private final DirectoryCache cache;
  private final EventSink events;

  DomainChanges(DirectoryStore store, DirectoryCache cache, EventSink events) {
    this.store = store;
    this.cache = cache;
    this.events = events;
  }

  Domain create(String name) throws StoreException, DirectoryRefusal {
    String canonical = DirectoryNames.newDomain(name);
    Domain domain;
    try {
      domain = store.createDomain(canonical);
    } finally {
      cache.dropDomain(canonical);
    }
    events.emit(new DirectoryEvent.DomainCreated(canonical));
    return domain;
  }

  Changed<Domain> update(String name, DomainUpdate update) throws StoreException, DirectoryRefusal {
    String canonical = DirectoryNames.domain(name);
    Changed<Domain> changed;
    try {
      changed = store.updateDomain(canonical, update);
    } finally {
      cache.dropDomain(canonical);
    }
    EmailAddress catchAll = changed.after().catchAll();
    events.emit(
        new DirectoryEvent.DomainChanged(
            canonical, changed.after().enabled(), catchAll == null ? null : catchAll.toString()));
    return changed;
  }

  void delete(String name) throws StoreException, DirectoryRefusal {
    String canonical = DirectoryNames.domain(name);
    try {
      store.deleteDomain(canonical);
    } finally {
      cache.dropDomain(canonical);
    }
    events.emit(new DirectoryEvent.DomainDeleted(canonical));
  }
}
