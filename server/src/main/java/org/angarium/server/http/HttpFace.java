package org.angarium.server.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.angarium.server.admin.Administration;
import org.angarium.server.auth.Authenticator;
import org.angarium.server.event.ConnectionEvent;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.Metrics;
import org.angarium.server.net.PortUnavailableException;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The HTTP listeners. Opened first and closed last, so that {@code /healthz} can say 503 before
 * everything is up and while everything stops.
 */
public final class HttpFace implements AutoCloseable {
  private static final int MAX_HEADER = 8 * 1024;
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

  private final Server server;
  private final Seats seats;
  private final EventSink events;
  private final List<Bound> bound = new ArrayList<>();
  private final List<InetSocketAddress> administered = new ArrayList<>();

  /** One port that is listened on. */
  public record Bound(String service, InetSocketAddress address) {}

  private HttpFace(Server server, Seats seats, EventSink events) {
    this.server = server;
    this.seats = seats;
    this.events = events;
  }

  /**
   * Where to listen, and for what.
   *
   * @param service its name in the log and in the list of listeners
   * @param address port 0 takes a free one
   * @param secure with TLS from the first octet
   * @param serves the sets of routes that are served there
   */
  public record Endpoint(
      String service, InetSocketAddress address, boolean secure, Set<RouteSet> serves) {
    public Endpoint {
      serves = Set.copyOf(serves);
    }
  }

  /**
   * Opens the listeners.
   *
   * @param tls asked for the context at each handshake, so that a new certificate is shown at once
   * @param limits on connections and their time, for all endpoints together
   * @param token what lets the administrator of the machine in
   * @throws PortUnavailableException when a port cannot be had
   * @throws IOException when the listeners fail otherwise
   */
  public static HttpFace open(
      List<Endpoint> endpoints,
      Supplier<SSLContext> tls,
      Supplier<Health> health,
      Metrics metrics,
      String token,
      Authenticator authenticator,
      Administration administration,
      HttpLimits limits,
      EventSink events)
      throws IOException {
    JsonMapper json = JsonMapper.shared();
    // Platform threads for Jetty's selectors only; requests run on virtual ones.
    QueuedThreadPool threads =
        new QueuedThreadPool(8 + 4 * endpoints.size(), 1, (int) IDLE.toMillis());
    threads.setName("http");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory()));
    Server server = new Server(threads);
    server.setStopTimeout(STOP_LIMIT.toMillis());
    server.setErrorHandler(new ProblemErrors(json));
    Seats seats = new Seats(limits, events);
    RouteTable all = Routes.table(health, metrics, () -> administration, json);
    HttpFace face = new HttpFace(server, seats, events);
    Map<Connector, RouteTable> tables = new HashMap<>();
    for (Endpoint endpoint : endpoints) {
      Connector connector =
          endpoint.secure()
              ? face.listen(endpoint, secured(tls))
              : face.listen(endpoint, new HttpConnectionFactory(configuration()));
      tables.put(connector, all.of(endpoint.serves()));
    }
    server.setHandler(
        new Dispatcher(
            connector -> tables.getOrDefault(connector, all.of(Set.of())),
            new Gatekeeper(token, authenticator, administration),
            () -> !health.get().equals(Health.STARTING),
            json,
            events,
            seats));
    try {
      server.start();
    } catch (IOException portTaken) {
      throw portTaken;
    } catch (Exception failure) {
      throw new IOException("the HTTP listeners cannot be started", failure);
    }
    return face;
  }

  private Connector listen(Endpoint of, ConnectionFactory... protocols) throws IOException {
    String service = of.service();
    InetSocketAddress endpoint = of.address();
    ServerConnector connector = new SeatedConnector(server, seats, protocols);
    connector.setHost(endpoint.getAddress().getHostAddress());
    connector.setPort(endpoint.getPort());
    connector.setIdleTimeout(IDLE.toMillis());
    connector.setReuseAddress(true);
    try {
      connector.open();
    } catch (IOException taken) {
      throw new PortUnavailableException(service, endpoint, taken);
    }
    server.addConnector(connector);
    InetSocketAddress at = new InetSocketAddress(endpoint.getAddress(), connector.getLocalPort());
    bound.add(new Bound(service, at));
    events.emit(
        new ConnectionEvent.Listening(service, at.getAddress().getHostAddress(), at.getPort()));
    if (!of.secure() && of.serves().contains(RouteSet.ADMINISTRATION)) {
      administered.add(at);
    }
    return connector;
  }

  private static HttpConfiguration configuration() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(MAX_HEADER);
    // Names in paths may hold an encoded slash or percent sign. Target reads the raw path only, so
    // no two readings of it can differ.
    configuration.setUriCompliance(
        UriCompliance.DEFAULT.with(
            "names",
            UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
            UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING));
    return configuration;
  }

  /** Gives every connection its seat. */
  private static final class SeatedConnector extends ServerConnector {
    private final Seats seats;

    SeatedConnector(Server server, Seats seats, ConnectionFactory... protocols) {
      super(server, null, null, null, 1, 1, protocols);
      this.seats = seats;
      getSelectorManager().addEventListener(seats);
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(
        SocketChannel channel, ManagedSelector selector, SelectionKey key) throws IOException {
      SocketChannelEndPoint endPoint = super.newEndPoint(channel, selector, key);
      seats.seated(channel, endPoint);
      return endPoint;
    }
  }

  /** Jetty's TLS with the context of the moment instead of the one it started with. */
  private static final class LiveTls extends SslContextFactory.Server {
    private final Supplier<SSLContext> current;

    LiveTls(Supplier<SSLContext> current) {
      this.current = current;
      setSslContext(current.get());
      setSniRequired(false);
    }

    @Override
    public SSLContext getSslContext() {
      return current.get();
    }
  }

  private static ConnectionFactory[] secured(Supplier<SSLContext> tls) {
    HttpConfiguration configuration = configuration();
    configuration.addCustomizer(new SecureRequestCustomizer(false));
    HttpConnectionFactory http1 = new HttpConnectionFactory(configuration);
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol(http1.getProtocol());
    HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(configuration);
    http2.setMaxConcurrentStreams(100);
    return new ConnectionFactory[] {
      new SslConnectionFactory(new LiveTls(tls), alpn.getProtocol()), alpn, http2, http1
    };
  }

  /** Where it listens, with the true ports. */
  public List<Bound> bound() {
    return List.copyOf(bound);
  }

  /** The first endpoint in clear for the commands of this machine; null where there is none. */
  public @Nullable InetSocketAddress clearAddress() {
    return administered.isEmpty() ? null : administered.getFirst();
  }

  /** Lets requests under way end for up to two seconds. */
  @Override
  public void close() throws IOException {
    seats.close();
    try {
      server.stop();
    } catch (Exception failure) {
      throw new IOException("the HTTP listeners did not stop in time", failure);
    }
  }
}
