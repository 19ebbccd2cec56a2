package org.angarium.server.main;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.Domains;
import org.angarium.server.admin.Administration;
import org.angarium.server.auth.Authenticator;
import org.angarium.server.config.Configuration;
import org.angarium.server.config.LogFormat;
import org.angarium.server.config.Service;
import org.angarium.server.delivery.Delivery;
import org.angarium.server.delivery.DeliveryLimits;
import org.angarium.server.delivery.MessageTraces;
import org.angarium.server.delivery.Resolver;
import org.angarium.server.delivery.Senders;
import org.angarium.server.directory.Directory;
import org.angarium.server.directory.DirectorySettings;
import org.angarium.server.directory.PasswordHashing;
import org.angarium.server.dns.CachingDnsResolver;
import org.angarium.server.dns.MxResolver;
import org.angarium.server.event.EventFormat;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.EventWriter;
import org.angarium.server.event.LibraryLog;
import org.angarium.server.event.LogWriter;
import org.angarium.server.event.Metrics;
import org.angarium.server.event.ServerEvent;
import org.angarium.server.filter.Chain;
import org.angarium.server.http.Health;
import org.angarium.server.http.HttpFace;
import org.angarium.server.http.HttpLimits;
import org.angarium.server.imap.ImapServer;
import org.angarium.server.net.Listener;
import org.angarium.server.net.PortUnavailableException;
import org.angarium.server.net.SessionIds;
import org.angarium.server.outbound.OutboundScheduler;
import org.angarium.server.outbound.QueueAdministration;
import org.angarium.server.outbound.TlsPolicy;
import org.angarium.server.report.TraceStore;
import org.angarium.server.sieve.SieveRunner;
import org.angarium.server.sieve.UserScripts;
import org.angarium.server.signing.DomainRecords;
import org.angarium.server.signing.MailSigner;
import org.angarium.server.signing.SigningKeys;
import org.angarium.server.signing.SigningUpkeep;
import org.angarium.server.smtp.SmtpRole;
import org.angarium.server.smtp.SmtpService;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.StoreInUseException;
import org.angarium.store.directory.DirectoryLimits;
import org.angarium.store.directory.DirectoryRefusal;
import org.angarium.store.directory.DirectoryStore;

/**
 * The running server. {@link #start} is the whole of it: what there is, in the order in which it
 * opens; {@link #close} closes it in reverse.
 */
public final class Angarium implements AutoCloseable {
  private static final int QUEUED_EVENTS = 100_000;

  private final Configuration configuration;
  private final DataFolder data;
  private final Clock clock = Clock.systemUTC();

  /** For what waits or is kept for a time: not for dates. */
  private final SteadyClock steady = new SteadyClock(clock);

  private final long startedNanos = System.nanoTime();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Metrics metrics = new Metrics();
  private final LateSinks sinks = new LateSinks();
  private final EventWriter log;
  private final EventSink events;
  private final Closing closing;
  private volatile Health health = Health.STARTING;
  private volatile List<Listening> listening = List.of();
  private volatile long stopNanos;
  private String node = "localhost";
  private Optional<FirstStart> firstStart = Optional.empty();

  /** One port that is listened on. */
  public record Listening(Service service, InetSocketAddress address) {}

  private Angarium(Configuration configuration, DataFolder data, OutputStream logTo) {
    this.configuration = configuration;
    this.data = data;
    EventFormat format =
        configuration.log().format() == LogFormat.JSON
            ? new EventFormat.Json()
            : new EventFormat.Human();
    LogWriter lines = new LogWriter(logTo, format, configuration.log().level(), clock);
    log = new EventWriter(clock, QUEUED_EVENTS, List.of(lines, sinks));
    events =
        event -> {
          metrics.emit(event);
          log.emit(event);
        };
    closing = new Closing(events);
  }

