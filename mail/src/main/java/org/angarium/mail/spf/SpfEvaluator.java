package org.angarium.mail.spf;

import java.net.InetAddress;
import java.util.Locale;
import org.angarium.mail.dns.DnsResolver;

/**
 * Evaluates the policy of a sender's domain for a client. Thread-safe; each call asks DNS on the
 * caller's thread.
 */
public final class SpfEvaluator {
  private final DnsResolver dns;
  private final SpfLimits limits;
  private final String receiver;

  /**
   * @param receiver host name of this receiver, for the macro {@code %{r}}
   */
  public SpfEvaluator(DnsResolver dns, SpfLimits limits, String receiver) {
    this.dns = dns;
    this.limits = limits;
    this.receiver = receiver;
  }

  /**
   * {@code check_host()} (RFC 7208 §4).
   *
   * @param client address of the host that sends
   * @param sender address of the reverse path in the form {@code local@domain}; empty for the null
   *     reverse path, which means {@code postmaster@} the HELO name (§2.4)
   * @param helo what it said in HELO or EHLO
   * @param epochSecond now, for the macro {@code %{t}}
   */
  public SpfVerdict evaluate(InetAddress client, String sender, String helo, long epochSecond) {
    int at = sender.lastIndexOf('@');
    String domain = (at < 0 ? helo : sender.substring(at + 1)).toLowerCase(Locale.ROOT);
    String local = at > 0 ? sender.substring(0, at) : "postmaster";
    if (!isAskable(domain)) {
      return new SpfVerdict(SpfResult.NONE, domain, null, null, null, 0);
    }
    return new SpfEvaluation(dns, limits, receiver, client, local, domain, helo, epochSecond)
        .verdict();
  }

  /**
   * A fully qualified name that a question can be asked about (§4.3): two labels at least, none
   * empty or longer than 63.
   */
  private static boolean isAskable(String domain) {
    String name = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
    return name.indexOf('.') > 0 && name.charAt(0) != '[' && DomainNames.isValid(name);
  }
}
