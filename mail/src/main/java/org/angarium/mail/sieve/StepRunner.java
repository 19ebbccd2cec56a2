package org.angarium.mail.sieve;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.EmailAddress;
import org.jspecify.annotations.Nullable;

/** Executes commands in one run. */
final class StepRunner {
  private final Run run;
  private final ConditionTester tester;
  private final PartRunner parts;

  StepRunner(Run run) {
    this.run = run;
    this.tester = new ConditionTester(run);
    this.parts = new PartRunner(run);
  }

  /** Whether the script goes on afterwards; false after {@code stop} and {@code break}. */
  boolean execute(List<Step> steps) throws SieveFault {
    for (Step step : steps) {
      run.step(0);
      if (!execute(step)) {
        return false;
      }
    }
    return true;
  }

  private boolean execute(Step step) throws SieveFault {
    switch (step) {
      case Step.If choice -> {
        for (Step.Branch branch : choice.branches()) {
          if (tester.holds(branch.condition())) {
            return execute(branch.steps());
          }
        }
      }
      case Step.Stop stop -> {
        return false;
      }
      case Step.ForEveryPart loop -> {
        return parts.loop(loop, this);
      }
      case Step.Break leave -> {
        run.leaveLoops(leave.levels());
        return false;
      }
      case Step.Replace replace -> parts.replace(replace);
      case Step.Enclose enclose -> parts.enclose(enclose);
      case Step.ExtractText extract -> parts.extractText(extract);
      case Step.Convert convert -> new PartConverter(run).convert(convert.conversion());
      case Step.Discard discard -> run.actions().cancelImplicitKeep();
      case Step.Keep keep -> run.actions().keep(flags(keep.flags()));
      case Step.FileInto fileInto -> fileInto(fileInto);
      case Step.Redirect redirect -> redirect(redirect);
      case Step.Reject reject -> {
        run.actions()
            .add(new SieveAction.Reject(run.expand(reject.reason()), reject.duringProtocol()));
        run.actions().cancelImplicitKeep();
      }
      case Step.Vacation vacation -> vacation(vacation);
      case Step.Set set -> set(set);
      case Step.Flags flags -> flags(flags);
      case Step.AddHeader add -> addHeader(add);
      case Step.DeleteHeader delete -> deleteHeader(delete);
    }
    return true;
  }

  private List<String> flags(@Nullable List<Template> flags) {
    return flags == null ? run.flags() : FlagList.of(run.expand(flags));
  }

  private void fileInto(Step.FileInto step) throws SieveFault {
    String mailbox = run.expand(step.mailbox());
    if (mailbox.isEmpty()) {
      throw new SieveFault("fileinto a mailbox without a name");
    }
    run.actions()
        .fileInto(
            new SieveAction.FileInto(
                mailbox,
                List.copyOf(flags(step.flags())),
                step.create(),
                step.specialUse() == null ? null : run.expand(step.specialUse()),
                step.mailboxId() == null ? null : run.expand(step.mailboxId())));
    if (!step.copy()) {
      run.actions().cancelImplicitKeep();
    }
  }

  private void redirect(Step.Redirect step) throws SieveFault {
    String address = run.expand(step.address()).strip();
    try {
      run.actions().redirect(new SieveAction.Redirect(EmailAddress.parse(address).toString()));
    } catch (AddressSyntaxException wrong) {
      throw new SieveFault("redirect to \"" + Variables.cut(address, 100) + "\", no address");
    }
    if (!step.copy()) {
      run.actions().cancelImplicitKeep();
    }
  }

