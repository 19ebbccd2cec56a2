package org.angarium.mail.sieve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The state of one run. Belongs to one thread. */
final class Run {
  private SieveMessage message;
  private final SieveEnvironment environment;
  private final SieveLimits limits;
  private final Variables variables;
  private HeaderView header;
  private final PartView parts;
  private final ActionList actions;
  private final boolean capturing;
  private List<String> flags = List.of();
  private final MessageEdit edit;
  private int loopsToLeave;
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
    this.parts = new PartView(this);
    this.edit = new MessageEdit(message);
    this.actions = new ActionList(limits);
    this.capturing = program.extensions().contains("variables");
  }

  /** The message as it is now, apart from changes of its header. */
  SieveMessage message() {
    return message;
  }

  /** The octets of the message as it is now, apart from changes of its header. */
  MessageEdit edit() {
    return edit;
  }

  /** Changes of the header become changes of the octets. */
  void keepHeaderChanges() throws SieveFault {
    if (header.isChanged()) {
      byte[] fields = header.octets();
      byte[] block = Arrays.copyOf(fields, fields.length + 2);
      block[fields.length] = '\r';
      block[fields.length + 1] = '\n';
      edit.splice(0, message.root().bodyStart(), List.of(new MessageSegment.Added(block)));
    }
  }

  /**
   * The octets were changed: looks at the message anew.
   *
   * @param whole whether the changes of the header are in them already
   */
  void rewritten(boolean whole) throws SieveFault {
    if (!whole) {
      keepHeaderChanges();
    }
    message = edit.parsed(this);
    header = new HeaderView(message.header());
    actions.rewrite(new SieveAction.Rewrite(edit.segments()));
  }

  PartView parts() {
    return parts;
  }

  void leaveLoops(int levels) {
    loopsToLeave = levels;
  }

  /** A loop ended early; whether the script goes on behind it. */
  boolean leftLoop() {
    return loopsToLeave > 0 && --loopsToLeave == 0;
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
