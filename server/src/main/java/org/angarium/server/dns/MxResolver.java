package org.angarium.server.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.dns.MxRecord;

/**
 * Finds the hosts that take mail for a domain (RFC 5321 §5.1, RFC 7505) and their addresses.
 * Thread-safe if the random generator is.
 */
public final class MxResolver {
  private final DnsResolver dns;
  private final MxLimits limits;
  private final RandomGenerator random;

  /**
   * Bounds of what is tried.
   *
   * @param hosts of one domain
   * @param addresses of one host
   * @param ipv6 whether IPv6 addresses are used
   * @param ipv4 whether IPv4 addresses are used
   */
  public record MxLimits(int hosts, int addresses, boolean ipv6, boolean ipv4) {
    public static final MxLimits DEFAULT = new MxLimits(8, 4, true, true);
  }

  /**
   * @param random mixes hosts of equal preference
   */
  public MxResolver(DnsResolver dns, MxLimits limits, RandomGenerator random) {
    this.dns = dns;
    this.limits = limits;
    this.random = random;
  }

  /** The hosts for {@code domain}, best preference first, those of equal preference mixed. */
  public MxHosts hosts(String domain) {
    return switch (dns.mx(domain)) {
      case DnsAnswer.Found<MxRecord> found -> listed(found.records());
      // No MX: the domain itself, if it has an address, which shows when it is tried.
      case DnsAnswer.NoRecords<MxRecord> none ->
          new MxHosts.Listed(List.of(new MxHost(domain, 0)), true);
      case DnsAnswer.NoSuchName<MxRecord> none -> new MxHosts.NoSuchDomain();
      case DnsAnswer.Unanswered<MxRecord> failure -> new MxHosts.Unknown(failure.reason());
    };
  }

  private MxHosts listed(List<MxRecord> records) {
    List<MxHost> hosts = new ArrayList<>(records.size());
    for (MxRecord record : records) {
      if (!record.exchange().isEmpty()) {
        hosts.add(new MxHost(record.exchange(), record.preference()));
      }
    }
    if (hosts.isEmpty()) {
      return new MxHosts.TakesNoMail();
    }
    Collections.shuffle(hosts, Random.from(random));
    hosts.sort(Comparator.comparingInt(MxHost::preference));
    return new MxHosts.Listed(hosts.subList(0, Math.min(hosts.size(), limits.hosts())), false);
  }

  /**
   * The addresses of a host: IPv6 and IPv4 in turn, mixed within each kind. {@code Unanswered} only
   * when nothing was found and a question was not answered.
   */
  public DnsAnswer<InetAddress> addresses(String host) {
    DnsAnswer<Inet6Address> six = limits.ipv6() ? dns.aaaa(host) : new DnsAnswer.NoRecords<>();
    DnsAnswer<Inet4Address> four = limits.ipv4() ? dns.a(host) : new DnsAnswer.NoRecords<>();
    List<Inet6Address> first = new ArrayList<>(six.recordsOrNone());
    List<Inet4Address> second = new ArrayList<>(four.recordsOrNone());
    Collections.shuffle(first, Random.from(random));
    Collections.shuffle(second, Random.from(random));
    List<InetAddress> addresses = new ArrayList<>();
    for (int i = 0;
        addresses.size() < limits.addresses() && i < Math.max(first.size(), second.size());
        i++) {
      if (i < first.size()) {
        addresses.add(first.get(i));
      }
      if (i < second.size() && addresses.size() < limits.addresses()) {
        addresses.add(second.get(i));
      }
    }
    if (!addresses.isEmpty()) {
      return new DnsAnswer.Found<>(addresses, host, Duration.ZERO, false);
    }
    if (six instanceof DnsAnswer.Unanswered<Inet6Address> failure) {
      return new DnsAnswer.Unanswered<>(failure.reason());
    }
    if (four instanceof DnsAnswer.Unanswered<Inet4Address> failure) {
      return new DnsAnswer.Unanswered<>(failure.reason());
    }
    return six instanceof DnsAnswer.NoSuchName || four instanceof DnsAnswer.NoSuchName
        ? new DnsAnswer.NoSuchName<>()
        : new DnsAnswer.NoRecords<>();
  }
}