  private void vacation(Step.Vacation step) throws SieveFault {
    if (!VacationRules.mayAnswer(run, run.expand(step.addresses()))) {
      return;
    }
    String reason = run.expand(step.reason());
    String subject = step.subject() == null ? null : run.expand(step.subject());
    String from = step.from() == null ? null : run.expand(step.from());
    String handle =
        step.handle() != null
            ? run.expand(step.handle())
            : VacationRules.handle(
                subject == null ? "" : subject,
                from == null ? "" : from,
                step.mime() ? "mime" : "",
                reason);
    String sender = run.environment().sender();
    Duration interval = Duration.ofSeconds(step.seconds());
    boolean answered =
        !interval.isZero() && run.environment().world().vacationAnswered(handle, sender, interval);
    if (!answered) {
      run.actions()
          .add(
              new SieveAction.Vacation(
                  sender,
                  from,
                  subject == null ? VacationRules.subject(run) : HeaderText.oneLine(subject),
                  reason,
                  step.mime(),
                  handle,
                  interval));
    }
  }

  private void set(Step.Set step) throws SieveFault {
    set(run, step.name(), run.expand(step.value()), step.modifiers());
  }

  static void set(Run run, String name, String text, List<Step.Modifier> modifiers)
      throws SieveFault {
    String value = text;
    run.step(value.length());
    for (Step.Modifier modifier : modifiers) {
      value = modified(value, modifier);
    }
    run.variables().set(name, value);
  }

  private static String modified(String value, Step.Modifier modifier) {
    int first = value.isEmpty() ? 0 : value.offsetByCodePoints(0, 1);
    return switch (modifier) {
      case LOWER -> value.toLowerCase(Locale.ROOT);
      case UPPER -> value.toUpperCase(Locale.ROOT);
      case LOWERFIRST ->
          value.substring(0, first).toLowerCase(Locale.ROOT) + value.substring(first);
      case UPPERFIRST ->
          value.substring(0, first).toUpperCase(Locale.ROOT) + value.substring(first);
      case QUOTEWILDCARD -> quoted(value);
      case LENGTH -> Integer.toString(value.codePointCount(0, value.length()));
    };
  }

  private static String quoted(String value) {
    StringBuilder out = new StringBuilder(value.length() + 8);
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '*' || c == '?' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    return out.toString();
  }

  private void flags(Step.Flags step) throws SieveFault {
    String variable = step.variable();
    List<String> given = FlagList.of(run.expand(step.flags()));
    List<String> before =
        variable == null ? run.flags() : FlagList.of(List.of(run.variables().value(variable)));
    List<String> after =
        switch (step.operation()) {
          case SET -> given;
          case ADD -> FlagList.with(before, given);
          case REMOVE -> FlagList.without(before, given);
        };
    if (variable == null) {
      run.flags(after);
    } else {
      run.variables().set(variable, String.join(" ", after));
    }
  }

  private void addHeader(Step.AddHeader step) throws SieveFault {
    String name = run.expand(step.name());
    if (!HeaderView.isName(name)) {
      throw new SieveFault("addheader with \"" + Variables.cut(name, 100) + "\", no field name");
    }
    String value = HeaderText.oneLine(run.expand(step.value()));
    run.actions().add(new SieveAction.AddHeader(name, value, step.last()));
    run.header().add(name, value, step.last());
  }

  private void deleteHeader(Step.DeleteHeader step) throws SieveFault {
    String name = run.expand(step.name());
    // RFC 5293 §5: these two stay, whatever the script says.
    if (name.equalsIgnoreCase("Received") || name.equalsIgnoreCase("Auto-Submitted")) {
      return;
    }
    Condition.Index index = new Condition.Index(step.index(), step.fromLast());
    Match match = step.match();
    List<HeaderView.Field> candidates = run.header().all(name, index);
    boolean[] doomed = new boolean[candidates.size()];
    for (int i = 0; i < doomed.length; i++) {
      run.step(candidates.get(i).raw().length());
      doomed[i] =
          match == null || new Matcher(run).any(match, List.of(candidates.get(i).text()), false);
    }
    List<Integer> positions =
        run.header().delete(name, index, field -> doomed[candidates.indexOf(field)]);
    if (!positions.isEmpty()) {
      run.actions().add(new SieveAction.DeleteHeader(name, List.copyOf(positions)));
    }
  }
}
