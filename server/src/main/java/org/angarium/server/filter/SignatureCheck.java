package org.angarium.server.filter;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.angarium.mail.arc.ArcChain;
import org.angarium.mail.arc.ArcVerification;
import org.angarium.mail.arc.ArcVerifier;
import org.angarium.mail.arc.ChainValidation;
import org.angarium.mail.authres.MethodResult;
import org.angarium.mail.dkim.BodyHashes;
import org.angarium.mail.dkim.DkimLimits;
import org.angarium.mail.dkim.DkimPolicy;
import org.angarium.mail.dkim.DkimResult;
import org.angarium.mail.dkim.DkimVerification;
import org.angarium.mail.dkim.DkimVerifier;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.header.HeaderFields;
import org.angarium.store.StoreException;

/**
 * The signatures of DKIM (RFC 6376) and of ARC's chain (RFC 8617): one check, since both hash the
 * body, which is read once for the two. A message without signatures is not read again at all.
 */
final class SignatureCheck implements Check {
  private static final double BAD = 0.5;

  private final DkimVerifier dkim;
  private final ArcVerifier arc;
  private final InstantSource clock;
  private final boolean withDkim;
  private final boolean withArc;

  SignatureCheck(DnsResolver dns, InstantSource clock, boolean withDkim, boolean withArc) {
    this.dkim = new DkimVerifier(dns, DkimLimits.DEFAULT, DkimPolicy.DEFAULT);
    this.arc = new ArcVerifier(dns, DkimLimits.DEFAULT, DkimPolicy.DEFAULT);
    this.clock = clock;
    this.withDkim = withDkim;
    this.withArc = withArc;
  }

  @Override
  public String name() {
    return "DKIM";
  }

  @Override
  public Outcome check(Facts facts, List<Proof> before) throws StoreException {
    HeaderFields header = facts.header();
    boolean signed = withDkim && header.contains("DKIM-Signature");
    boolean sealed =
        withArc
            && (header.contains("ARC-Seal")
                || header.contains("ARC-Message-Signature")
                || header.contains("ARC-Authentication-Results"));
    List<Finding> findings = new ArrayList<>();
    List<MethodResult> results = new ArrayList<>();
    List<Proof> proofs = new ArrayList<>();
    if (withDkim && !signed) {
      findings.add(new Finding("DKIM_NONE", 0, "", "The message has no DKIM signature."));
      results.add(MethodResult.of("dkim", "none"));
    }
    if (!signed && !sealed) {
      return Outcome.of(findings, results, proofs);
    }
    long now = clock.millis() / 1000;
    BodyHashes hashes = new BodyHashes();
    DkimVerification signatures =
        signed ? dkim.begin(header, now, hashes) : dkim.begin(HeaderFields.EMPTY, now, hashes);
    ArcVerification chain =
        sealed ? arc.begin(header, now, hashes) : arc.begin(HeaderFields.EMPTY, now, hashes);
    facts.readBody(hashes::update);
    hashes.finish();
    if (signed) {
      List<DkimResult> judged = signatures.finish();
      for (DkimResult result : judged) {
        findings.add(finding(result));
        results.add(MethodResult.dkim(result));
      }
      proofs.add(new Proof.Dkim(judged));
    }
    if (sealed) {
      ArcChain judged = chain.finish();
      InetAddress client = facts.client();
      findings.add(finding(judged));
      results.add(judged.methodResult(client == null ? "" : client.getHostAddress()));
      proofs.add(new Proof.Arc(judged));
    }
    return Outcome.of(findings, results, proofs);
  }

  private static Finding finding(DkimResult result) {
    String domain = result.domain() == null ? "an unknown domain" : result.domain();
    String detail = result.detail();
    return new Finding(
        "DKIM_" + result.status().name().toUpperCase(Locale.ROOT),
        result.passed() ? 0 : BAD,
        Words.plain(domain + (detail == null ? "" : ": " + detail)),
        Words.plain(
            result.passed()
                ? "The signature of " + domain + " is right."
                : "A signature of " + domain + " does not count: " + result.reason() + "."));
  }

  private static Finding finding(ArcChain chain) {
    String text =
        chain.status() == ChainValidation.PASS
            ? "The chain of servers that handed the message on is right."
            : "The chain of servers that handed the message on does not count: "
                + chain.reason()
                + ".";
    return new Finding(
        "ARC_" + chain.status().name().toUpperCase(Locale.ROOT),
        0,
        chain.sets().isEmpty() ? "" : Words.plain(chain.sets().getLast().seal().domain()),
        Words.plain(text));
  }
}
