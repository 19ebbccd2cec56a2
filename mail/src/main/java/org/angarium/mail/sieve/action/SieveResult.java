package org.angarium.mail.sieve.action;

import java.util.List;
import org.angarium.mail.sieve.syntax.SieveLimits;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param actions what to do, never empty; after an error a keep alone, so that no message is lost
 *     to a faulty script (RFC 5228 §2.10.6)
 * @param error what went wrong, for the owner of the script; null if nothing did
 * @param steps what the run cost, see {@link SieveLimits#steps()}
 */
public record SieveResult(List<SieveAction> actions, @Nullable String error, int steps) {
  /** Copies the list. */
  public SieveResult {
    actions = List.copyOf(actions);
  }
}
