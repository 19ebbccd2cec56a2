package org.angarium.server.filter;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * A mail transaction as it is judged before its message comes. The checks of the phases CONNECT,
 * HELO and MAIL start with MAIL, side by side, while the client goes on; RCPT waits for those that
 * may refuse, and the judgement of the message for all. A refusal is said at RCPT, so that
 * postmaster and abuse can be reached by everybody. For one thread.
 */
public final class Visit {
  /** Nothing is looked at before the message. */
  public static final Visit NONE = new Visit(null, null, List.of());

  private final @Nullable Chain chain;
  private final @Nullable Facts facts;
  private final List<Running> early;

  Visit(@Nullable Chain chain, @Nullable Facts facts, List<Running> early) {
    this.chain = chain;
    this.facts = facts;
    this.early = early;
  }

  /**
   * Whether a recipient is taken as far as the envelope tells.
   *
   * @return Accept, or a verdict that refuses
   */
  public Verdict recipient(EmailAddress recipient) throws StoreException {
    if (chain == null || facts == null) {
      return Verdict.accept();
    }
    Verdict verdict = Verdict.accept();
    List<Finding> findings = new ArrayList<>();
    for (Running each : early) {
      if (each.check().mayRefuse()) {
        Check.Outcome outcome = each.await();
        verdict = verdict.severer(outcome.verdict());
        findings.addAll(outcome.findings());
      }
    }
    for (Check.Outcome outcome : chain.recipient(facts.to(recipient))) {
      verdict = verdict.severer(outcome.verdict());
      findings.addAll(outcome.findings());
    }
    if (verdict.takes() || Judgement.isReachable(recipient)) {
      return Verdict.accept();
    }
    chain.report(facts, new Judgement(verdict, findings, ""), 0);
    return verdict;
  }

  /** What the checks of all phases before DATA came to. */
  List<Check.Outcome> outcomes() throws StoreException {
    List<Check.Outcome> all = new ArrayList<>();
    for (Running each : early) {
      all.add(each.await());
    }
    return all;
  }

  /** Nobody waits any more for what is under way. */
  public void close() {
    early.forEach(Running::cancel);
  }
}
