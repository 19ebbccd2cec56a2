package org.angarium.server.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.address.ReversePath;
import org.angarium.mail.dsn.DeliveryStatusNotification;
import org.angarium.mail.dsn.DsnParser;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.server.dns.CachingDnsResolver;
import org.angarium.server.dns.DnsSettings;
import org.angarium.server.dns.MxResolver;
import org.angarium.server.event.Event;
import org.angarium.server.signing.MailSigner;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.StoreSettings;
import org.angarium.store.blob.BlobWriter;
import org.angarium.store.blob.StagedBlob;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.intake.Acceptance;
import org.angarium.store.queue.NewQueueEntry;
import org.angarium.store.queue.NewQueueRecipient;
import org.angarium.store.queue.QueueId;
import org.angarium.store.queue.QueueVerify;
import org.angarium.testkit.dns.LoopbackDns;
import org.angarium.testkit.smtp.ScriptedSmtpPeer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A whole outbound side around a store: loopback name server, peers, a clock that the test moves.
 */
final class OutboundBench implements AutoCloseable {
  static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
  static final String BODY = "Subject: greetings\r\nFrom: ann@here.test\r\n\r\nHello\r\n";

  final LoopbackDns dns;
  final MailStore store;
  final List<Event> events = new CopyOnWriteArrayList<>();
  final List<byte[]> reports = new CopyOnWriteArrayList<>();
  final AtomicInteger failingReports = new AtomicInteger();

  /** The clock that is never set. */
  private final AtomicReference<Instant> steady = new AtomicReference<>(START);

  /** By how much the wall clock differs from it. */
  private final AtomicReference<Duration> set = new AtomicReference<>(Duration.ZERO);

  private final List<ScriptedSmtpPeer> peers = new ArrayList<>();
  OutboundSettings settings =
      OutboundSettings.of("here.test")
          .withTimeouts(SmtpTimeouts.all(Duration.ofMinutes(2)))
          .withRetry(withoutJitter());
  private MailSigner signer = MailSigner.NONE;
  private boolean ours;
  TlsPolicy policy = TlsPolicy.OPPORTUNISTIC;
  @Nullable OutboundScheduler scheduler;

  OutboundBench(Path folder) throws IOException {
    this(new MemoryEngine(), folder);
  }

  OutboundBench(Engine engine, Path folder) throws IOException {
    dns = LoopbackDns.start();
    store = MailStore.on(engine, folder, StoreSettings.DEFAULT, this::now);
  }

  static RetrySchedule withoutJitter() {
    RetrySchedule usual = RetrySchedule.DEFAULT;
    return new RetrySchedule(usual.intervals(), 0, usual.lifetime(), usual.delayNotice());
  }

  /** A peer on 127.0.0.1; mail for all domains goes to its port from now on. */
  ScriptedSmtpPeer peer() throws IOException {
    ScriptedSmtpPeer peer = ScriptedSmtpPeer.start();
    peers.add(peer);
    settings = settings.withPort(peer.port());
    return peer;
  }

  /** Another on the same port of 127.0.0.{@code number}. */
  ScriptedSmtpPeer peer(int number) throws IOException {
    return peer(number, null);
  }

