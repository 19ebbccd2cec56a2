package org.angarium.server.main;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.Domains;
import org.angarium.server.auth.AuthSettings;
import org.angarium.server.config.Configuration;
import org.angarium.server.config.Service;
import org.angarium.server.dns.DnsSettings;
import org.angarium.server.filter.DnsList;
import org.angarium.server.filter.FilterSettings;
import org.angarium.server.filter.LocalList;
import org.angarium.server.filter.ScoreTable;
import org.angarium.server.filter.Scores;
import org.angarium.server.imap.ImapSettings;
import org.angarium.server.outbound.ConcurrencySettings;
import org.angarium.server.outbound.OutboundSettings;
import org.angarium.server.outbound.RelayHost;
import org.angarium.server.outbound.RetrySchedule;
import org.angarium.server.smtp.SessionLimits;
import org.angarium.server.smtp.SmtpRole;
import org.angarium.server.smtp.SmtpSettings;
import org.angarium.store.StoreSettings;
import org.jspecify.annotations.Nullable;

/** What the configuration means for each service. */
final class ServiceSettings {
  private static final double JITTER = 0.1;
  private static final int SMTP_PORT = 25;

  private final Configuration configuration;
  private final String node;

  ServiceSettings(Configuration configuration, String node) {
    this.configuration = configuration;
    this.node = node;
  }

  StoreSettings store() {
    return new StoreSettings(
        StoreSettings.DEFAULT.blobs(),
        configuration.store().blockCache(),
        configuration.store().viewCache(),
        configuration.store().reserve());
  }

  SmtpSettings smtp(SmtpRole role) {
    SessionLimits standard = SessionLimits.DEFAULT;
    return SmtpSettings.of(role, node)
        .withCleartextOnLoopback(configuration.allowCleartextOnLoopback())
        .withLimits(
            new SessionLimits(
                configuration.limits().messageSize(),
                configuration.limits().recipients(),
                Math.max(standard.maxTargets(), configuration.limits().recipients()),
                standard.maxErrors(),
                standard.maxRefusedRecipients(),
                standard.maxIdleCommands(),
                standard.maxMessages()));
  }

  ImapSettings imap() {
    return ImapSettings.DEFAULT
        .withCleartextOnLoopback(configuration.allowCleartextOnLoopback())
        .withAppendLimits(
            configuration.limits().messageSize(), ImapSettings.DEFAULT.discardAfterLogin());
  }

  AuthSettings authentication() {
    Configuration.Throttling throttling = configuration.throttling();
    AuthSettings standard = AuthSettings.DEFAULT;
    return new AuthSettings(
        standard.defaultDomain(),
        throttling.loopback(),
        throttling.perAccount(),
        throttling.perNetwork(),
        throttling.perAccountEverywhere(),
        throttling.firstWait(),
        throttling.longestWait(),
        standard.answerDelay(),
        standard.longestAnswerDelay(),
        standard.rememberedLogins(),
        standard.rememberLoginFor());
  }

  FilterSettings filter() {
    Configuration.Filter filter = configuration.filter();
    Configuration.SenderChecks checks = filter.senders();
    Configuration.Authentication senders = filter.authentication();
    return FilterSettings.DEFAULT
        .withAuthentication(
            new FilterSettings.Authentication(
                senders.spf(),
                senders.dkim(),
                senders.arc(),
                senders.dmarc(),
                senders.dmarcEnforce(),
                senders.receivedSpf(),
                Set.copyOf(senders.trustedSealers())))
        .withSenders(
            new FilterSettings.Senders(
                checks.checks(),
                checks.refuseUnreachable(),
                LocalList.of(checks.block()),
                LocalList.of(checks.allow()),
                checks.dnsLists().stream().map(DnsList::of).toList()))
        .withScores(
            new ScoreTable(
                scores(filter.thresholds()),
                filter.ownThresholds().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, each -> scores(each.getValue())))))
        .withBudget(filter.budget());
  }

  private static Scores scores(Configuration.Thresholds thresholds) {
    return new Scores(
        thresholds.tag(), thresholds.greylist(), thresholds.quarantine(), thresholds.reject());
  }

  DnsSettings dns() {
    return DnsSettings.DEFAULT.withServers(configuration.outbound().dnsServers());
  }

  /**
   * @throws SocketException when the machine does not tell its addresses
   */
  OutboundSettings outbound() throws SocketException {
    Configuration.Outbound settings = configuration.outbound();
    ConcurrencySettings standard = ConcurrencySettings.DEFAULT;
    int perDestination = settings.connectionsPerDestination();
    return OutboundSettings.of(node)
        .withPort(settings.port())
        .withOwn(Set.of(), ownAddresses(settings.port()))
        .withRelays(smartHost(settings.smartHost()), Map.of())
        .withRetry(
            new RetrySchedule(intervals(), JITTER, settings.lifetime(), settings.delayNotice()))
        .withConcurrency(
            new ConcurrencySettings(
                standard.total(),
                perDestination,
                Math.min(standard.initial(), perDestination),
                standard.messagesPerConnection(),
                standard.recipientsPerMessage(),
                standard.idleConnections(),
                standard.idleTime()));
  }

  /** Doubling from the first to the longest. */
  private List<Duration> intervals() {
    List<Duration> intervals = new ArrayList<>();
    Duration longest = configuration.outbound().longestRetry();
    Duration next = configuration.outbound().firstRetry();
    while (next.compareTo(longest) < 0) {
      intervals.add(next);
      next = next.multipliedBy(2);
    }
    intervals.add(longest);
    return intervals;
  }

  /**
   * Where this node itself takes mail at the port of mail hosts: never a next hop (loops). Other
   * ports of the same addresses are other servers.
   */
  private Set<InetAddress> ownAddresses(int port) throws SocketException {
    Set<InetAddress> own = new HashSet<>();
    for (InetSocketAddress endpoint : configuration.endpoints(Service.MX)) {
      if (endpoint.getPort() == port) {
        if (endpoint.getAddress().isAnyLocalAddress()) {
          NetworkInterface.networkInterfaces()
              .flatMap(NetworkInterface::inetAddresses)
              .forEach(own::add);
        } else {
          own.add(endpoint.getAddress());
        }
      }
    }
    return own;
  }

  /** A name in A-labels; anything else, such as an IPv6 address, as it is. */
  private static String canonical(String host) {
    try {
      return Domains.canonical(host);
    } catch (AddressSyntaxException noName) {
      return host;
    }
  }

  /** {@code host}, {@code host:port} or {@code [address]:port}; port 25 if none is said. */
  private static @Nullable RelayHost smartHost(String text) {
    if (text.isEmpty()) {
      return null;
    }
    int colon = text.lastIndexOf(':');
    boolean port = colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
    String host = port ? text.substring(0, colon) : text;
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return RelayHost.of(
        canonical(host), port ? Integer.parseInt(text.substring(colon + 1)) : SMTP_PORT);
  }
}
