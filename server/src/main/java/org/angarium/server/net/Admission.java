package org.angarium.server.net;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.angarium.server.event.ConnectionEvent.RefusalReason;
import org.jspecify.annotations.Nullable;

/**
 * Counts connections. An address is one of IPv4 or a /64 of IPv6, of which everybody has 2^64
 * addresses. The tables hold an entry per address that is connected now, so they are bounded by the
 * total. Thread-safe.
 */
public final class Admission {

  private final ConnectionLimits limits;
  private final AtomicInteger total = new AtomicInteger();
  private final ConcurrentHashMap<Network, Integer> byAddress = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Network, Integer> byNetwork = new ConcurrentHashMap<>();

  public Admission(ConnectionLimits limits) {
    this.limits = limits;
  }

  /** Which limit stands against a peer. */
  public enum Bound {
    TOTAL(RefusalReason.TOO_MANY_CONNECTIONS),
    NETWORK(RefusalReason.TOO_MANY_FROM_NETWORK),
    ADDRESS(RefusalReason.TOO_MANY_FROM_ADDRESS);

    private final RefusalReason reason;

    Bound(RefusalReason reason) {
      this.reason = reason;
    }

    /** The word for it in events. */
    public RefusalReason reason() {
      return reason;
    }

    /** Whether the limit counts these two together. */
    public boolean shared(InetAddress one, InetAddress other) {
      return switch (this) {
        case TOTAL -> true;
        case NETWORK -> Network.around(one).equals(Network.around(other));
        case ADDRESS -> Network.of(one).equals(Network.of(other));
      };
    }
  }

  /** The outcome of asking: a token to give back, or the limit in the way. */
  public record Answer(@Nullable Token token, @Nullable Bound bound) {}

  /** Asks for a place. */
  public Answer admit(InetAddress remote) {
    Network address = Network.of(remote);
    if (total.incrementAndGet() > limits.total()) {
      total.decrementAndGet();
      return new Answer(null, Bound.TOTAL);
    }
    if (!enter(byAddress, address, limits.perAddress())) {
      total.decrementAndGet();
      return new Answer(null, Bound.ADDRESS);
    }
    Network network = Network.around(remote);
    if (!enter(byNetwork, network, limits.perNetwork())) {
      leave(byAddress, address);
      total.decrementAndGet();
      return new Answer(null, Bound.NETWORK);
    }
    return new Answer(new Token(address, network), null);
  }

  /** How many are in. */
  public int total() {
    return total.get();
  }

  private static <K> boolean enter(ConcurrentHashMap<K, Integer> table, K key, int limit) {
    boolean[] entered = new boolean[1];
    table.compute(
        key,
        (k, count) -> {
          int now = count == null ? 0 : count;
          entered[0] = now < limit;
          return entered[0] ? Integer.valueOf(now + 1) : count;
        });
    return entered[0];
  }

  private static <K> void leave(ConcurrentHashMap<K, Integer> table, K key) {
    table.computeIfPresent(key, (k, count) -> count == 1 ? null : Integer.valueOf(count - 1));
  }

  /** The right to be connected; giving it back twice does no harm. */
  public final class Token implements AutoCloseable {
    private final Network address;
    private final Network network;
    private final AtomicBoolean given = new AtomicBoolean();

    private Token(Network address, Network network) {
      this.address = address;
      this.network = network;
    }

    @Override
    public void close() {
      if (given.compareAndSet(false, true)) {
        leave(byNetwork, network);
        leave(byAddress, address);
        total.decrementAndGet();
      }
    }
  }

  /** The leading bytes of an address. */
  private record Network(int family, long prefix) {
    /** What one peer has: an address of IPv4, a /64 of IPv6. */
    static Network of(InetAddress address) {
      return first(address, 4, 8);
    }

    /** What one provider gives: a /24 of IPv4, a /48 of IPv6. */
    static Network around(InetAddress address) {
      return first(address, 3, 6);
    }

    private static Network first(InetAddress address, int octetsV4, int octetsV6) {
      byte[] bytes = address.getAddress();
      byte[] start = Arrays.copyOf(bytes, bytes.length == 4 ? octetsV4 : octetsV6);
      long prefix = 0;
      for (byte b : start) {
        prefix = prefix << 8 | b & 0xFF;
      }
      return new Network(bytes.length, prefix);
    }
  }
}
