package org.angarium.mail.sieve;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Executes {@code notify} (RFC 5435 §3) and keeps copies of what a script sends (RFC 8580). */
final class NotifyRunner {
  private final Run run;

  NotifyRunner(Run run) {
    this.run = run;
  }

  void send(Step.Notify step) throws SieveFault {
    String method = run.expand(step.method());
    run.step(method.length());
    String from = optional(step.from());
    String importance = optional(step.importance());
    refuse(from == null ? null : NotifyCompiler.fromFault(from));
    refuse(importance == null ? null : NotifyCompiler.importanceFault(importance));
    for (String option : run.expand(step.options())) {
      refuse(NotifyCompiler.optionFault(option));
    }
    refuse(NotifyCompiler.methodFault(method));
    MailtoUri uri = Objects.requireNonNull(MailtoUri.parse(method));
    if (!NoticeRules.mayNotify(run)) {
      return;
    }
    int level = importance == null ? 2 : Integer.parseInt(importance);
    MailNotice notice =
        NoticeRules.compose(
            run, uri, from == null ? null : from.strip(), optional(step.message()), level);
    run.actions().notice(new SieveAction.Notify(notice, copy(run, step.copy())));
  }

  private @Nullable String optional(@Nullable Template template) {
    return template == null ? null : run.expand(template);
  }

  private static void refuse(@Nullable String fault) throws SieveFault {
    if (fault != null) {
      throw new SieveFault("notify with " + fault);
    }
  }

  /** The copy to keep; null if none is wanted. */
  static @Nullable FileCarbonCopy copy(Run run, Step.@Nullable Copy copy) throws SieveFault {
    if (copy == null) {
      return null;
    }
    String mailbox = run.expand(copy.mailbox());
    if (mailbox.isEmpty()) {
      throw new SieveFault("a copy into a mailbox without a name");
    }
    List<String> flags = FlagList.of(run.expand(copy.flags()));
    return new FileCarbonCopy(
        mailbox,
        flags,
        copy.create(),
        SpecialUse.expanded(run, copy.specialUse()),
        copy.mailboxId() == null ? null : run.expand(copy.mailboxId()));
  }
}
