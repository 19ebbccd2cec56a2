package org.angarium.server.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.directory.KnownNetwork;
import org.angarium.store.directory.KnownNetworks;

/**
 * From which networks accounts have come in during the last 30 days. Kept in the store, so that it
 * holds over a restart: written once a day for each account and network at most, read only for an
 * account that would have to wait. Bounded; thread-safe.
 */
final class UsualNetworks {
  private static final long KNOWN_FOR_DAYS = 30;

  private final KnownNetworks kept;
  private final InstantSource clock;
  private final Cache<Place, Long> written;

  /** An account at a network. */
  private record Place(AccountId account, ClientNetwork network) {}

  UsualNetworks(KnownNetworks kept, int size, InstantSource clock) {
    this.kept = kept;
    this.clock = clock;
    this.written = Caffeine.newBuilder().maximumSize(size).build();
  }

  boolean contains(AccountId account, InetAddress client) throws StoreException {
    ClientNetwork network = ClientNetwork.of(client);
    long today = today();
    Long seen = written.getIfPresent(new Place(account, network));
    if (seen != null && recent(seen, today)) {
      return true;
    }
    List<KnownNetwork> networks = kept.of(account);
    for (KnownNetwork known : networks) {
      if (known.v6() == network.v6() && known.bits() == network.bits()) {
        return recent(known.lastDay(), today);
      }
    }
    return false;
  }

  /** The account has come in from there. */
  void cameIn(AccountId account, InetAddress client) throws StoreException {
    ClientNetwork network = ClientNetwork.of(client);
    Place place = new Place(account, network);
    long today = today();
    Long seen = written.getIfPresent(place);
    if (seen == null || seen != today) {
      written.put(place, today);
      kept.keep(account, new KnownNetwork(network.v6(), network.bits(), today));
    }
  }

  /** A day that seems to lie ahead was written before the clock was set back. */
  private static boolean recent(long day, long today) {
    return today - day <= KNOWN_FOR_DAYS;
  }

  private long today() {
    return Math.max(0, clock.millis() / Duration.ofDays(1).toMillis());
  }
}