  ScriptedSmtpPeer peer(int number, @Nullable SSLContext tls) throws IOException {
    int port = peers.isEmpty() ? 0 : peers.getFirst().port();
    ScriptedSmtpPeer peer =
        ScriptedSmtpPeer.start(
            InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) number}), port, tls);
    peers.add(peer);
    settings = settings.withPort(peer.port());
    return peer;
  }

  /** The mail of {@code domain} is taken by 127.0.0.{@code number}. */
  OutboundBench domain(String domain, int number) {
    dns.add(domain, "MX", "10 mx." + domain + ".");
    dns.add("mx." + domain, "A", "127.0.0." + number);
    return this;
  }

  /** From now on messages are ours, and signed by this. */
  OutboundBench signing(MailSigner made) {
    signer = made;
    ours = true;
    return this;
  }

  /** From now on messages are passed on for others. */
  void notOurs() {
    ours = false;
  }

  OutboundBench start() {
    CachingDnsResolver resolver =
        new CachingDnsResolver(
            DnsSettings.DEFAULT
                .withServers(List.of(dns.address()))
                .withTimeout(Duration.ofMinutes(1)),
            steady::get);
    OutboundScheduler made =
        new OutboundScheduler(
            store.queue(),
            store.blobs(),
            new MxResolver(resolver, MxResolver.MxLimits.DEFAULT, new Random(7)),
            this::submit,
            signer,
            policy,
            defaultTls(),
            settings,
            events::add,
            this::now,
            steady::get,
            new Random(7));
    scheduler = made;
    made.start();
    return this;
  }

  private static SSLContext defaultTls() {
    try {
      return SSLContext.getDefault();
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private void submit(
      ReversePath reversePath, List<EmailAddress> recipients, byte[] message, String trace)
      throws StoreException {
    if (failingReports.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new StoreException("disk full");
    }
    if (!reversePath.isNull()) {
      throw new AssertionError("a report with a sender");
    }
    reports.add(message);
  }

  void stop() {
    OutboundScheduler running = scheduler;
    if (running != null) {
      running.close();
      scheduler = null;
    }
  }

  void restart() {
    stop();
    start();
  }

  /** Time goes by. */
  void advance(Duration time) {
    elapse(time);
    wake();
  }

  /** Time goes by, and nobody says so. */
  void elapse(Duration time) {
    steady.updateAndGet(before -> before.plus(time));
  }

  /** By the wall clock. */
  Instant now() {
    return steady.get().plus(set.get());
  }

  /** The clock is set; no time goes by. */
  void jump(Duration time) {
    set.updateAndGet(before -> before.plus(time));
    wake();
  }

  private void wake() {
    OutboundScheduler running = scheduler;
    if (running != null) {
      running.wake();
    }
  }

  QueueId send(String... recipients) throws IOException {
    return send(
        BODY, "ann@here.test", List.of(recipients).stream().map(OutboundBench::to).toList());
  }

  static NewQueueRecipient to(String address, String... notifyOn) {
    return new NewQueueRecipient(
        EmailAddress.parse(address), Set.of(notifyOn), "rfc822;" + address);
  }

  QueueId send(String body, @Nullable String sender, List<NewQueueRecipient> recipients)
      throws IOException {
    return send(body.getBytes(UTF_8), sender, recipients, false, false, null);
  }

  QueueId send(
      byte[] body,
      @Nullable String sender,
      List<NewQueueRecipient> recipients,
      boolean smtpUtf8,
      boolean eightBit,
      @Nullable String ret)
      throws IOException {
    NewQueueEntry entry =
        new NewQueueEntry(
            sender == null ? ReversePath.NULL : ReversePath.of(EmailAddress.parse(sender)),
            recipients,
            "Received: by here.test\r\n".getBytes(UTF_8),
            smtpUtf8,
            eightBit,
            ours,
            ret,
            "envelope 1",
            now(),
            "trace-1",
            false);
    try (BlobWriter writer = store.blobs().writer()) {
      writer.write(body, 0, body.length);
      try (StagedBlob blob = writer.finish()) {
        return store
            .intake()
            .accept(
                new Acceptance(
                    blob,
                    MessageStructure.of(body, MimeLimits.DEFAULT),
                    now(),
                    List.of(),
                    List.of(entry)))
            .queued()
            .getFirst();
      }
    }
  }

  void awaitEmptyQueue() {
    Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> store.queue().count(1) == 0);
    awaitIdle();
  }

  void awaitTrue(Callable<Boolean> condition) {
    Awaitility.await().pollInterval(Duration.ofMillis(5)).until(condition);
    awaitIdle();
  }

  void awaitIdle() {
    OutboundScheduler running = scheduler;
    if (running != null) {
      Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> running.active() == 0);
    }
  }

  void awaitEvents(String name, long count) {
    Awaitility.await().pollInterval(Duration.ofMillis(5)).until(() -> eventsNamed(name) >= count);
    awaitIdle();
  }

  long eventsNamed(String name) {
    return events.stream().filter(event -> event.name().equals(name)).count();
  }

  /** The report number {@code index}, read back. */
  DeliveryStatusNotification report(int index) {
    byte[] bytes = reports.get(index);
    DeliveryStatusNotification parsed =
        DsnParser.parse(MessageStructure.of(bytes, MimeLimits.DEFAULT), MessageSource.of(bytes));
    if (parsed == null) {
      throw new AssertionError("no report: " + new String(bytes, UTF_8));
    }
    return parsed;
  }

  List<QueueVerify.Problem> verify() throws StoreException {
    List<QueueVerify.Problem> problems = new ArrayList<>();
    new QueueVerify(store.engine()).verify(problems::add);
    return problems;
  }

  void relays(@Nullable RelayHost smart, Map<String, RelayHost> routes) {
    settings = settings.withRelays(smart, routes);
  }

  @Override
  public void close() throws IOException {
    stop();
    for (ScriptedSmtpPeer peer : peers) {
      peer.close();
    }
    dns.close();
    store.close();
  }
}
