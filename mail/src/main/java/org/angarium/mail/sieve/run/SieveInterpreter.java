package org.angarium.mail.sieve.run;

import java.util.List;
import org.angarium.mail.sieve.action.ImapSieveEvent;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.action.SieveResult;
import org.angarium.mail.sieve.compile.SieveProgram;
import org.angarium.mail.sieve.match.SieveFault;
import org.angarium.mail.sieve.syntax.SieveLimits;

/** Runs programs. Pure; any thread. */
public final class SieveInterpreter {
  private SieveInterpreter() {}

  /**
   * What the program wants done with the message. Never fails: what goes wrong comes back as {@link
   * SieveResult#error()} beside a keep. Exceptions of the world and of the message's source pass
   * through.
   */
  public static SieveResult run(
      SieveProgram program,
      SieveMessage message,
      SieveEnvironment environment,
      SieveLimits limits) {
    Run run = new Run(program, message, environment, limits);
    try {
      run.admit(program);
      new StepRunner(run).execute(program.steps());
      return new SieveResult(run.actions().finish(run.flags()), null, run.steps());
    } catch (SieveFault fault) {
      ImapSieveEvent event = environment.imapEvent();
      List<SieveAction> keep =
          List.of(new SieveAction.Keep(event == null ? List.of() : event.flags()));
      return new SieveResult(keep, fault.getMessage(), run.steps());
    }
  }
}
