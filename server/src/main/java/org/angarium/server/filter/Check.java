package org.angarium.server.filter;

import java.util.List;
import org.angarium.mail.authres.MethodResult;
import org.angarium.store.StoreException;

/** Looks at one aspect of messages. Thread-safe; runs on a thread of its own. */
interface Check {
  /** In capitals, such as {@code SPF}: the beginning of the names of its findings. */
  String name();

  /**
   * @param before what checks of earlier stages proved
   */
  Outcome check(Facts facts, List<Proof> before) throws StoreException;

  /**
   * What a check came to.
   *
   * @param results for Authentication-Results
   * @param verdict what it wants done; {@link Verdict#ACCEPT} for nothing
   * @param proofs for later checks
   * @param fields further header fields, each ended by CRLF
   */
  record Outcome(
      List<Finding> findings,
      List<MethodResult> results,
      Verdict verdict,
      List<Proof> proofs,
      String fields) {
    public Outcome {
      findings = List.copyOf(findings);
      results = List.copyOf(results);
      proofs = List.copyOf(proofs);
    }

    static Outcome of(List<Finding> findings, List<MethodResult> results, List<Proof> proofs) {
      return new Outcome(findings, results, Verdict.ACCEPT, proofs, "");
    }
  }
}
