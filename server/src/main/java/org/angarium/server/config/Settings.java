package org.angarium.server.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.angarium.server.event.Event;

/**
 * Every setting there is, declared once. The order is that of the manual. A setting is added here,
 * read in {@link ConfigurationReader#configuration}, and documented by {@code config reference}.
 */
final class Settings {
  private Settings() {}

  /** The three settings of one listener. */
  record Listener(
      Setting<Boolean> enabled, Setting<List<InetAddress>> addresses, Setting<Integer> port) {}

  private static final List<Setting<?>> ALL = new ArrayList<>();

  static final Setting<String> NODE_NAME =
      add(
          Setting.derived(
              "node.name",
              new Kind.HostName(),
              "`mail.` and the domain of the first start",
              "The host name of this node: what it calls itself in greetings and in `Received`"
                  + " fields. Other mail servers expect that it resolves to the node's address and"
                  + " back."));
  static final Setting<List<InetAddress>> LISTEN =
      add(
          Setting.of(
              "listen",
              new Kind.Addresses(),
              List.of(InetAddress.ofLiteral("127.0.0.1")),
              "Where listeners listen that have no addresses of their own. `loopback` is for this"
                  + " machine alone; `all` is every address."));
  static final Setting<Integer> PORT_OFFSET =
      add(
          Setting.of(
              "port-offset",
              new Kind.Whole(0, 60_000),
              10_000,
              "Added to the standard port of each listener that has no port of its own. 0 needs"
                  + " the privilege to listen below port 1024."));
  static final Map<Service, Listener> LISTENERS = listeners();

  static final Setting<Path> TLS_CERTIFICATE =
      add(
          Setting.derived(
              "tls.certificate",
              new Kind.Folder(),
              "a self-signed one, made at the first start in `tls/` of the data folder",
              "PEM file with the certificate of the node and those that lead to its authority."));
  static final Setting<Path> TLS_KEY =
      add(
          Setting.derived(
              "tls.key",
              new Kind.Folder(),
              "`tls/key.pem` of the data folder",
              "PEM file with the private key (PKCS #8, not encrypted) of the certificate."));
  static final Setting<Boolean> ALLOW_CLEARTEXT =
      add(
          Setting.of(
              "authentication.allow-cleartext-on-loopback",
              new Kind.Flag(),
              false,
              "Lets clients log in without TLS where both ends are on the loopback interface. Other"
                  + " connections always need TLS first."));

  static final Setting<Boolean> THROTTLE_LOOPBACK =
      add(
          Setting.of(
              "authentication.throttle-loopback",
              new Kind.Flag(),
              true,
              "Whether wrong passwords from this machine itself make it wait. Switch it off where a"
                  + " webmail or proxy on this machine logs in for everybody."));
  static final Setting<Integer> FAILURES_PER_ACCOUNT =
      add(
          Setting.of(
              "authentication.failures-per-account",
              new Kind.Whole(1, 1_000_000),
              5,
              "Wrong passwords for one account from one network (an IPv4 address, an IPv6 /64)"
                  + " before that network has to wait for this account."));
  static final Setting<Integer> FAILURES_PER_NETWORK =
      add(
          Setting.of(
              "authentication.failures-per-network",
              new Kind.Whole(1, 1_000_000),
              30,
              "Wrong passwords from one network, for whatever accounts, before it has to wait;"
                  + " accounts that logged in from there of late are not concerned."));
  static final Setting<Integer> FAILURES_EVERYWHERE =
      add(
          Setting.of(
              "authentication.failures-per-account-everywhere",
              new Kind.Whole(1, 1_000_000),
              200,
              "Wrong passwords for one account from all networks together before networks from"
                  + " which it never logged in have to wait."));
  static final Setting<Duration> FIRST_WAIT =
      add(
          Setting.of(
              "authentication.first-wait",
              new Kind.Period(Duration.ofMillis(100), Duration.ofHours(1)),
              Duration.ofSeconds(2),
              "How long those who have to wait do so at first; it doubles with each further wrong"
                  + " password."));
  static final Setting<Duration> LONGEST_WAIT =
      add(
          Setting.of(
              "authentication.longest-wait",
              new Kind.Period(Duration.ofMillis(100), Duration.ofDays(1)),
              Duration.ofMinutes(15),
              "Where the doubling ends. Wrong passwords are forgotten after twice this time."));