  /**
   * Starts the server; returns when all listeners are up.
   *
   * @param domain made if this is the first start
   * @param logTo takes log lines; not closed
   * @throws StartException when the person who started it can do something about the failure
   * @throws IOException when the store fails otherwise; everything opened is closed again
   */
  public static Angarium start(
      Configuration configuration, DataFolder data, String domain, OutputStream logTo)
      throws IOException, GeneralSecurityException, DirectoryRefusal, InterruptedException {
    Angarium angarium = new Angarium(configuration, data, logTo);
    try {
      angarium.open(domain);
      return angarium;
    } catch (PortUnavailableException port) {
      angarium.closing.closeAll();
      throw StartException.of(port);
    } catch (Throwable failed) {
      angarium.closing.closeAll();
      throw failed;
    }
  }

  private void open(String domain)
      throws IOException, GeneralSecurityException, DirectoryRefusal, InterruptedException {
    // What the node knows of itself, and where it says what happens.
    String firstDomain = FirstStart.domainName(domain);
    data.create();
    Restore.checkFinished(data);
    node = nodeName(firstDomain);
    ServiceSettings settings = new ServiceSettings(configuration, node);
    LibraryLog.install(events);
    log.start();
    closing.add("log", log);
    closing.add("farewell", () -> events.emit(new ServerEvent.Stopped(stopping())));
    events.emit(new ServerEvent.Starting(Version.current(), node, data.path().toString()));

    // Whatever can be refused is refused before the store is opened, which changes its files.
    boolean unnamed = configuration.nodeName() == null && data.nodeName().isEmpty();
    data.checkStore();
    checkFree();
    boolean first = unnamed && isFirstStart(settings);
    Tls.Preparing preparing = Tls.prepare(configuration, data, node, first, clock, events);
    Listeners.checkPorts(configuration);
    preparing.own();

    // What is kept.
    MailStore store = closing.add("store", openStore(settings));
    data.storeMade();
    store
        .health()
        .listen(failure ->
            events.emit(
                new ServerEvent.StoreWrites(
                    failure == null, failure == null ? null : failure.toString())));
    store
        .health()
        .room()
        .listen((usable, reserve, refused) ->
            events.emit(new ServerEvent.DiskNearlyFull(usable, reserve, refused)));
    Housekeeping housekeeping = closing.add("housekeeping", new Housekeeping(store, events));
    housekeeping.start();
    TraceStore traces =
        new TraceStore(
            store.traces(),
            clock,
            configuration.trace().keep(),
            configuration.trace().events(),
            events);
    AutoCloseable tracing = sinks.add(traces);
    closing.add(
        "traces",
        () -> {
          log.flush();
          tracing.close();
        });

    // Who exists, and who may come in.
    PasswordHashing hashing = new PasswordHashing();
    DirectoryStore records = store.directory(DirectoryLimits.DEFAULT, clock);
    Directory directory = new Directory(records, hashing, DirectorySettings.DEFAULT, events);
    Authenticator authenticator =
        new Authenticator(directory, hashing, settings.authentication(), steady, events);

    // The way of a message in, and out again.
    UserScripts userScripts = new UserScripts(store.scripts(), store.siteScripts());
    Senders senders =
        new Senders(
            store.secret("srs"), configuration.forwarding().rewriteSenders(), directory, clock);
    Resolver resolver =
        new Resolver(node, directory, store.mailboxes(), senders, DeliveryLimits.DEFAULT);
    CachingDnsResolver dns = new CachingDnsResolver(settings.dns(), steady, events);
    Chain chain = Chain.of(settings.filter(), node, directory::isLocalDomain, dns, clock, events);
    Delivery delivery =
        new Delivery(
            node,
            store,
            resolver,
            new SieveRunner(
                userScripts, store.mailboxes(), store.scriptMemories(), directory, node),
            chain,
            DeliveryLimits.DEFAULT,
            new MessageTraces(clock, store.node().number()),
            clock,
            events);
    Tls tls = preparing.await();
    SecureRandom random = new SecureRandom();
    SigningKeys keys = new SigningKeys(records.keys(), dns, clock, events);
    SigningUpkeep signing = closing.add("signing", new SigningUpkeep(directory, keys, events));
    MxResolver hosts = new MxResolver(dns, MxResolver.MxLimits.DEFAULT, random);
    OutboundScheduler outbound =
        new OutboundScheduler(
            store.queue(),
            store.blobs(),
            hosts,
            delivery,
            configuration.outbound().sign() ? keys : MailSigner.NONE,
            TlsPolicy.OPPORTUNISTIC,
            tls.verifying(),
            settings.outbound(),
            events,
            clock,
            steady,
            random);
    closing.add("outbound", () -> outbound.close(configuration.stopWithin().dividedBy(2)));
    outbound.start();

    // What is spoken.
    SmtpService mx =
        new SmtpService(settings.smtp(SmtpRole.MX), directory, resolver, delivery, null, events);
    SmtpService submission =
        new SmtpService(
            settings.smtp(SmtpRole.SUBMISSION),
            directory,
            resolver,
            delivery,
            authenticator,
            events);
    SmtpService lmtp =
        new SmtpService(settings.smtp(SmtpRole.LMTP), directory, resolver, delivery, null, events);
    ImapServer imap =
        new ImapServer(
            store.mailboxes(), store.blobs(), authenticator, settings.imap(), clock, events);

    // Where. HTTP first and last, so that it can say how the others are.
    Listeners listeners =
        new Listeners(
            configuration, tls.own(), new SessionIds(clock, store.node().number()), events);
    NodeStatus status =
        new NodeStatus(
            node, () -> health, () -> listening, store, listeners, tls.own(), log, clock);
    status.gauges(metrics, outbound);
    QueueAdministration queue = new QueueAdministration(store.queue(), outbound, clock);
    Administration administration =
        new Administration(
            directory,
            store,
            userScripts,
            keys,
            new DomainRecords(keys, dns, node),
            queue,
            traces,
            chain,
            status::view,
            settingsInForce(),
            data.nodeFiles(configuration.file()),
            events);
    HttpFace http =
        HttpFace.open(
            HttpEndpoints.of(configuration),
            tls.own(),
            status::health,
            metrics,
            data.token(events),
            authenticator,
            administration,
            HttpLimits.within(listeners.limits()),
            events);
    closing.add("http", http);
    closing.add("listeners", listeners);
    listeners.open(Service.MX, "", SmtpService.BUSY, mx);
    listeners.open(Service.SUBMISSION, "", SmtpService.BUSY, submission);
    listeners.open(Service.SUBMISSIONS, "", "", submission);
    listeners.open(Service.LMTP, "", SmtpService.BUSY, lmtp);
    listeners.open(Service.IMAP, "imap", "* BYE Too many connections", imap);
    listeners.open(Service.IMAPS, "imap", "", imap);
    listening = listening(listeners, http);

    // Only a start that has come so far makes accounts: their passwords are shown once.
    firstStart = FirstStart.run(directory, data, firstDomain, events);
    if (unnamed) {
      data.nodeName(node);
    }
    data.announce(http.clearAddress());
    closing.add("runtime", data::withdraw);
    health = Health.READY;
    Duration took = Duration.ofNanos(System.nanoTime() - startedNanos);
    events.emit(new ServerEvent.Ready(took.toMillis()));
    closing.add("idle collection", new IdleCollection()).start();
    if (configuration.outbound().sign()) {
      signing.start();
    }

    // What a kill left half-done is finished while mail flows.
    Thread.ofVirtual().name("burials").start(() -> bury(administration));
  }

