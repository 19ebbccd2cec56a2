package org.angarium.mail.sieve.compile;

import java.util.List;
import java.util.Set;

/** A compiled script. Immutable; any number of threads may run it at once. */
public final class SieveProgram {
  private final Set<String> extensions;
  private final List<Step> steps;

  SieveProgram(Set<String> extensions, List<Step> steps) {
    this.extensions = Set.copyOf(extensions);
    this.steps = List.copyOf(steps);
  }

  /** The extensions that the script requires. */
  public Set<String> extensions() {
    return extensions;
  }

  /** The steps in order. */
  public List<Step> steps() {
    return steps;
  }
}
