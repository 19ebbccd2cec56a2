package org.angarium.server.net;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.angarium.server.event.ConnectionEvent;
import org.angarium.server.event.ConnectionEvent.EndReason;
import org.angarium.server.event.ConnectionEvent.RefusalReason;
import org.angarium.server.event.EventSink;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections on one port and serves each on a virtual thread of its own. Thread-safe.
 *
 * <p>Peers control how many connections they open and how long they keep them; the limits and
 * deadlines of {@link ListenerSettings} stand against that. A peer over a limit gets one line and
 * is closed in the accepting thread, which never waits for a peer.
 */
public final class Listener implements AutoCloseable {
  private static final int BACKLOG = 4096;
  private static final Duration GUARD_PERIOD = Duration.ofMillis(250);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);

  /** A flood of connections must not become a flood in the log. */
  private static final Duration PERIOD_OF_EVENTS = Duration.ofMinutes(1);

  /** Accepting is tried again and again: a failure that is older is over. */
  private static final Duration FAILURE_COUNTS = Duration.ofSeconds(2);

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration LAST_WAIT = Duration.ofSeconds(3);

  private final ListenerSettings settings;
  private final TlsServer tls;
  private final ConnectionHandler handler;
  private final SessionIds sessionIds;
  private final EventSink events;
  private final Admission admission;
  private final ServerSocket server;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean guardDone;

  /** When accepting failed and why, where it has not succeeded since. */
  private volatile @Nullable Failure failure;

  private record Failure(long nanos, String cause) {}

  private Listener(
      ListenerSettings settings,
      TlsServer tls,
      ConnectionHandler handler,
      SessionIds sessionIds,
      EventSink events,
      ServerSocket server) {
    this.settings = settings;
    this.tls = tls;
    this.handler = handler;
    this.sessionIds = sessionIds;
    this.events = events;
    this.admission = new Admission(settings.limits());
    this.server = server;
  }

  /**
   * Binds the port and accepts from then on.
   *
   * @param tls asked for the context at every handshake; null where there is no certificate, then
   *     STARTTLS is not offered
   * @throws PortUnavailableException when the port cannot be had
   */
  public static Listener open(
      ListenerSettings settings,
      @Nullable Supplier<SSLContext> tls,
      ConnectionHandler handler,
      SessionIds sessionIds,
      EventSink events)
      throws IOException {
    return open(settings, tls, handler, sessionIds, events, new ServerSocket());
  }

  /** With a socket that is not bound yet. */
  static Listener open(
      ListenerSettings settings,
      @Nullable Supplier<SSLContext> tls,
      ConnectionHandler handler,
      SessionIds sessionIds,
      EventSink events,
      ServerSocket server)
      throws IOException {
    if (settings.protection() == Protection.IMPLICIT && tls == null) {
      throw new IllegalArgumentException("a listener with implicit TLS needs a certificate");
    }
    try {
      server.setReuseAddress(true);
      server.bind(settings.address(), BACKLOG);
    } catch (IOException e) {
      server.close();
      throw new PortUnavailableException(settings.name(), settings.address(), e);
    }
    Listener listener =
        new Listener(settings, new TlsServer(tls), handler, sessionIds, events, server);
    Thread.ofVirtual().name("guard-" + settings.name()).start(listener::guard);
    Thread.ofPlatform().daemon().name("accept-" + settings.name()).start(listener::accept);
    events.emit(
        new ConnectionEvent.Listening(
            settings.name(), server.getInetAddress().getHostAddress(), listener.port()));
    return listener;
  }

  public String name() {
    return settings.name();
  }

  /** The port that is listened on, also when 0 was asked for. */
  public int port() {
    return server.getLocalPort();
  }

  /** Where it listens. */
  public InetAddress address() {
    return server.getInetAddress();
  }

  /** Connections at present. */
  public int connections() {
    return admission.total();
  }

  /** Why no connection is accepted at present, or null. It comes back by itself. */
  public @Nullable String fault() {
    Failure last = failure;
    if (last == null || closing.get()) {
      return null;
    }
    return System.nanoTime() - last.nanos < FAILURE_COUNTS.toNanos() ? last.cause : null;
  }

  private void accept() {
    long silentUntil = System.nanoTime();
    while (!closing.get()) {
      try {
        admit(server.accept());
        failure = null;
      } catch (IOException | RuntimeException | Error e) { // whatever it is, the next is accepted
        if (!closing.get()) {
          failure = new Failure(System.nanoTime(), String.valueOf(e));
          if (System.nanoTime() - silentUntil >= 0) {
            events.emit(new ConnectionEvent.AcceptFailed(settings.name(), String.valueOf(e)));
            silentUntil = System.nanoTime() + PERIOD_OF_EVENTS.toNanos();
          }
          pause();
        }
      }
    }
  }

  /** Too many open files and its kin pass when others leave; spinning would not help. */
  private void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(PAUSE_AFTER_FAILURE.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void admit(Socket socket) {
    InetAddress remote = socket.getInetAddress();
    Admission.Answer answer = admission.admit(remote);
    Admission.Token token = answer.token();
    if (token == null) {
      refuse(socket, answer.bound());
      return;
    }
    Thread.ofVirtual()
        .name(settings.name())
        .start(() -> {
          try (token;
              socket) {
            serve(socket);
          } catch (IOException e) {
            // The peer was gone before the session began, or the close failed: all one.
            events.emit(ended("", remote, EndReason.BROKEN, null, System.nanoTime()));
          } finally {
            signal();
          }
        });
  }

  /** The line fits the empty send buffer of a new connection, so this does not wait. */
  private void refuse(Socket socket, Admission.@Nullable Bound bound) {
    try (socket) {
      if (settings.protection() != Protection.IMPLICIT && !settings.busyLine().isEmpty()) {
        socket
            .getOutputStream()
            .write((settings.busyLine() + "\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.shutdownOutput();
      }
    } catch (IOException ignored) {
      // He is not to be served, so it does not matter that he left.
    }
    events.emit(
        new ConnectionEvent.Refused(
            settings.name(),
            socket.getInetAddress().getHostAddress(),
            bound == null ? RefusalReason.TOO_MANY_CONNECTIONS : bound.reason()));
  }

  private void serve(Socket socket) throws IOException {
    long began = System.nanoTime();
    socket.setTcpNoDelay(true);
    String session = sessionIds.next();
    InetAddress remote = socket.getInetAddress();
    String remoteText = remote.getHostAddress();
    Connection connection = new Connection(socket, session, settings, tls, events);
    EndReason reason = EndReason.BUG;
    connections.add(connection);
    try (connection) {
      events.emit(new ConnectionEvent.Opened(session, settings.name(), remoteText));
      if (closing.get()) {
        connection.stop();
      }
      if (settings.protection() == Protection.IMPLICIT) {
        connection.secure();
      }
      handler.serve(connection);
      reason = connection.stopping() ? EndReason.STOPPED : EndReason.FINISHED;
    } catch (HandshakeException e) {
      reason = EndReason.BROKEN;
      events.emit(
          new ConnectionEvent.HandshakeFailed(
              session, settings.name(), remoteText, String.valueOf(e.getMessage())));
    } catch (SocketTimeoutException e) {
      reason = EndReason.TIMED_OUT;
    } catch (IOException e) {
      reason = EndReason.BROKEN;
    } catch (InterruptedException e) {
      reason = EndReason.STOPPED;
    } catch (RuntimeException | Error bug) {
      // Whatever it is, it must not take more than this connection with it.
      events.emit(new ConnectionEvent.Failed(session, settings.name(), trace(bug)));
    } finally {
      connections.remove(connection);
      events.emit(ended(session, remote, reason, connection, began));
    }
  }

  private ConnectionEvent ended(
      String session,
      InetAddress remote,
      EndReason reason,
      @Nullable Connection connection,
      long began) {
    return new ConnectionEvent.Ended(
        session,
        settings.name(),
        remote.getHostAddress(),
        reason,
        connection == null ? 0 : connection.received(),
        connection == null ? 0 : connection.sent(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
  }

  private static String trace(Throwable bug) {
    StringWriter text = new StringWriter();
    bug.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  /**
   * Ends reads, writes and handshakes that take too long; lives until the last connection is gone.
   */
  private void guard() {
    lock.lock();
    try {
      while (!(closing.get() && admission.total() == 0) && !guardDone) {
        changed.awaitNanos(GUARD_PERIOD.toNanos());
        long now = System.nanoTime();
        for (Connection connection : connections) {
          connection.watch().endIfLate(now);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void signal() {
    if (closing.get()) {
      lock.lock();
      try {
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Stops accepting, lets sessions say goodbye for up to {@code grace}, then closes what is left.
   * Returns when all sessions have ended, or a few seconds after {@code grace} at the latest.
   */
  public void close(Duration grace) {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    try {
      server.close();
    } catch (IOException e) {
      events.emit(new ConnectionEvent.AcceptFailed(settings.name(), String.valueOf(e)));
    }
    connections.forEach(Connection::stop);
    long cut = 0;
    if (!awaitEmpty(grace)) {
      for (Connection connection : connections) {
        connection.abort();
        cut++;
      }
      awaitEmpty(LAST_WAIT);
    }
    lock.lock();
    try {
      guardDone = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    events.emit(new ConnectionEvent.Closed(settings.name(), cut));
  }

  private boolean awaitEmpty(Duration wait) {
    long until = System.nanoTime() + wait.toNanos();
    lock.lock();
    try {
      while (admission.total() > 0) {
        long remaining = until - System.nanoTime();
        if (remaining <= 0) {
          return false;
        }
        changed.awaitNanos(remaining);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    close(GRACE);
  }
}