  /** Said before anything else: a server that is started twice finds its ports taken, too. */
  private void checkFree() throws StoreException, StartException {
    try {
      MailStore.checkFree(data.store());
    } catch (StoreInUseException other) {
      throw inUse(other);
    }
  }

  private MailStore openStore(ServiceSettings settings) throws StoreException, StartException {
    try {
      return MailStore.open(data.store(), settings.store(), clock);
    } catch (StoreInUseException other) {
      throw inUse(other);
    }
  }

  private StartException inUse(StoreInUseException other) {
    return new StartException(
        "Another process uses the data folder " + data.path() + ".",
        "Stop it, or choose another folder with --data.",
        other);
  }

  /**
   * Whether no start has come to its end before, as the store says; not in doubt.
   *
   * @throws StartException when there are accounts: then the node has had a name
   */
  private boolean isFirstStart(ServiceSettings settings) throws IOException {
    if (Files.notExists(data.store().resolve("engine"))) {
      return true;
    }
    try (MailStore look = MailStore.openReadOnly(data.store(), settings.store(), clock)) {
      if (!look.directory(DirectoryLimits.DEFAULT, clock).administrators().isEmpty()) {
        throw data.nameless();
      }
      return true;
    } catch (StoreException unreadable) {
      return false; // it has no directory yet, or opening it will say what is wrong
    }
  }