  static final Setting<Integer> MAX_CONNECTIONS =
      add(
          Setting.of(
              "limits.connections",
              new Kind.Whole(1, 1_000_000),
              20_000,
              "Connections of one listener at a time; further ones are turned away."));
  static final Setting<Integer> MAX_CONNECTIONS_PER_ADDRESS =
      add(
          Setting.of(
              "limits.connections-per-address",
              new Kind.Whole(1, 1_000_000),
              1_000,
              "Connections of one client address to one listener at a time."));
  static final Setting<Integer> MAX_CONNECTIONS_PER_NETWORK =
      add(
          Setting.of(
              "limits.connections-per-network",
              new Kind.Whole(1, 1_000_000),
              4_000,
              "Connections of one network (IPv4: /24, IPv6: /48) to one listener at a time."));
  static final Setting<Long> MESSAGE_SIZE =
      add(
          Setting.of(
              "limits.message-size",
              new Kind.Size(64L << 10, 2L << 30),
              50L << 20,
              "Largest message that is accepted (SMTP `SIZE`, IMAP `APPEND`)."));
  static final Setting<Integer> RECIPIENTS =
      add(
          Setting.of(
              "limits.recipients",
              new Kind.Whole(100, 10_000),
              1_000,
              "Recipients of one message in one SMTP transaction. RFC 5321 asks for at least"
                  + " 100."));

  static final Setting<List<InetSocketAddress>> DNS_SERVERS =
      add(
          Setting.of(
              "dns.servers",
              new Kind.Endpoints(53),
              List.of(),
              "DNS resolvers to ask. Empty: those of the operating system."));
  static final Setting<String> SMART_HOST =
      add(
          Setting.of(
              "outbound.smart-host",
              new Kind.Text(260),
              "",
              "Host, or host:port, that takes all outbound mail, instead of the servers that DNS"
                  + " names for each domain. Empty: none."));
  static final Setting<Integer> OUTBOUND_PORT =
      add(
          Setting.of(
              "outbound.port",
              new Kind.Whole(1, 65_535),
              25,
              "Port of other mail servers. Anything but 25 is for tests."));
  static final Setting<Duration> OUTBOUND_LIFETIME =
      add(
          Setting.of(
              "outbound.lifetime",
              new Kind.Period(Duration.ofSeconds(1), Duration.ofDays(30)),
              Duration.ofDays(5),
              "How long delivery to another server is tried before the sender gets the message"
                  + " back (RFC 5321 §4.5.4.1: at least 4–5 days)."));
  static final Setting<Duration> OUTBOUND_DELAY_NOTICE =
      add(
          Setting.of(
              "outbound.delay-notice",
              new Kind.Period(Duration.ofSeconds(1), Duration.ofDays(30)),
              Duration.ofHours(4),
              "After how long the sender is told that a message is late."));
  static final Setting<Duration> OUTBOUND_FIRST_RETRY =
      add(
          Setting.of(
              "outbound.first-retry",
              new Kind.Period(Duration.ofMillis(100), Duration.ofDays(1)),
              Duration.ofMinutes(5),
              "Pause before the second attempt; it doubles from attempt to attempt."));
  static final Setting<Duration> OUTBOUND_LAST_RETRY =
      add(
          Setting.of(
              "outbound.longest-retry",
              new Kind.Period(Duration.ofMillis(100), Duration.ofDays(7)),
              Duration.ofHours(4),
              "The longest pause between two attempts."));
  static final Setting<Integer> OUTBOUND_CONNECTIONS =
      add(
          Setting.of(
              "outbound.connections-per-destination",
              new Kind.Whole(1, 1_000),
              20,
              "Connections to one destination at a time, at most; fewer while it is slow."));
  static final Setting<Boolean> OUTBOUND_SIGN =
      add(
          Setting.of(
              "outbound.sign",
              new Kind.Flag(),
              true,
              "Sign mail of our domains (DKIM) once the records of their keys are in DNS; \"angarium"
                  + " domain dns\" prints them."));

  static final Setting<Boolean> REWRITE_SENDERS =
      add(
          Setting.of(
              "forwarding.rewrite-senders",
              new Kind.Flag(),
              true,
              "Whether mail that an alias or a user's rule sends on to another server leaves under a"
                  + " return path of the domain that sends it on (SRS), so that SPF holds there."
                  + " Bounces to such a path find the original sender for three weeks."));

