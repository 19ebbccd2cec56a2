package org.angarium.server.filter;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.angarium.mail.authres.MethodResult;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.spf.SpfEvaluator;
import org.angarium.mail.spf.SpfLimits;
import org.angarium.mail.spf.SpfResult;
import org.angarium.mail.spf.SpfVerdict;

/**
 * May this client send for that name (RFC 7208)? One check for the HELO name (§2.3), one for the
 * reverse path (§2.4). A null reverse path leaves the HELO name only, which then counts for DMARC.
 */
final class SpfCheck implements Check {
  private static final double FAIL = 3;
  private static final double SUSPECT = 1;

  private final SpfEvaluator evaluator;
  private final InstantSource clock;
  private final boolean helo;
  private final boolean writeField;
  private final String hostName;

  private SpfCheck(
      SpfEvaluator evaluator,
      InstantSource clock,
      boolean helo,
      boolean writeField,
      String hostName) {
    this.evaluator = evaluator;
    this.hostName = hostName;
    this.clock = clock;
    this.helo = helo;
    this.writeField = writeField;
  }

  /** The checks of the HELO name and of the reverse path. */
  static List<Check> both(
      DnsResolver dns, String hostName, InstantSource clock, boolean writeField) {
    SpfEvaluator evaluator = new SpfEvaluator(dns, SpfLimits.DEFAULT, hostName);
    return List.of(
        new SpfCheck(evaluator, clock, true, writeField, hostName),
        new SpfCheck(evaluator, clock, false, writeField, hostName));
  }

  @Override
  public String name() {
    return helo ? "SPF_HELO" : "SPF";
  }

  @Override
  public Outcome check(Facts facts, List<Proof> before) {
    InetAddress client = facts.client();
    boolean applies = helo || facts.sender() != null;
    if (client == null || !applies) {
      return Outcome.of(List.of(), List.of(), List.of());
    }
    String sender = helo ? "" : facts.senderAddress();
    String name = facts.heloDomain();
    SpfVerdict verdict =
        evaluator.evaluate(
            client, sender, name.isEmpty() && !helo ? "unknown" : name, clock.millis() / 1000);
    boolean decides = !helo || facts.sender() == null;
    return new Outcome(
        List.of(finding(verdict, client)),
        name.isEmpty() && helo
            ? List.of(MethodResult.of("spf", SpfResult.NONE.toString()))
            : List.of(MethodResult.spf(verdict, sender, name)),
        Verdict.accept(),
        decides ? List.of(new Proof.Spf(verdict)) : List.of(),
        writeField && decides ? field(verdict, client, sender, name) : "");
  }

  private Finding finding(SpfVerdict verdict, InetAddress client) {
    SpfResult result = verdict.result();
    double score =
        switch (result) {
          case FAIL -> FAIL;
          case SOFTFAIL, PERMERROR -> SUSPECT;
          case PASS, NONE, NEUTRAL, TEMPERROR -> 0;
        };
    String subject = helo ? "the name given in the greeting" : "the sender's domain";
    String domain = verdict.domain().isEmpty() ? subject : subject + " " + verdict.domain();
    String address = client.getHostAddress();
    String text =
        switch (result) {
          case PASS -> address + " may send mail for " + domain + ".";
          case FAIL -> address + " may not send mail for " + domain + ".";
          case SOFTFAIL -> address + " should probably not send mail for " + domain + ".";
          case NEUTRAL -> domain + " does not say whether " + address + " may send its mail.";
          case NONE -> domain + " has no SPF record.";
          case PERMERROR -> "The SPF record of " + domain + " cannot be used.";
          case TEMPERROR -> "DNS did not answer for the SPF record of " + domain + ".";
        };
    String matched = verdict.matched();
    String problem = verdict.problem();
    String evidence = problem != null ? problem : matched != null ? matched : verdict.domain();
    return new Finding(
        name() + "_" + result.name().toUpperCase(Locale.ROOT),
        score,
        Words.plain(evidence),
        Words.plain(text));
  }

  /** RFC 7208 §9.1. */
  private String field(SpfVerdict verdict, InetAddress client, String sender, String helo) {
    String address = client.getHostAddress();
    return ForgedFields.RECEIVED_SPF
        + ": "
        + verdict.result()
        + "\r\n\tclient-ip="
        + (address.indexOf(':') < 0 ? address : "\"" + address + "\"")
        + ";\r\n\tenvelope-from="
        + quoted(sender)
        + ";\r\n\thelo="
        + quoted(helo)
        + ";\r\n\tidentity="
        + (sender.isEmpty() ? "helo" : "mailfrom")
        + ";\r\n\treceiver="
        + hostName
        + "\r\n";
  }

  private static String quoted(String text) {
    return "\"" + Words.plain(text).replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
