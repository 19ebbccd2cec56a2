package org.angarium.mail.sieve.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.angarium.mail.sieve.compile.ScriptLocation;
import org.angarium.mail.sieve.compile.SieveProgram;
import org.angarium.mail.sieve.compile.Step;
import org.angarium.mail.sieve.match.SieveFault;
import org.angarium.mail.sieve.syntax.SieveSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * The scripts that a run included, and those that it is in the middle of (RFC 6609 §3.1, §3.2). A
 * script is looked up when the run comes to it: it may have been stored, changed or deleted after
 * the script that includes it was compiled.
 */
final class Inclusions {
  private record Script(ScriptLocation location, String name) {}

  private final Run run;
  private final Set<Script> included = new HashSet<>();
  private final Deque<Script> open = new ArrayDeque<>();
  private int count;

  Inclusions(Run run) {
    this.run = run;
  }

  /** The program to run now, which must be followed by {@link #leave}; null if there is none. */
  @Nullable SieveProgram enter(Step.Include step) throws SieveFault {
    Script script = new Script(step.location(), step.name());
    if (step.once() && included.contains(script)) {
      return null;
    }
    if (open.contains(script)) {
      throw new SieveFault("a script that includes itself");
    }
    if (open.size() >= run.limits().includeDepth()) {
      throw new SieveFault("scripts included more than " + open.size() + " deep");
    }
    if (++count > run.limits().inclusions()) {
      throw new SieveFault("more than " + run.limits().inclusions() + " scripts included");
    }
    SieveProgram program = find(script);
    if (program == null) {
      if (step.optional()) {
        return null;
      }
      throw new SieveFault("there is no such script");
    }
    included.add(script);
    open.push(script);
    return program;
  }

  private @Nullable SieveProgram find(Script script) throws SieveFault {
    try {
      return run.environment().world().script(script.location, script.name);
    } catch (SieveSyntaxException wrong) {
      throw new SieveFault("line " + wrong.errors().getFirst().line() + ": " + first(wrong));
    }
  }

  private static String first(SieveSyntaxException wrong) {
    return wrong.errors().getFirst().message();
  }

  void leave() {
    open.pop();
  }
}