  private String nodeName(String domain) throws IOException {
    String configured = configuration.nodeName();
    if (configured != null) {
      return hostName(configured);
    }
    return hostName(data.nodeName().orElse("mail." + domain));
  }

  /** The form that greetings and certificates carry: A-labels (RFC 5890). */
  private static String hostName(String name) throws IOException {
    try {
      return Domains.canonical(name);
    } catch (AddressSyntaxException malformed) {
      throw new IOException(
          "\"" + name + "\" is no host name for this node: " + malformed.reason(), malformed);
    }
  }

  /** Every setting by name; what the configuration leaves to the node is filled in. */
  private Map<String, String> settingsInForce() {
    Map<String, String> settings = new LinkedHashMap<>(configuration.settings());
    settings.put("node.name", node);
    if (configuration.tls().certificate() == null) {
      settings.put("tls.certificate", data.certificate().toString());
      settings.put("tls.key", data.key().toString());
    }
    return settings;
  }

  private void bury(Administration administration) {
    try {
      administration.buryDeletedAccounts();
    } catch (StoreException failure) {
      // They stay listed and are tried again at the next start.
      events.emit(new ServerEvent.BurialFailed(failure.toString()));
    }
  }

  /** Milliseconds since the request to stop; 0 where the start failed. */
  private long stopping() {
    return stopNanos == 0 ? 0 : Duration.ofNanos(System.nanoTime() - stopNanos).toMillis();
  }

  private static List<Listening> listening(Listeners listeners, HttpFace http) {
    List<Listening> all = new ArrayList<>();
    for (Listener listener : listeners.all()) {
      all.add(
          new Listening(
              service(listener.name()),
              new InetSocketAddress(listener.address(), listener.port())));
    }
    for (HttpFace.Bound bound : http.bound()) {
      all.add(new Listening(service(bound.service()), bound.address()));
    }
    return List.copyOf(all);
  }

  private static Service service(String label) {
    return Service.valueOf(label.toUpperCase(Locale.ROOT));
  }

  /** Where it listens, with the true ports. */
  public List<Listening> listening() {
    return listening;
  }

  /** What was made, where this is the first start. */
  public Optional<FirstStart> firstStart() {
    return firstStart;
  }

  /** The person who started the server has seen {@link #firstStart} with its passwords. */
  public void passwordsShown() throws IOException {
    data.passwordsShown();
  }

  /** The host name of this node. */
  public String node() {
    return node;
  }

  /** Waits until somebody has closed the server. */
  public void await() throws InterruptedException {
    stopped.await();
  }

  /** Stops: sessions get a moment to end, then everything is closed. Only the first call counts. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    stopNanos = System.nanoTime();
    health = Health.STOPPING;
    events.emit(new ServerEvent.Stopping());
    closing.closeAll();
    stopped.countDown();
  }
}
