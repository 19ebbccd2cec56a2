package org.angarium.mail.sieve.run;

import java.time.Duration;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.compile.Step;
import org.angarium.mail.sieve.match.HeaderText;
import org.angarium.mail.sieve.match.SieveFault;
import org.angarium.mail.sieve.match.Template;
import org.jspecify.annotations.Nullable;

/** Executes {@code vacation} (RFC 5230). */
final class VacationRunner {
  private final Run run;

  VacationRunner(Run run) {
    this.run = run;
  }

  void answer(Step.Vacation step) throws SieveFault {
    run.actions().answering();
    String from = optional(step.from());
    String reason = run.expand(step.reason());
    refuse(from == null ? null : HeaderText.authorFault(from));
    refuse(step.mime() ? HeaderText.entityFault(reason) : null);
    if (!VacationRules.mayAnswer(run, run.expand(step.addresses()))) {
      return;
    }
    String subject = optional(step.subject());
    String handle = handle(step);
    String sender = run.environment().sender();
    Duration interval = Duration.ofSeconds(step.seconds());
    if (!interval.isZero()
        && run.environment().world().vacationAnswered(handle, sender, interval)) {
      return;
    }
    run.actions()
        .add(
            new SieveAction.Vacation(
                sender,
                from == null ? null : HeaderText.oneLine(from),
                subject == null ? VacationRules.subject(run) : HeaderText.oneLine(subject),
                reason,
                step.mime(),
                handle,
                interval,
                NotifyRunner.copy(run, step.copy())));
  }

  /** RFC 5230 §4.2: the texts as the script has them, for their variables differ by the message. */
  private String handle(Step.Vacation step) {
    Template handle = step.handle();
    return handle != null
        ? run.expand(handle)
        : VacationRules.handle(
            step.subject() == null ? "" : step.subject().written(),
            step.from() == null ? "" : step.from().written(),
            step.mime() ? "mime" : "",
            step.reason().written());
  }

  private @Nullable String optional(@Nullable Template template) {
    return template == null ? null : run.expand(template);
  }

  private static void refuse(@Nullable String fault) throws SieveFault {
    if (fault != null) {
      throw new SieveFault("vacation with " + fault);
    }
  }
}
