package org.angarium.server.filter;

import java.util.List;
import org.angarium.mail.authres.MethodResult;
import org.angarium.store.StoreException;

/** Looks at one aspect of messages. Thread-safe; runs on a thread of its own unless it is quick. */
interface Check {
  /** In capitals, such as {@code SPF}: the beginning of the names of its findings. */
  String name();

  /** When it can run; what becomes known later is not in its facts. */
  default Phase phase() {
    return Phase.DATA;
  }

  /** Whether mail that comes on this way is looked at. */
  default boolean concerns(Facts.Source source) {
    return source == Facts.Source.INBOUND;
  }

  /** Whether its verdict may refuse; RCPT waits only for such checks of earlier phases. */
  default boolean mayRefuse() {
    return false;
  }

  /** Whether it waits for nothing: it then runs on the thread of the session. */
  default boolean quick() {
    return false;
  }

  /**
   * @param before what checks of earlier stages proved
   */
  Outcome check(Facts facts, List<Proof> before) throws StoreException;

  /**
   * What a check came to.
   *
   * @param results for Authentication-Results
   * @param verdict what it wants done, which ends the matter; {@link Verdict#accept} for nothing
   * @param proofs for later checks
   * @param fields further header fields, each ended by CRLF
   */
  record Outcome(
      List<Finding> findings,
      List<MethodResult> results,
      Verdict verdict,
      List<Proof> proofs,
      String fields) {
    static final Outcome NOTHING = of(List.of(), List.of(), List.of());

    public Outcome {
      findings = List.copyOf(findings);
      results = List.copyOf(results);
      proofs = List.copyOf(proofs);
    }

    static Outcome of(List<Finding> findings, List<MethodResult> results, List<Proof> proofs) {
      return new Outcome(findings, results, Verdict.accept(), proofs, "");
    }

    /** One finding that has no say but its score. */
    static Outcome of(Finding finding) {
      return of(List.of(finding), List.of(), List.of());
    }

    /** One finding that ends the matter. */
    static Outcome of(Finding finding, Verdict verdict) {
      return new Outcome(List.of(finding), List.of(), verdict, List.of(), "");
    }
  }
}
