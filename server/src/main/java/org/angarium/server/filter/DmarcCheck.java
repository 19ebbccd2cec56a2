package org.angarium.server.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.angarium.mail.arc.ArcChain;
import org.angarium.mail.arc.ArcReason;
import org.angarium.mail.authres.MethodResult;
import org.angarium.mail.dkim.DkimResult;
import org.angarium.mail.dkim.DkimStatus;
import org.angarium.mail.dmarc.DmarcEvaluator;
import org.angarium.mail.dmarc.DmarcPolicy;
import org.angarium.mail.dmarc.DmarcResult;
import org.angarium.mail.dmarc.DmarcVerdict;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.smtp.EnhancedStatusCode;
import org.angarium.mail.spf.SpfResult;
import org.jspecify.annotations.Nullable;

/**
 * Does the domain in From stand behind the message, and what does it want done if not (RFC 9989)?
 * Organisations are found by the tree walk (§4.10), so no list of public suffixes has to be kept.
 *
 * <p>A From that does not name exactly one domain is treated like a failure whose domain wants it
 * rejected: otherwise a second address in From would be the way around every policy. A check before
 * this one that failed or was late leaves it unsure, and unsure is never rejected.
 *
 * <p>A message that fails is accepted nevertheless when an ARC chain is right and the oldest of its
 * trusted sealers says that DMARC passed for the same domain (RFC 8617 §7.2).
 */
final class DmarcCheck implements Check {
  private static final EnhancedStatusCode REFUSED = EnhancedStatusCode.parse("5.7.1");

  private final DmarcEvaluator evaluator;
  private final Set<String> trustedSealers;
  private final boolean enforce;
  private final boolean complete;

  /**
   * @param complete whether both SPF and DKIM are checked; a policy is not carried out for want of
   *     a check that is switched off
   */
  DmarcCheck(DnsResolver dns, Set<String> trustedSealers, boolean enforce, boolean complete) {
    this.evaluator = new DmarcEvaluator(dns, null);
    this.trustedSealers = trustedSealers;
    this.enforce = enforce;
    this.complete = complete;
  }

  @Override
  public String name() {
    return "DMARC";
  }

  @Override
  public Outcome check(Facts facts, List<Proof> before) {
    DmarcVerdict verdict = judged(facts, before);
    boolean rescued = verdict.result() == DmarcResult.FAIL && rescued(verdict, before);
    DmarcPolicy wish =
        verdict.result() == DmarcResult.PERMERROR ? DmarcPolicy.REJECT : verdict.wish();
    DmarcPolicy applied = enforce && !rescued ? wish : DmarcPolicy.NONE;
    List<Finding> findings = new ArrayList<>();
    findings.add(finding(verdict, wish));
    if (rescued) {
      findings.add(
          new Finding(
              "DMARC_ARC",
              -finding(verdict, wish).score(),
              Words.plain(verdict.domain()),
              "A trusted server handed the message on and says that DMARC passed before."));
    }
    MethodResult result = verdict.methodResult(applied);
    return new Outcome(findings, List.of(result), verdict(verdict, applied), List.of(), "");
  }

  private DmarcVerdict judged(Facts facts, List<Proof> before) {
    List<String> proven = new ArrayList<>();
    List<String> unanswered = new ArrayList<>();
    String spfDomain = null;
    boolean spfKnown = false;
    boolean dkimKnown = !facts.header().contains("DKIM-Signature");
    for (Proof proof : before) {
      switch (proof) {
        case Proof.Spf(var verdict) -> {
          spfKnown = true;
          spfDomain = verdict.result() == SpfResult.PASS ? verdict.domain() : null;
          if (verdict.result() == SpfResult.TEMPERROR) {
            unanswered.add(verdict.domain());
          }
        }
        case Proof.Dkim(var results) -> {
          dkimKnown = true;
          for (DkimResult result : results) {
            String domain = result.domain();
            if (domain != null && result.passed()) {
              proven.add(domain);
            } else if (domain != null && result.status() == DkimStatus.TEMPERROR) {
              unanswered.add(domain);
            }
          }
        }
        case Proof.Arc(ArcChain _) -> {
          // looked at only for a message that fails
        }
      }
    }
    boolean unsure = !complete || !spfKnown || !dkimKnown || sealerUnanswered(before);
    var evidence = new DmarcEvaluator.Evidence(proven, spfDomain, unsure);
    DmarcVerdict verdict = evaluator.evaluate(facts.header(), evidence);
    // A silent name server leaves it unsure only if its answer could have counted. Otherwise a
    // signature of any domain whose servers keep silent would be the way around every policy.
    String organization = verdict.organization();
    boolean couldCount =
        unanswered.stream()
            .anyMatch(each -> each.equals(organization) || each.endsWith("." + organization));
    return verdict.result() == DmarcResult.FAIL && couldCount
        ? evaluator.evaluate(facts.header(), new DmarcEvaluator.Evidence(proven, spfDomain, true))
        : verdict;
  }

  /** Whether a chain by a trusted sealer might be right, and DNS does not say. */
  private boolean sealerUnanswered(List<Proof> before) {
    for (Proof proof : before) {
      if (proof instanceof Proof.Arc(ArcChain chain)) {
        return chain.reason() == ArcReason.KEY_UNAVAILABLE
            && !chain.sets().isEmpty()
            && trustedSealers.contains(chain.sets().getLast().seal().domain());
      }
    }
    return false;
  }

  private boolean rescued(DmarcVerdict verdict, List<Proof> before) {
    for (Proof proof : before) {
      if (proof instanceof Proof.Arc(ArcChain chain)) {
        return chain
            .testimony(trustedSealers::contains)
            .map(said -> said.results().stream().anyMatch(each -> passes(each, verdict.domain())))
            .orElse(false);
      }
    }
    return false;
  }

  private static boolean passes(MethodResult result, String author) {
    @Nullable String from = result.property("header", "from");
    return result.method().equals("dmarc")
        && result.result().equals("pass")
        && author.equalsIgnoreCase(from);
  }

  private static Finding finding(DmarcVerdict verdict, DmarcPolicy wish) {
    String domain = verdict.domain();
    String text =
        switch (verdict.result()) {
          case NONE -> domain + " has no DMARC policy.";
          case PASS -> domain + " stands behind the message.";
          case FAIL ->
              domain
                  + " does not stand behind the message; its policy is "
                  + verdict.published()
                  + ".";
          case TEMPERROR -> "It is not known whether " + domain + " stands behind the message.";
          case PERMERROR -> "From does not name exactly one domain.";
        };
    double score =
        switch (verdict.result()) {
          case NONE, PASS, TEMPERROR -> 0;
          case FAIL, PERMERROR ->
              switch (wish) {
                case NONE -> 1;
                case QUARANTINE -> 4;
                case REJECT -> 8;
              };
        };
    return new Finding(
        "DMARC_" + verdict.result().name().toUpperCase(Locale.ROOT),
        score,
        Words.plain(domain),
        Words.plain(text));
  }

  private static Verdict verdict(DmarcVerdict verdict, DmarcPolicy applied) {
    boolean unreadable = verdict.result() == DmarcResult.PERMERROR;
    String reason =
        unreadable
            ? "From does not name exactly one domain"
            : "DMARC of " + verdict.domain() + " failed";
    return switch (applied) {
      case NONE -> Verdict.accept();
      case QUARANTINE -> new Verdict.Quarantine(reason);
      case REJECT ->
          new Verdict.Reject(
              REFUSED,
              unreadable
                  ? "From must name exactly one domain"
                  : "Rejected by the DMARC policy of " + verdict.domain(),
              reason);
    };
  }
}
