package org.angarium.server.admin.view;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the server is.
 *
 * @param state {@code starting}, {@code ready}, {@code degraded} or {@code stopping}
 * @param faults what does not work or is damaged, a line each
 * @param queued messages in the queue, counted up to 100,000; null where the store fails
 * @param heapUsed octets of the Java heap in use
 * @param eventsDropped events that the log could not take
 */
public record StatusView(
    String version,
    String node,
    String state,
    List<String> faults,
    long process,
    Instant startedAt,
    long uptimeSeconds,
    List<ListenerView> listeners,
    @Nullable Long queued,
    long heapUsed,
    long heapLimit,
    long eventsDropped) {

  /** One listener; {@code connections} at present, −1 where it is not counted. */
  public record ListenerView(String service, String address, int port, int connections) {}
}
