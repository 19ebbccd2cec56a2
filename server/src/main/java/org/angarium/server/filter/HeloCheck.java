package org.angarium.server.filter;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.jspecify.annotations.Nullable;

/**
 * Whether the name given in the greeting is one that a mail server would give (RFC 5321 §4.1.4): a
 * full domain name that exists, or the client's own address as a literal.
 */
final class HeloCheck implements Check {
  private static final double BAD = 2;
  private static final double ODD = 1;
  private static final double LIE = 4;

  private final DnsResolver dns;
  private final String hostName;

  /**
   * @param hostName of this node, which nobody else has
   */
  HeloCheck(DnsResolver dns, String hostName) {
    this.dns = dns;
    this.hostName = hostName.toLowerCase(Locale.ROOT);
  }

  @Override
  public String name() {
    return "HELO";
  }

  @Override
  public Phase phase() {
    return Phase.HELO;
  }

  @Override
  public Outcome check(Facts facts, List<Proof> before) {
    String given = facts.greeting();
    InetAddress client = facts.client();
    if (client == null || given.isEmpty()) {
      return Outcome.NOTHING;
    }
    if (given.startsWith("[")) {
      return literal(given, client);
    }
    String domain = facts.heloDomain();
    if (domain.isEmpty() || address(domain) != null) {
      return found("NO_NAME", BAD, given, "The client greets with what is no host name.");
    }
    if (domain.equals(hostName) && !client.isLoopbackAddress()) {
      return found("OURS", LIE, given, "The client greets with the name of this server.");
    }
    if (domain.indexOf('.') < 0) {
      return found("UNQUALIFIED", BAD, given, "The client greets with a name without a domain.");
    }
    DnsAnswer<?> v4 = dns.a(domain);
    if (v4 instanceof DnsAnswer.NoSuchName<?>) {
      return found("NO_SUCH_NAME", ODD, given, "The client greets with a name that DNS has not.");
    }
    return v4 instanceof DnsAnswer.Unanswered<?>(String reason)
        ? found("NOT_KNOWN", 0, reason, "DNS did not say whether " + domain + " exists.")
        : Outcome.NOTHING;
  }

  private Outcome literal(String given, InetAddress client) {
    int end = given.endsWith("]") ? given.length() - 1 : given.length();
    String inner = given.substring(1, end);
    boolean v6 = inner.regionMatches(true, 0, "IPv6:", 0, 5);
    InetAddress said = address(v6 ? inner.substring(5) : inner);
    return client.equals(said)
        ? found("LITERAL", 0.5, given, "The client greets with its address instead of a name.")
        : found("OTHER_ADDRESS", BAD, given, "The client greets with an address that it has not.");
  }

  private static @Nullable InetAddress address(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException none) {
      return null;
    }
  }

  private Outcome found(String what, double score, String evidence, String text) {
    return Outcome.of(
        new Finding(name() + "_" + what, score, Words.plain(evidence), Words.plain(text)));
  }
}
