package org.angarium.server.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.angarium.server.event.Event;
import org.jspecify.annotations.Nullable;

/**
 * A checked configuration. Nothing in it is left to check but what only the operating system knows
 * (whether a port is free, a file readable).
 *
 * @param nodeName host name of this node, or null where the data folder decides
 * @param listeners of each service, in the order of {@link Service}
 * @param stopWithin how long sessions under way may go on after the request to stop
 * @param file what it was read from, or null where there is no file
 * @param settings every setting by name with its value as it would be written; what follows from
 *     others is worked out, what the node decides is in words
 */
public record Configuration(
    @Nullable String nodeName,
    List<ListenerConfiguration> listeners,
    Http http,
    Tls tls,
    boolean allowCleartextOnLoopback,
    Throttling throttling,
    Limits limits,
    Outbound outbound,
    Forwarding forwarding,
    Filter filter,
    Store store,
    Log log,
    Trace trace,
    Duration stopWithin,
    @Nullable Path file,
    Map<String, String> settings) {

  public Configuration {
    listeners = List.copyOf(listeners);
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings)); // in the manual's order
  }

  /** The endpoints of one service; empty where it is switched off. */
  public List<InetSocketAddress> endpoints(Service service) {
    return listeners.stream()
        .filter(listener -> listener.service() == service)
        .flatMap(listener -> listener.endpoints().stream())
        .toList();
  }

  /**
   * Which HTTP listeners serve the administration API.
   *
   * @param inClear the one without TLS
   * @param overTls the one with TLS
   */
  public record Http(boolean inClear, boolean overTls) {}

  /** PEM files; both or none are set. None: a self-signed certificate in the data folder. */
  public record Tls(@Nullable Path certificate, @Nullable Path key) {}

  /**
   * What makes guessing of passwords slow.
   *
   * @param loopback whether this machine itself is throttled
   * @param perAccount failures of one account from one network
   * @param perNetwork failures from one network
   * @param perAccountEverywhere failures of one account from all networks
   */
  public record Throttling(
      boolean loopback,
      int perAccount,
      int perNetwork,
      int perAccountEverywhere,
      Duration firstWait,
      Duration longestWait) {}

  /** Bounds on what comes in. */
  public record Limits(
      int connections,
      int connectionsPerAddress,
      int connectionsPerNetwork,
      long messageSize,
      int recipients) {}

  /**
   * How mail leaves.
   *
   * @param dnsServers empty: those of the operating system
   * @param smartHost host or host:port; empty: none
   * @param sign whether mail of ours is signed (DKIM)
   */
  public record Outbound(
      List<InetSocketAddress> dnsServers,
      String smartHost,
      int port,
      Duration lifetime,
      Duration delayNotice,
      Duration firstRetry,
      Duration longestRetry,
      int connectionsPerDestination,
      boolean sign) {}

  /**
   * How mail is sent on.
   *
   * @param rewriteSenders whether under a reverse path of our own
   */
  public record Forwarding(boolean rewriteSenders) {}

  /**
   * How mail of other servers is judged.
   *
   * @param thresholds of the site
   * @param ownThresholds by domain or address, canonical
   * @param budget for all checks of a message together
   */
  public record Filter(
      Authentication authentication,
      SenderChecks senders,
      Thresholds thresholds,
      Map<String, Thresholds> ownThresholds,
      Duration budget) {
    public Filter {
      ownThresholds = Map.copyOf(ownThresholds);
    }
  }

  /**
   * What is proven of senders.
   *
   * @param trustedSealers domains in lower case, A-labels
   */
  public record Authentication(
      boolean spf,
      boolean dkim,
      boolean arc,
      boolean dmarc,
      boolean dmarcEnforce,
      List<String> trustedSealers,
      boolean receivedSpf) {
    public Authentication {
      trustedSealers = List.copyOf(trustedSealers);
    }
  }

  /**
   * What is looked at of clients and senders. Entries of lists are texts, checked already.
   *
   * @param checks whether anything but the lists is
   * @param refuseUnreachable whether mail of domains that cannot get any is refused
   */
  public record SenderChecks(
      boolean checks,
      boolean refuseUnreachable,
      List<String> block,
      List<String> allow,
      List<String> dnsLists) {
    public SenderChecks {
      block = List.copyOf(block);
      allow = List.copyOf(allow);
      dnsLists = List.copyOf(dnsLists);
    }
  }

  /** From which sum of scores on something is done; zero: never. */
  public record Thresholds(double tag, double greylist, double quarantine, double reject) {
    /** Nothing is done. */
    public static final Thresholds NONE = new Thresholds(0, 0, 0, 0);
  }

  /** Memory of the store, and what it keeps back of the disk, in octets. */
  public record Store(long blockCache, long viewCache, long reserve) {}

  /** What is written to standard error. */
  public record Log(LogFormat format, Event.Severity level) {}

  /** What is kept for {@code message trace}; no events: nothing. */
  public record Trace(Duration keep, int events) {}
}
