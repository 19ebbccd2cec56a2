package org.angarium.server.outbound;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.jspecify.annotations.Nullable;

/**
 * How mail goes out.
 *
 * @param hostName said in EHLO and in reports
 * @param ownNames names under which this system is a mail host; {@code hostName} is one of them
 * @param ownAddresses addresses at which it listens on {@code port}
 * @param port of mail hosts found by MX: 25
 * @param reporter From of reports
 * @param smartHost takes all mail that no route takes, or null
 * @param routes next host by domain of the recipient, in lower case
 * @param returnedOctets original messages up to this size go back whole in a report of failure
 */
public record OutboundSettings(
    String hostName,
    Set<String> ownNames,
    Set<InetAddress> ownAddresses,
    int port,
    EmailAddress reporter,
    @Nullable RelayHost smartHost,
    Map<String, RelayHost> routes,
    RetrySchedule retry,
    ConcurrencySettings concurrency,
    SmtpTimeouts timeouts,
    int returnedOctets) {

  public OutboundSettings {
    Set<String> names = new HashSet<>();
    names.add(hostName.toLowerCase(Locale.ROOT));
    ownNames.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
    ownNames = Set.copyOf(names);
    ownAddresses = Set.copyOf(ownAddresses);
    routes = Map.copyOf(routes);
  }

  /** Delivery by MX with the defaults; reports come from MAILER-DAEMON at the host. */
  public static OutboundSettings of(String hostName) {
    return new OutboundSettings(
        hostName,
        Set.of(),
        Set.of(),
        25,
        new EmailAddress("MAILER-DAEMON", hostName),
        null,
        Map.of(),
        RetrySchedule.DEFAULT,
        ConcurrencySettings.DEFAULT,
        SmtpTimeouts.RFC_5321,
        64 << 10);
  }

  public OutboundSettings withOwn(Set<String> names, Set<InetAddress> addresses) {
    return new OutboundSettings(
        hostName,
        names,
        addresses,
        port,
        reporter,
        smartHost,
        routes,
        retry,
        concurrency,
        timeouts,
        returnedOctets);
  }

  public OutboundSettings withPort(int other) {
    return new OutboundSettings(
        hostName,
        ownNames,
        ownAddresses,
        other,
        reporter,
        smartHost,
        routes,
        retry,
        concurrency,
        timeouts,
        returnedOctets);
  }

  public OutboundSettings withRelays(@Nullable RelayHost smart, Map<String, RelayHost> byDomain) {
    return new OutboundSettings(
        hostName,
        ownNames,
        ownAddresses,
        port,
        reporter,
        smart,
        byDomain,
        retry,
        concurrency,
        timeouts,
        returnedOctets);
  }

  public OutboundSettings withRetry(RetrySchedule other) {
    return new OutboundSettings(
        hostName,
        ownNames,
        ownAddresses,
        port,
        reporter,
        smartHost,
        routes,
        other,
        concurrency,
        timeouts,
        returnedOctets);
  }

  public OutboundSettings withConcurrency(ConcurrencySettings other) {
    return new OutboundSettings(
        hostName,
        ownNames,
        ownAddresses,
        port,
        reporter,
        smartHost,
        routes,
        retry,
        other,
        timeouts,
        returnedOctets);
  }

  public OutboundSettings withTimeouts(SmtpTimeouts other) {
    return new OutboundSettings(
        hostName,
        ownNames,
        ownAddresses,
        port,
        reporter,
        smartHost,
        routes,
        retry,
        concurrency,
        other,
        returnedOctets);
  }

  /** The fixed next host for {@code destination}, or null where MX records decide. */
  @Nullable RelayHost relayFor(String destination) {
    RelayHost route = routes.get(destination);
    return route != null ? route : smartHost;
  }
}
