package org.angarium.mail.sieve;

import java.util.ArrayList;
import java.util.List;

/** The state of one run. Belongs to one thread. */
final class Run {
  private final SieveMessage message;
  private final SieveEnvironment environment;
  private final SieveLimits limits;
  private final Variables variables;
  private final HeaderView header;
  private final ActionList actions;
  private final boolean capturing;
  private List<String> flags = List.of();
  private int steps;

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