  static {
    JudgementSettings.ALL.forEach(Settings::add);
  }

  static final Setting<Long> BLOCK_CACHE =
      add(
          Setting.of(
              "store.block-cache",
              new Kind.Size(1L << 20, 1L << 40),
              256L << 20,
              "Memory for what was read of late from the store."));
  static final Setting<Long> VIEW_CACHE =
      add(
          Setting.of(
              "store.view-cache",
              new Kind.Size(1L << 20, 1L << 40),
              128L << 20,
              "Memory for the views of mailboxes that no session has open."));

  static final Setting<LogFormat> LOG_FORMAT =
      add(
          Setting.of(
              "log.format",
              new Kind.Choice<>(LogFormat.class),
              LogFormat.HUMAN,
              "How lines look on standard error: for eyes, or one JSON object a line."));
  static final Setting<Event.Severity> LOG_LEVEL =
      add(
          Setting.of(
              "log.level",
              new Kind.Choice<>(Event.Severity.class),
              Event.Severity.INFO,
              "The least severity that is written. Metrics and traces see everything."));
  static final Setting<Long> STORE_RESERVE =
      add(
          Setting.of(
              "store.reserve",
              new Kind.Size(1L << 20, 1L << 40),
              256L << 20,
              "Room on the disk of the data folder that is kept back, but never more than a quarter"
                  + " of the disk: when less is left, new messages are refused for the time being,"
                  + " while mail can still be read and deleted and reports be sent."));
  static final Setting<Duration> TRACE_KEEP =
      add(
          Setting.of(
              "trace.keep",
              new Kind.Period(Duration.ofMinutes(1), Duration.ofDays(400)),
              Duration.ofDays(14),
              "How long the traces of messages are kept."));
  static final Setting<Integer> TRACE_EVENTS =
      add(
          Setting.of(
              "trace.events",
              new Kind.Whole(0, 1_000_000_000),
              10_000_000,
              "How many events of traces are kept at most, whatever their age (each takes about"
                  + " 200 octets). 0 switches traces off."));
  static final Setting<Boolean> HTTP_ADMINISTRATION =
      add(
          Setting.of(
              "listeners.http.administration",
              new Kind.Flag(),
              true,
              "Whether the http listener serves the administration API. The commands of this machine"
                  + " need it."));
  static final Setting<Boolean> HTTPS_ADMINISTRATION =
      add(
          Setting.of(
              "listeners.https.administration",
              new Kind.Flag(),
              true,
              "Whether the https listener serves the administration API."));
  static final Setting<Duration> STOP_WITHIN =
      add(
          Setting.of(
              "stop-within",
              new Kind.Period(Duration.ofMillis(100), Duration.ofMinutes(5)),
              Duration.ofSeconds(4),
              "How long sessions under way may go on when the server is asked to stop."));

  static List<Setting<?>> all() {
    return List.copyOf(ALL);
  }

  private static <T> Setting<T> add(Setting<T> setting) {
    ALL.add(setting);
    return setting;
  }

  private static Map<Service, Listener> listeners() {
    Map<Service, Listener> listeners = new EnumMap<>(Service.class);
    for (Service service : Service.values()) {
      String name = "listeners." + service.label();
      Setting<Boolean> enabled =
          add(
              Setting.of(
                  name + ".enabled",
                  new Kind.Flag(),
                  service != Service.METRICS,
                  "Whether there is a listener for " + service.description() + "."));
      Setting<List<InetAddress>> addresses =
          add(
              service == Service.LMTP
                  ? Setting.of(
                      name + ".addresses",
                      new Kind.Addresses(),
                      List.of(InetAddress.ofLiteral("127.0.0.1")),
                      "Where it listens. LMTP has no login: whoever reaches it delivers mail.")
                  : Setting.derived(
                      name + ".addresses",
                      new Kind.Addresses(),
                      "those of `listen`",
                      "Where it listens."));
      Setting<Integer> port =
          add(
              Setting.derived(
                  name + ".port",
                  new Kind.Whole(0, 65_535),
                  service.standardPort() + " plus `port-offset`",
                  "Its port; 0 lets the system choose a free one."));
      listeners.put(service, new Listener(enabled, addresses, port));
    }
    return listeners;
  }
}
