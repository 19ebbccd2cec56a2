package org.angarium.mail.sieve;

import java.util.ArrayList;
import java.util.List;

/** The state of one run. Belongs to one thread. */
final class Run {
  private static final int MOVES_IN_STEP = 32;

  private final SieveMessage message;
  private final SieveEnvironment environment;
  private final SieveLimits limits;
  private Variables variables;
  private final HeaderView header;
  private final ActionList actions;
  private boolean capturing;
  private List<String> flags;
  private int steps;
  private int work;

  Run(
      SieveProgram program,
      SieveMessage message,
      SieveEnvironment environment,
      SieveLimits limits) {
    this.message = message;
    this.environment = environment;
    this.limits = limits;
    this.variables = new Variables(limits);
    this.header = new HeaderView(message.header());
    this.actions = new ActionList(limits);
    this.capturing = program.extensions().contains("variables");
    ImapEvent event = environment.imapEvent();
    this.flags = event == null ? List.of() : FlagList.of(event.flags());
  }

  /** RFC 6785 §3.11: whether the program can run under these circumstances. */
  void admit(SieveProgram program) throws SieveFault {
    if (environment.imapEvent() != null
        && !program.extensions().stream().allMatch(SieveExtensions::onEvents)) {
      throw new SieveFault("reject or vacation where no mail is delivered");
    }
  }

  /** What a script has for itself while it includes another. */
  record Own(Variables variables, boolean capturing) {}

  /** Begins an included script, which has variables of its own (RFC 6609 §3.4). */
  Own enter(SieveProgram program) throws SieveFault {
    admit(program);
    Own own = new Own(variables, capturing);
    variables = variables.ofIncluded();
    capturing = program.extensions().contains("variables");
    return own;
  }

  /** Goes back to the script that included the one that ended. */
  void leave(Own own) {
    variables = own.variables;
    capturing = own.capturing;
  }

  SieveMessage message() {
    return message;
  }

  SieveEnvironment environment() {
    return environment;
  }

  SieveLimits limits() {
    return limits;
  }

  Variables variables() {
    return variables;
  }

  HeaderView header() {
    return header;
  }

  ActionList actions() {
    return actions;
  }

  /** Whether the script can see what patterns match. */
  boolean capturing() {
    return capturing;
  }

  /** The internal list of flags (RFC 5232 §2). */
  List<String> flags() {
    return flags;
  }

  void flags(List<String> newFlags) {
    flags = List.copyOf(newFlags);
  }

  int steps() {
    return steps;
  }

  /** Counts a step, and more for a long text. */
  void step(int textLength) throws SieveFault {
    steps += 1 + (textLength >> 8);
    if (steps > limits.steps()) {
      throw new SieveFault("the script took more than " + limits.steps() + " steps");
    }
  }

  /** Counts small work, of which many make a step. */
  void work(int moves) throws SieveFault {
    work += moves;
    if (work >= MOVES_IN_STEP) {
      steps += work / MOVES_IN_STEP - 1;
      work %= MOVES_IN_STEP;
      step(0);
    }
  }

  String expand(Template template) {
    return template.expand(variables, limits);
  }

  List<String> expand(List<Template> templates) {
    List<String> texts = new ArrayList<>(templates.size());
    for (Template template : templates) {
      texts.add(template.expand(variables, limits));
    }
    return texts;
  }
}
