package org.angarium.server.net;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts who is in. The tables hold an entry per address that is connected now, so they are bounded
 * by the total. Thread-safe.
 */
final class Admission {
  private static final int NETWORK_BYTES_V4 = 3;
  private static final int NETWORK_BYTES_V6 = 6;

  private final ConnectionLimits limits;
  private final AtomicInteger total = new AtomicInteger();
  private final ConcurrentHashMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Network, Integer> byNetwork = new ConcurrentHashMap<>();

  Admission(ConnectionLimits limits) {
    this.limits = limits;
  }

  /** Which limit stands against a peer. */
  enum Bound {
    TOTAL,
    NETWORK,
    ADDRESS
  }

  /** The outcome of asking: a token to give back, or the limit in the way. */
  record Answer(@Nullable Token token, @Nullable Bound bound) {}

  Answer admit(InetAddress address) {
    if (total.incrementAndGet() > limits.total()) {
      total.decrementAndGet();
      return new Answer(null, Bound.TOTAL);
    }
    if (!enter(byAddress, address, limits.perAddress())) {
      total.decrementAndGet();
      return new Answer(null, Bound.ADDRESS);
    }
    Network network = Network.of(address);
    if (!enter(byNetwork, network, limits.perNetwork())) {
      leave(byAddress, address);
      total.decrementAndGet();
      return new Answer(null, Bound.NETWORK);
    }
    return new Answer(new Token(address, network), null);
  }

  int total() {
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
  final class Token implements AutoCloseable {
    private final InetAddress address;
    private final Network network;
    private final AtomicBoolean given = new AtomicBoolean();

    private Token(InetAddress address, Network network) {
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
    static Network of(InetAddress address) {
      byte[] bytes = address.getAddress();
      byte[] start = Arrays.copyOf(bytes, bytes.length == 4 ? NETWORK_BYTES_V4 : NETWORK_BYTES_V6);
      long prefix = 0;
      for (byte b : start) {
        prefix = prefix << 8 | b & 0xFF;
      }
      return new Network(bytes.length, prefix);
    }
  }
}
