package org.angarium.server.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.angarium.server.event.ConnectionEvent;
import org.angarium.server.event.EventSink;
import org.angarium.server.net.Admission;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectableChannelEndPoint;
import org.eclipse.jetty.io.SelectorManager;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP connections that are open, and until when each may stay.
 *
 * <p>A place costs its holder a request: where an address, a network or all together have as many
 * connections as they may, a new one takes the place of the one among them that has waited longest
 * without asking anything. So a flood of slow or silent connections throws itself out, and a
 * command of this machine, which asks at once, always comes in, even from the address of the flood.
 * Only where all of them are being answered is the new one turned away. HTTP allows this: a
 * connection may be closed at any time between requests (RFC 9112 §9.5).
 *
 * <p>A thread of its own ends connections on which a request, from handshake to the end of its
 * body, takes too long to arrive, however steadily it drips, or an answer too long to be taken.
 * Thread-safe; holds an entry per connection.
 */
final class Seats implements SelectorManager.AcceptListener, AutoCloseable {
  private static final Duration SWEEP = Duration.ofMillis(500);

  private final HttpLimits limits;
  private final EventSink events;
  private final Admission admission;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition closing = lock.newCondition();
  private final Map<SelectableChannel, Seat> seats = new HashMap<>();
  private boolean closed;

  Seats(HttpLimits limits, EventSink events) {
    this.limits = limits;
    this.events = events;
    this.admission = new Admission(limits.connections());
    Thread.ofVirtual().name("http-deadlines").start(this::sweep);
  }

  /** One connection. */
  static final class Seat {
    private final SelectableChannel channel;
    private final InetAddress address;
    private final Admission.Token token;
    private volatile @Nullable EndPoint endPoint;
    // Guarded by the lock of all seats.
    private int answering;
    private long waitsSince = System.nanoTime();
    private long sendsSince;
    private boolean sends;

    private Seat(SelectableChannel channel, InetAddress address, Admission.Token token) {
      this.channel = channel;
      this.address = address;
      this.token = token;
    }

    private void end() {
      EndPoint known = endPoint;
      if (known != null) {
        known.close();
        return;
      }
      try {
        channel.close();
      } catch (IOException gone) {
        // It was to be closed, and it is not there: all one.
        return;
      }
    }
  }

  // --- from Jetty

  @Override
  public void onAccepting(SelectableChannel channel) {
    InetAddress address = remote(channel);
    Seat removed = null;
    Admission.Bound bound;
    boolean late;
    lock.lock();
    try {
      late = closed;
      Admission.Answer answer = admission.admit(address);
      bound = answer.bound();
      if (bound != null) {
        removed = longestWaiting(bound, address);
        if (removed != null) {
          leave(removed);
          answer = admission.admit(address);
        }
      }
      Admission.Token token = answer.token();
      if (token != null) {
        seats.put(channel, new Seat(channel, address, token));
      }
    } finally {
      lock.unlock();
    }
    if (late) {
      closeQuietly(channel);
      return;
    }
    if (bound == null) {
      return;
    }
    InetAddress loser = removed == null ? address : removed.address;
    events.emit(new ConnectionEvent.Refused("http", loser.getHostAddress(), bound.reason()));
    if (removed != null) {
      removed.end();
    } else {
      closeQuietly(channel);
    }
  }

  @Override
  public void onAcceptFailed(SelectableChannel channel, Throwable failure) {
    onClosed(channel);
  }

