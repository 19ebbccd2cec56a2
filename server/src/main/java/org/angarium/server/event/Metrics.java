package org.angarium.server.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is counted, named in one place. Every event counts by its name; from fields that mean the
 * same in every topic come the sums and times:
 *
 * <ul>
 *   <li>{@code angarium_events_total{event}}: how often each event happened;
 *   <li>{@code angarium_event_octets{event,field}}: of each field in octets, count and sum;
 *   <li>{@code angarium_event_seconds{event,field}}: of each field that is a span of time;
 *   <li>gauges, registered by the parts that know them, see {@link #gauge}.
 * </ul>
 *
 * <p>Counting happens on the emitting thread and costs a hash look-up and an add per meter.
 */
public final class Metrics implements EventSink {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ConcurrentHashMap<String, Meters> meters = new ConcurrentHashMap<>();

  /** The meters of one event; the sums come into being with the first event that has the field. */
  private final class Meters implements FieldVisitor {
    private final String event;
    private final Counter count;
    private final Map<Field, DistributionSummary> octets = new ConcurrentHashMap<>(2);
    private final Map<Field, Timer> times = new ConcurrentHashMap<>(2);

    Meters(String event) {
      this.event = event;
      count = registry.counter("angarium.events", "event", event);
    }

    @Override
    public void field(Field field, @Nullable String value) {}

    @Override
    public void field(Field field, boolean value) {}

    @Override
    public void field(Field field, long value) {
      if (field.unit() == Field.Unit.OCTETS) {
        octets.computeIfAbsent(field, this::octets).record((double) value);
      }
    }

    @Override
    public void duration(Field field, long micros) {
      if (micros >= 0) { // a clock that was set back is no time that passed
        times.computeIfAbsent(field, this::time).record(micros, TimeUnit.MICROSECONDS);
      }
    }

    private DistributionSummary octets(Field field) {
      return registry.summary("angarium.event.octets", "event", event, "field", field.key());
    }

    private Timer time(Field field) {
      return Timer.builder("angarium.event")
          .tags("event", event, "field", field.key())
          .serviceLevelObjectives(
              Duration.ofMillis(1),
              Duration.ofMillis(10),
              Duration.ofMillis(100),
              Duration.ofSeconds(1),
              Duration.ofSeconds(10))
          .register(registry);
    }
  }

  @Override
  public void emit(Event event) {
    Meters of = meters.get(event.name());
    if (of == null) {
      of = meters.computeIfAbsent(event.name(), Meters::new);
    }
    of.count.increment();
    event.fields(of);
  }

  /** A value that is asked for at each scrape; {@code value} must be quick and must not throw. */
  public void gauge(String name, String text, Supplier<Number> value) {
    Gauge.builder(name, value).description(text).register(registry);
  }

  /** As {@link #gauge(String, String, Supplier)}, one of several told apart by a tag. */
  public void gauge(String name, String text, String tag, String of, Supplier<Number> value) {
    Gauge.builder(name, value).description(text).tag(tag, of).register(registry);
  }

  /** All of it in Prometheus' text format 0.0.4. */
  public String scrape() {
    return registry.scrape();
  }

  /** Writes all of it in Prometheus' text format 0.0.4. */
  public void scrape(OutputStream out) throws IOException {
    registry.scrape(out);
  }
}
