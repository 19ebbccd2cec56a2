package org.angarium.mail.spf;

import java.net.InetAddress;
import java.util.Locale;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.Domains;
import org.angarium.mail.dns.AnsweringResolver;
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
    this.dns = new AnsweringResolver(dns);
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
    String domain = asked(at < 0 ? helo : sender.substring(at + 1));
    String local = at > 0 ? sender.substring(0, at) : "postmaster";
    // §4.3: a fully qualified name, of two labels at least; a literal is none.
    if (domain.indexOf('.') < 0 || domain.startsWith("[") || !AnsweringResolver.isName(domain)) {
      return new SpfVerdict(SpfResult.NONE, domain, null, null, null, 0);
    }
    return new SpfEvaluation(dns, limits, receiver, client, local, domain, helo, epochSecond)
        .verdict();
  }

  /** The name in the form in which it is asked for: lower case, A-labels, without the last dot. */
  private static String asked(String domain) {
    String name = domain.endsWith(".") ? domain.substring(0, domain.length() - 1) : domain;
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) >= 0x80) {
        try {
          return Domains.canonical(name);
        } catch (AddressSyntaxException notADomain) {
          // No such name can be asked for.
          return "";
        }
      }
    }
    return name.toLowerCase(Locale.ROOT);
  }
}
