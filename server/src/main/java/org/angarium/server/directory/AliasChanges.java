package org.angarium.server.directory;

import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.event.DirectoryEvent;
import org.angarium.server.event.EventSink;
import org.angarium.store.StoreException;
import org.angarium.store.directory.Alias;
import org.angarium.store.directory.Changed;
import org.angarium.store.directory.DirectoryRefusal;
import org.angarium.store.directory.DirectoryStore;

/** Changes of aliases: the store's transaction, then the cache, then the event. */
final class AliasChanges {
  private final DirectoryStore store;
  private final DirectoryCache cache;
  private final EventSink events;

  AliasChanges(DirectoryStore store, DirectoryCache cache, EventSink events) {
    this.store = store;
    this.cache = cache;
    this.events = events;
  }

  private interface Step<R> {
    R run(EmailAddress canonical) throws StoreException, DirectoryRefusal;
  }

  private <R> R run(EmailAddress canonical, Step<R> step) throws StoreException, DirectoryRefusal {
    try {
      return step.run(canonical);
    } finally {
      cache.dropOwner(canonical);
    }
  }

  private Alias told(Alias alias) {
    events.emit(
        new DirectoryEvent.AliasChanged(alias.address().toString(), alias.targets().size()));
    return alias;
  }

  private Changed<Alias> changed(Changed<Alias> changed) {
    told(changed.after());
    return changed;
  }

  Alias create(EmailAddress address, List<EmailAddress> targets)
      throws StoreException, DirectoryRefusal {
    return told(run(DirectoryNames.own(address), alias -> store.createAlias(alias, targets)));
  }

  Changed<Alias> put(EmailAddress address, List<EmailAddress> targets)
      throws StoreException, DirectoryRefusal {
    return changed(run(DirectoryNames.own(address), alias -> store.putAlias(alias, targets)));
  }

  Changed<Alias> set(EmailAddress address, List<EmailAddress> targets)
      throws StoreException, DirectoryRefusal {
    return changed(run(address.canonical(), alias -> store.setTargets(alias, targets)));
  }

  Alias change(EmailAddress address, List<EmailAddress> added, List<EmailAddress> removed)
      throws StoreException, DirectoryRefusal {
    return told(run(address.canonical(), alias -> store.changeTargets(alias, added, removed)));
  }

  Alias delete(EmailAddress address) throws StoreException, DirectoryRefusal {
    Alias deleted = run(address.canonical(), store::deleteAlias);
    events.emit(new DirectoryEvent.AliasDeleted(deleted.address().toString()));
    return deleted;
  }
}
