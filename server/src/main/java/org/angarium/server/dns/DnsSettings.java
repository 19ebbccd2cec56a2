package org.angarium.server.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How names are looked up.
 *
 * @param servers recursive name servers in the order of trying; empty for those of the system
 * @param timeout for one try at one server
 * @param rounds how often all servers are tried before giving up
 * @param cacheEntries answers that are kept at most
 * @param longestKept answers are kept no longer, whatever they say
 * @param longestKeptNo the same for "no such name" and "no records" (RFC 2308 §5)
 * @param keptUnanswered for how long a question that was not answered is not asked again
 * @param trustAuthenticated believe the servers' AD bit: only where the way to them is safe, such
 *     as a validating resolver on this host
 */
public record DnsSettings(
    List<InetSocketAddress> servers,
    Duration timeout,
    int rounds,
    int cacheEntries,
    Duration longestKept,
    Duration longestKeptNo,
    Duration keptUnanswered,
    boolean trustAuthenticated) {
  public static final DnsSettings DEFAULT =
      new DnsSettings(
          List.of(),
          Duration.ofSeconds(5),
          2,
          50_000,
          Duration.ofDays(1),
          Duration.ofHours(1),
          Duration.ofSeconds(5),
          false);

  public DnsSettings {
    servers = List.copyOf(servers);
  }

  public DnsSettings withServers(List<InetSocketAddress> others) {
    return new DnsSettings(
        others,
        timeout,
        rounds,
        cacheEntries,
        longestKept,
        longestKeptNo,
        keptUnanswered,
        trustAuthenticated);
  }

  public DnsSettings withTimeout(Duration other) {
    return new DnsSettings(
        servers,
        other,
        rounds,
        cacheEntries,
        longestKept,
        longestKeptNo,
        keptUnanswered,
        trustAuthenticated);
  }
}
