package org.angarium.server.main;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.angarium.server.config.Configuration;
import org.angarium.server.config.Service;
import org.angarium.server.event.EventSink;
import org.angarium.server.net.ConnectionHandler;
import org.angarium.server.net.ConnectionLimits;
import org.angarium.server.net.Listener;
import org.angarium.server.net.ListenerSettings;
import org.angarium.server.net.PortUnavailableException;
import org.angarium.server.net.Protection;
import org.angarium.server.net.SessionIds;

/** The mail listeners of a node: opened one by one, closed all at once. */
final class Listeners implements AutoCloseable {
  private final Configuration configuration;
  private final Supplier<SSLContext> tls;
  private final SessionIds sessions;
  private final EventSink events;
  private final List<Listener> open = new ArrayList<>();

  Listeners(
      Configuration configuration,
      Supplier<SSLContext> tls,
      SessionIds sessions,
      EventSink events) {
    this.configuration = configuration;
    this.tls = tls;
    this.sessions = sessions;
    this.events = events;
  }

  /**
   * Listens for a service wherever the configuration says.
   *
   * @param protocol its ALPN name (RFC 7301); empty where it has none
   * @param busyLine what a peer over the limits is told, without CRLF
   * @throws PortUnavailableException when a port cannot be had
   */
  void open(Service service, String protocol, String busyLine, ConnectionHandler handler)
      throws IOException {
    for (InetSocketAddress endpoint : configuration.endpoints(service)) {
      ListenerSettings settings =
          ListenerSettings.of(service.label(), endpoint, protection(service))
              .withLimits(limits())
              .withProtocol(protocol.isEmpty() ? List.of() : List.of(protocol), busyLine);
      open.add(Listener.open(settings, tls, handler, sessions, events));
    }
  }

  /**
   * Tries all ports that are to be listened on, those of HTTP too, and gives them back.
   *
   * @throws PortUnavailableException when one cannot be had
   */
  static void checkPorts(Configuration configuration) throws IOException {
    List<ServerSocket> tried = new ArrayList<>();
    try {
      for (Service service : Service.values()) {
        for (InetSocketAddress endpoint : configuration.endpoints(service)) {
          ServerSocket socket = new ServerSocket();
          tried.add(socket);
          try {
            socket.setReuseAddress(true);
            socket.bind(endpoint);
          } catch (IOException taken) {
            throw new PortUnavailableException(service.label(), endpoint, taken);
          }
        }
      }
    } finally {
      for (ServerSocket socket : tried) {
        socket.close();
      }
    }
  }

  /** What one listener may hold. */
  ConnectionLimits limits() {
    Configuration.Limits limits = configuration.limits();
    return new ConnectionLimits(
        limits.connectionsPerAddress(), limits.connectionsPerNetwork(), limits.connections());
  }

  private static Protection protection(Service service) {
    return service.implicitTls() ? Protection.IMPLICIT : Protection.STARTTLS;
  }

  List<Listener> all() {
    return List.copyOf(open);
  }

  /** What does not accept connections at present, a line each. */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    for (Listener listener : open) {
      String fault = listener.fault();
      if (fault != null) {
        faults.add("listener " + listener.name() + ": " + fault);
      }
    }
    return faults;
  }

  /** Connections of one service at present. */
  int connections(Service service) {
    return open.stream()
        .filter(listener -> listener.name().equals(service.label()))
        .mapToInt(Listener::connections)
        .sum();
  }

  /** All at once, so that the grace is given once and not one after the other. */
  @Override
  public void close() {
    Duration grace = configuration.stopWithin();
    List<Thread> closing = new ArrayList<>();
    for (Listener listener : open) {
      closing.add(Thread.ofVirtual().start(() -> listener.close(grace)));
    }
    try {
      for (Thread thread : closing) {
        thread.join();
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt(); // the sessions are cut when the process ends
    }
  }
}