  @Override
  public void onClosed(SelectableChannel channel) {
    lock.lock();
    try {
      Seat seat = seats.get(channel);
      if (seat != null) {
        leave(seat);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The connection got its end point, which is how it is closed in good order from now on. */
  void seated(SelectableChannel channel, EndPoint endPoint) {
    Seat seat;
    lock.lock();
    try {
      seat = seats.get(channel);
    } finally {
      lock.unlock();
    }
    if (seat == null) {
      closeQuietly(channel); // it had to make room already
    } else {
      seat.endPoint = endPoint;
    }
  }

  // --- from requests

  /** The seat of a request's connection; null where it is gone. */
  @Nullable Seat of(EndPoint endPoint) {
    EndPoint lowest = endPoint;
    while (lowest instanceof EndPoint.Wrapper wrapper) {
      lowest = wrapper.unwrap();
    }
    if (!(lowest instanceof SelectableChannelEndPoint own)) {
      return null;
    }
    lock.lock();
    try {
      return seats.get(own.getChannel());
    } finally {
      lock.unlock();
    }
  }

  /** A request has arrived whole and is worth an answer. */
  void asked(Seat seat) {
    lock.lock();
    try {
      seat.answering++;
    } finally {
      lock.unlock();
    }
  }

  /** An answer begins to be sent. */
  void sends(Seat seat) {
    lock.lock();
    try {
      if (!seat.sends) {
        seat.sends = true;
        seat.sendsSince = System.nanoTime();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * A request is over.
   *
   * @param asked whether {@link #asked} was called for it
   */
  void answered(Seat seat, boolean asked) {
    lock.lock();
    try {
      seat.answering -= asked ? 1 : 0;
      seat.sends = false;
      if (asked) {
        seat.waitsSince = System.nanoTime();
      }
    } finally {
      lock.unlock();
    }
  }

  // ---

  /** Connections at present. */
  int size() {
    lock.lock();
    try {
      return seats.size();
    } finally {
      lock.unlock();
    }
  }

  private void leave(Seat seat) {
    seats.remove(seat.channel);
    seat.token.close();
  }

  /** Of the total, those of this machine go last. */
  private @Nullable Seat longestWaiting(Admission.Bound bound, InetAddress address) {
    Seat longest = null;
    for (Seat seat : seats.values()) {
      if (seat.answering == 0
          && bound.shared(seat.address, address)
          && (longest == null || goesBefore(seat, longest))) {
        longest = seat;
      }
    }
    return longest;
  }

  private static boolean goesBefore(Seat one, Seat other) {
    boolean own = one.address.isLoopbackAddress();
    return own == other.address.isLoopbackAddress() ? one.waitsSince - other.waitsSince < 0 : !own;
  }

  private void sweep() {
    while (true) {
      Seat[] late;
      lock.lock();
      try {
        if (closed) {
          return;
        }
        closing.awaitNanos(SWEEP.toNanos());
        long now = System.nanoTime();
        late = seats.values().stream().filter(seat -> late(seat, now)).toArray(Seat[]::new);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return;
      } finally {
        lock.unlock();
      }
      for (Seat seat : late) {
        seat.end();
      }
    }
  }

  private boolean late(Seat seat, long now) {
    return seat.sends && now - seat.sendsSince > limits.answer().toNanos()
        || seat.answering == 0 && now - seat.waitsSince > limits.request().toNanos();
  }

  private static InetAddress remote(SelectableChannel channel) {
    try {
      return channel instanceof SocketChannel socket
              && socket.getRemoteAddress() instanceof InetSocketAddress address
          ? address.getAddress()
          : InetAddress.ofLiteral("0.0.0.0");
    } catch (IOException gone) {
      return InetAddress.ofLiteral("0.0.0.0");
    }
  }

  private static void closeQuietly(SelectableChannel channel) {
    try {
      channel.close();
    } catch (IOException gone) {
      // Nobody is there to be told.
      return;
    }
  }

  /** From now on nobody comes in, and connections that ask nothing end; answers are finished. */
  @Override
  public void close() {
    Seat[] waiting;
    lock.lock();
    try {
      closed = true;
      closing.signalAll();
      waiting = seats.values().stream().filter(seat -> seat.answering == 0).toArray(Seat[]::new);
    } finally {
      lock.unlock();
    }
    for (Seat seat : waiting) {
      seat.end();
    }
  }

  /** For the body of a request. */
  long requestNanos() {
    return limits.request().toNanos();
  }
}
