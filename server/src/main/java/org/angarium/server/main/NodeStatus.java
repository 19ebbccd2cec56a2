package org.angarium.server.main;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.angarium.server.admin.view.StatusView;
import org.angarium.server.config.Service;
import org.angarium.server.event.EventWriter;
import org.angarium.server.event.Metrics;
import org.angarium.server.http.Health;
import org.angarium.server.outbound.OutboundScheduler;
import org.angarium.server.tls.Certificates;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;

/** How the node is at this moment: for {@code status}, and as gauges. Thread-safe. */
final class NodeStatus {
  private static final long COUNTED_QUEUE = 100_000;

  private final String node;
  private final Supplier<Health> health;
  private final Supplier<List<Angarium.Listening>> listening;
  private final MailStore store;
  private final StoreProbe probe;
  private final Listeners listeners;
  private final Certificates certificates;
  private final EventWriter log;
  private final Instant startedAt;
  private final long startedNanos = System.nanoTime();

  NodeStatus(
      String node,
      Supplier<Health> health,
      Supplier<List<Angarium.Listening>> listening,
      MailStore store,
      Listeners listeners,
      Certificates certificates,
      EventWriter log,
      InstantSource clock) {
    this.node = node;
    this.health = health;
    this.listening = listening;
    this.store = store;
    this.probe = new StoreProbe(store.health());
    this.listeners = listeners;
    this.certificates = certificates;
    this.log = log;
    this.startedAt = clock.instant();
  }

  /** Whether what has started works. */
  Health health() {
    Health state = health.get();
    if (!state.equals(Health.READY)) {
      return state;
    }
    List<String> faults = new ArrayList<>(probe.faults());
    faults.addAll(listeners.faults());
    String unfit = certificates.fault();
    if (unfit != null) {
      faults.add("certificate: " + unfit);
    }
    return faults.isEmpty() ? state : Health.degraded(faults);
  }

  StatusView view() {
    long queued = queued();
    Health state = health();
    List<String> faults = new ArrayList<>(state.faults());
    String damage = probe.damage();
    if (damage != null) {
      faults.add(damage);
    }
    return new StatusView(
        Version.current(),
        node,
        state.name().toLowerCase(Locale.ROOT),
        List.copyOf(faults),
        ProcessHandle.current().pid(),
        startedAt,
        uptime(),
        listening.get().stream().map(this::view).toList(),
        queued < 0 ? null : queued,
        heapUsed(),
        Runtime.getRuntime().maxMemory(),
        log.dropped());
  }

  private StatusView.ListenerView view(Angarium.Listening one) {
    return new StatusView.ListenerView(
        one.service().label(),
        one.address().getAddress().getHostAddress(),
        one.address().getPort(),
        counted(one.service()) ? listeners.connections(one.service()) : -1);
  }

  void gauges(Metrics metrics, OutboundScheduler outbound) {
    for (Service service : Service.values()) {
      if (counted(service)) {
        metrics.gauge(
            "angarium.connections",
            "Connections at present.",
            "service",
            service.label(),
            () -> listeners.connections(service));
      }
    }
    metrics.gauge("angarium.queue.messages", "Messages in the queue.", this::queued);
    metrics.gauge("angarium.outbound.active", "Deliveries under way.", outbound::active);
    metrics.gauge("angarium.log.dropped", "Events that the log did not take.", log::dropped);
    metrics.gauge("angarium.heap.octets", "Java heap in use.", NodeStatus::heapUsed);
    metrics.gauge("angarium.uptime.seconds", "Time since the start.", this::uptime);
  }

  private static boolean counted(Service service) {
    return switch (service) {
      case MX, SUBMISSION, SUBMISSIONS, LMTP, IMAP, IMAPS -> true;
      case HTTP, HTTPS, METRICS -> false;
    };
  }

  private long uptime() {
    return Duration.ofNanos(System.nanoTime() - startedNanos).toSeconds();
  }

  /** Counted up to 100,000; −1 where the store fails, which other events report. */
  private long queued() {
    try {
      return store.queue().count(COUNTED_QUEUE);
    } catch (StoreException failure) {
      return -1;
    }
  }

  private static long heapUsed() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
