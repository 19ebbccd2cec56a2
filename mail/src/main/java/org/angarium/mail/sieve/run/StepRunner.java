package org.angarium.mail.sieve.run;

import java.util.List;
import java.util.Set;
import org.angarium.mail.imap.Inbox;
import org.angarium.mail.sieve.action.FlagList;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.compile.Condition;
import org.angarium.mail.sieve.compile.SieveProgram;
import org.angarium.mail.sieve.compile.Step;
import org.angarium.mail.sieve.match.HeaderText;
import org.angarium.mail.sieve.match.Match;
import org.angarium.mail.sieve.match.SieveFault;
import org.angarium.mail.sieve.match.Template;
import org.angarium.mail.sieve.match.Variables;
import org.jspecify.annotations.Nullable;

/** Executes commands in one run. */
final class StepRunner {
  /** Where a run goes after a command. */
  enum Next {
    STEP,
    BREAK,
    RETURN,
    STOP
  }

  /** Fields that stay whatever the script says: RFC 5293 §6, RFC 5703 §5. */
  private static final Set<String> STAYING =
      Set.of("received", "auto-submitted", "original-subject", "original-from");

  private final Run run;
  private final ConditionTester tester;
  private final PartRunner parts;
  private final Inclusions inclusions;
  private final RedirectRunner redirects;
  private final NotifyRunner notices;
  private final VacationRunner vacations;

  StepRunner(Run run) {
    this.run = run;
    this.tester = new ConditionTester(run);
    this.parts = new PartRunner(run);
    this.inclusions = new Inclusions(run);
    this.redirects = new RedirectRunner(run);
    this.notices = new NotifyRunner(run);
    this.vacations = new VacationRunner(run);
  }

  /** Executes them, up to one after which the next is not what follows. */
  Next execute(List<Step> steps) throws SieveFault {
    for (Step step : steps) {
      run.step(0);
      Next next = execute(step);
      if (next != Next.STEP) {
        return next;
      }
    }
    return Next.STEP;
  }

  private Next execute(Step step) throws SieveFault {
    switch (step) {
      case Step.If choice -> {
        for (Step.Branch branch : choice.branches()) {
          if (tester.holds(branch.condition())) {
            return execute(branch.steps());
          }
        }
      }
      case Step.Stop stop -> {
        return Next.STOP;
      }
      case Step.ForEveryPart loop -> {
        return parts.loop(loop, this);
      }
      case Step.Break leave -> {
        run.leaveLoops(leave.levels());
        return Next.BREAK;
      }
      case Step.Replace replace -> parts.replace(replace);
      case Step.Enclose enclose -> parts.enclose(enclose);
      case Step.ExtractText extract -> parts.extractText(extract);
      case Step.Convert convert -> new PartConverter(run).convert(convert.conversion());
      case Step.Return end -> {
        return Next.RETURN;
      }
      case Step.Include include -> {
        return include(include);
      }
      case Step.Failure error -> throw new SieveFault(run.expand(error.message()));
      case Step.Relying relying -> {
        run.rely(relying.reliance());
        return execute(relying.step());
      }
      case Step.Discard discard -> run.actions().cancelImplicitKeep();
      case Step.Keep keep -> run.actions().keep(flags(keep.flags()));
      case Step.FileInto fileInto -> fileInto(fileInto);
      case Step.Redirect redirect -> redirects.redirect(redirect);
      case Step.Reject reject -> {
        run.actions()
            .add(new SieveAction.Reject(run.expand(reject.reason()), reject.duringProtocol()));
        run.actions().cancelImplicitKeep();
      }
      case Step.Vacation vacation -> vacations.answer(vacation);
      case Step.Notify notify -> notices.send(notify);
      case Step.Set set -> set(set);
      case Step.Flags flags -> flags(flags);
      case Step.AddHeader add -> addHeader(add);
      case Step.DeleteHeader delete -> deleteHeader(delete);
    }
    return Next.STEP;
  }

  private Next include(Step.Include step) throws SieveFault {
    try {
      SieveProgram program = inclusions.enter(step);
      if (program == null) {
        return Next.STEP;
      }
      Run.Own own = run.enter(program);
      Next next = execute(program.steps());
      run.leave(own);
      inclusions.leave();
      return next == Next.RETURN ? Next.STEP : next;
    } catch (SieveFault fault) {
      throw new SieveFault(
          "in the "
              + step.location().shown()
              + " script \""
              + step.name()
              + "\": "
              + fault.getMessage());
    }
  }

  private List<String> flags(@Nullable List<Template> flags) {
    return flags == null ? run.flags() : FlagList.of(run.expand(flags));
  }

  private void fileInto(Step.FileInto step) throws SieveFault {
    String mailbox = Inbox.canonical(run.expand(step.mailbox()));
    if (mailbox.isEmpty()) {
      throw new SieveFault("fileinto a mailbox without a name");
    }
    run.actions()
        .fileInto(
            new SieveAction.FileInto(
                mailbox,
                List.copyOf(flags(step.flags())),
                step.create(),
                run.specialUse(step.specialUse()),
                step.mailboxId() == null ? null : run.expand(step.mailboxId())));
    if (!step.copy()) {
      run.actions().cancelImplicitKeep();
    }
  }

  private void set(Step.Set step) throws SieveFault {
    set(run, step.name(), run.expand(step.value()), run.own(step.value()), step.modifiers());
  }

  /** Sets a variable to a text whose {@code own} part didn't come out of the message. */
  static void set(Run run, String name, String text, String own, List<Step.Modifier> modifiers)
      throws SieveFault {
    run.step(text.length());
    String value = modified(run, text, modifiers);
    run.variables().set(name, value, own.equals(text) ? value : modified(run, own, modifiers));
  }

  private static String modified(Run run, String text, List<Step.Modifier> modifiers) {
    String value = text;
    for (Step.Modifier modifier : modifiers) {
      value = Modifiers.apply(value, modifier, run.limits());
    }
    return value;
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
      // Lists of flags are for nothing else; that they be the script's own nobody asks.
      run.variables().set(variable, String.join(" ", after), "");
    }
  }

  private void addHeader(Step.AddHeader step) throws SieveFault {
    String name = run.expand(step.name());
    if (!HeaderText.isFieldName(name)) {
      throw new SieveFault("addheader with \"" + Variables.cut(name, 100) + "\", no field name");
    }
    String value = HeaderText.oneLine(run.expand(step.value()));
    run.actions().add(new SieveAction.AddHeader(name, value, step.last()));
    run.parts().added(run.header().add(name, value, step.last()));
  }

  private void deleteHeader(Step.DeleteHeader step) throws SieveFault {
    String name = run.expand(step.name());
    if (!HeaderText.isFieldName(name)) {
      throw new SieveFault("deleteheader with \"" + Variables.cut(name, 100) + "\", no field name");
    }
    if (STAYING.contains(Variables.canonical(name))) {
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
