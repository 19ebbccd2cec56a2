package org.angarium.server.filter;

import java.util.List;
import org.angarium.mail.arc.ArcChain;
import org.angarium.mail.dkim.DkimResult;
import org.angarium.mail.spf.SpfVerdict;

/** What a check leaves to the checks of later stages. */
sealed interface Proof {

  /** SPF of the reverse path, or of the HELO name where that is null. */
  record Spf(SpfVerdict verdict) implements Proof {}

  /** The signatures, in the order of the fields. */
  record Dkim(List<DkimResult> results) implements Proof {
    public Dkim {
      results = List.copyOf(results);
    }
  }

  /** The chain of those that handed it on. */
  record Arc(ArcChain chain) implements Proof {}
}
