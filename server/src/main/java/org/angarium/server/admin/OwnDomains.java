package org.angarium.server.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.angarium.store.StoreException;
import org.angarium.store.directory.Page;
import org.jspecify.annotations.Nullable;

/**
 * Lists of accounts or aliases for actors that see some domains only: one domain after the other,
 * in order. Where a part ends between two domains, the next one is asked for by the domain's name.
 */
final class OwnDomains {
  private OwnDomains() {}

  /** A part of what is in one domain. */
  interface Pages<T> {
    Page<T> of(String domain, @Nullable String after, int limit) throws StoreException;
  }

  static <T> Page<T> list(
      Set<String> domains, @Nullable String only, @Nullable String after, int limit, Pages<T> pages)
      throws StoreException {
    int at = after == null ? -1 : after.lastIndexOf('@');
    String from = after == null ? "" : after.substring(at + 1);
    List<T> items = new ArrayList<>();
    for (String domain : domains.stream().sorted().toList()) {
      if (domain.compareTo(from) < 0 || only != null && !only.equals(domain)) {
        continue;
      }
      if (items.size() == limit) {
        return new Page<>(items, domain);
      }
      String within = at >= 0 && domain.equals(from) ? after : null;
      Page<T> page = pages.of(domain, within, limit - items.size());
      items.addAll(page.items());
      if (page.next() != null) {
        return new Page<>(items, page.next());
      }
    }
    return new Page<>(items, null);
  }
}
