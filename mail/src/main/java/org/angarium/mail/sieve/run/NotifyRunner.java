package org.angarium.mail.sieve.run;

import java.util.List;
import java.util.Objects;
import org.angarium.mail.imap.Inbox;
import org.angarium.mail.sieve.action.FileCarbonCopy;
import org.angarium.mail.sieve.action.FlagList;
import org.angarium.mail.sieve.action.MailNotice;
import org.angarium.mail.sieve.action.MailtoUri;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.compile.NotifyCompiler;
import org.angarium.mail.sieve.compile.Step;
import org.angarium.mail.sieve.match.SieveAddress;
import org.angarium.mail.sieve.match.SieveFault;
import org.angarium.mail.sieve.match.Template;
import org.jspecify.annotations.Nullable;

/** Executes {@code notify} (RFC 5435 §3) and keeps copies of what a script sends (RFC 8580). */
final class NotifyRunner {
  private final Run run;

  NotifyRunner(Run run) {
    this.run = run;
  }

  void send(Step.Notify step) throws SieveFault {
    String from = optional(step.from());
    String importance = optional(step.importance());
    refuse(from == null ? null : SieveAddress.fault(from));
    refuse(importance == null ? null : NotifyCompiler.importanceFault(importance));
    for (String option : run.expand(step.options())) {
      refuse(NotifyCompiler.optionFault(option));
    }
    refuse(fault(run, step.method()));
    MailtoUri uri = Objects.requireNonNull(MailtoUri.parse(run.expand(step.method())));
    if (!NoticeRules.mayNotify(run)) {
      return;
    }
    int level = importance == null ? 2 : Integer.parseInt(importance);
    MailNotice notice = NoticeRules.compose(run, uri, from, optional(step.message()), level);
    run.actions().notice(new SieveAction.Notify(notice, copy(run, step.copy())));
  }

  /**
   * What is wrong with a method; null if nothing is.
   *
   * <p>RFC 5435 §8 would not have it made of what the message says, lest its sender choose who gets
   * a notice. A subject or a body can be: the recipients are those that the method names without
   * anything out of the message, or there is no notice.
   */
  static @Nullable String fault(Run run, Template template) throws SieveFault {
    String method = run.expand(template);
    run.step(method.length());
    String fault = NotifyCompiler.methodFault(method);
    String own = run.own(template);
    if (fault != null || own.equals(method)) {
      return fault;
    }
    MailtoUri told = Objects.requireNonNull(MailtoUri.parse(method));
    MailtoUri meant = MailtoUri.parse(own);
    return meant != null && told.to().equals(meant.to()) && told.cc().equals(meant.cc())
        ? null
        : "a recipient that the message chose";
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
    String mailbox = Inbox.canonical(run.expand(copy.mailbox()));
    if (mailbox.isEmpty()) {
      throw new SieveFault("a copy into a mailbox without a name");
    }
    List<String> flags = FlagList.of(run.expand(copy.flags()));
    return new FileCarbonCopy(
        mailbox,
        flags,
        copy.create(),
        run.specialUse(copy.specialUse()),
        copy.mailboxId() == null ? null : run.expand(copy.mailboxId()));
  }
}
