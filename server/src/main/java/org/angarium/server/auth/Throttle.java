package org.angarium.server.auth;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.angarium.store.StoreException;

/**
 * Makes guessing slow without letting strangers lock anybody out. Three counts of wrong passwords:
 *
 * <ul>
 *   <li>of one account from one network: that network waits for that account;
 *   <li>of one network: it waits, but for accounts that have come in from it of late (a family or
 *       an office behind one address lives on beside a broken device);
 *   <li>of one account from everywhere: those networks wait from which the account never came in of
 *       late; its owner, at his usual places, doesn't notice.
 * </ul>
 *
 * A success forgives the count of its account and network only, so that nobody washes a network
 * clean with an account of his own. Thread-safe; all tables are bounded.
 */
final class Throttle {
  private final AuthSettings settings;
  private final FailureCounts<ClientNetwork.WithUser> byBoth;
  private final FailureCounts<ClientNetwork> byNetwork;
  private final FailureCounts<String> byUser;

  /**
   * @param nanoTime monotonic
   */
  Throttle(AuthSettings settings, LongSupplier nanoTime) {
    this.settings = settings;
    int size = settings.rememberedLogins();
    Duration first = settings.firstWait();
    Duration longest = settings.longestWait();
    byBoth = new FailureCounts<>(nanoTime, size, settings.failuresPerAccount(), first, longest);
    byNetwork = new FailureCounts<>(nanoTime, size, settings.failuresPerNetwork(), first, longest);
    byUser =
        new FailureCounts<>(
            nanoTime, size, settings.failuresPerAccountEverywhere(), first, longest);
  }

  /** Whether the account has come in from the network of late; asked only if it matters. */
  @FunctionalInterface
  interface Usual {
    boolean place() throws StoreException;
  }

  /** Milliseconds until this user may try again from there; 0 at once. */
  long waitMillis(InetAddress client, String user, Usual usual) throws StoreException {
    if (exempt(client)) {
      return 0;
    }
    ClientNetwork network = ClientNetwork.of(client);
    ClientNetwork.WithUser both = new ClientNetwork.WithUser(network, user);
    long wait = byBoth.waitMillis(both);
    long stranger = Math.max(byNetwork.waitMillis(network), byUser.waitMillis(user));
    return stranger > wait && !usual.place() ? stranger : wait;
  }

  /** A wrong password; returns how long to keep the answer back. */
  Duration failed(InetAddress client, String user) {
    if (exempt(client)) {
      return Duration.ZERO;
    }
    ClientNetwork network = ClientNetwork.of(client);
    byBoth.failed(new ClientNetwork.WithUser(network, user));
    byUser.failed(user);
    return delay(byNetwork.failed(network));
  }

  /** A failure that tells a guesser nothing new (the same wrong password again): not counted. */
  Duration repeated(InetAddress client) {
    return exempt(client)
        ? Duration.ZERO
        : delay(Math.max(1, byNetwork.failures(ClientNetwork.of(client))));
  }

  void succeeded(InetAddress client, String user) {
    if (exempt(client)) {
      return;
    }
    byBoth.forget(new ClientNetwork.WithUser(ClientNetwork.of(client), user));
  }

  /** Whether nothing is counted against this client. */
  boolean exempt(InetAddress client) {
    return !settings.throttleLoopback() && client.isLoopbackAddress();
  }

  private Duration delay(int failures) {
    Duration delay = settings.answerDelay().multipliedBy(1L << Math.min(failures - 1, 16));
    return delay.compareTo(settings.longestAnswerDelay()) < 0
        ? delay
        : settings.longestAnswerDelay();
  }
}
