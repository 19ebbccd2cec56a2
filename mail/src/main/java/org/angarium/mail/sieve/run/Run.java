package org.angarium.mail.sieve.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.angarium.mail.mime.MimeNode;
import org.angarium.mail.sieve.action.FlagList;
import org.angarium.mail.sieve.action.ImapSieveEvent;
import org.angarium.mail.sieve.action.MessageSegment;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.compile.ListName;
import org.angarium.mail.sieve.compile.Reliance;
import org.angarium.mail.sieve.compile.SieveProgram;
import org.angarium.mail.sieve.compile.SpecialUse;
import org.angarium.mail.sieve.match.SieveFault;
import org.angarium.mail.sieve.match.Template;
import org.angarium.mail.sieve.match.Variables;
import org.angarium.mail.sieve.syntax.SieveExtensions;
import org.angarium.mail.sieve.syntax.SieveLimits;
import org.jspecify.annotations.Nullable;

/** The state of one run. Belongs to one thread. */
final class Run {
  private static final int MOVES_IN_STEP = 32;

  private SieveMessage message;
  private final SieveEnvironment environment;
  private final SieveLimits limits;
  private Variables variables;
  private HeaderView header;
  private final PartView parts;
  private final ActionList actions;
  private boolean capturing;

  /** The extensions that {@code ihave} found in the script that runs. */
  private Set<String> found = new HashSet<>();

  private List<String> flags;
  private final MessageEdit edit;
  private int loopsToLeave;
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
    this.parts = new PartView(this);
    this.edit = new MessageEdit(message);
    this.actions = new ActionList(limits, environment.imapEvent() == null);
    this.capturing = program.extensions().contains("variables");
    ImapSieveEvent event = environment.imapEvent();
    this.flags = event == null ? List.of() : FlagList.of(event.flags());
  }

  /** RFC 6785 §3.11: whether the program can run under these circumstances. */
  void admit(SieveProgram program) throws SieveFault {
    if (environment.imapEvent() != null
        && !program.extensions().stream().allMatch(SieveExtensions::onEvents)) {
      throw new SieveFault("reject, vacation or duplicate where no mail is delivered");
    }
  }

  /** What a script has for itself while it includes another. */
  record Own(Variables variables, boolean capturing, Set<String> found) {}

  /**
   * Begins an included script, which has variables of its own (RFC 6609 §3.4) and in a loop looks
   * only at the current part (§3.5).
   */
  Own enter(SieveProgram program) throws SieveFault {
    admit(program);
    Own own = new Own(variables, capturing, found);
    found = new HashSet<>();
    variables = variables.ofIncluded();
    capturing = program.extensions().contains("variables");
    parts.enterScript();
    return own;
  }

  /** Goes back to the script that included the one that ended. */
  void leave(Own own) {
    variables = own.variables;
    capturing = own.capturing;
    found = own.found;
    parts.leaveScript();
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
    look();
    actions.rewrite(new SieveAction.Rewrite(edit.segments()));
  }

  /** The message was put within another, with the changes of its header. */
  void enclosed() throws SieveFault {
    look();
    actions.enclose(new SieveAction.Rewrite(edit.segments()));
  }

  private void look() throws SieveFault {
    message = edit.parsed(this);
    header = new HeaderView(message.header());
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

  /** The header that tests look at: that of the part that is the message to the script. */
  HeaderView seenHeader() {
    HeaderView seen = parts.seen(parts.message());
    return parts.message() == 0 ? seen.behind(environment.received()) : seen;
  }

  /** The part that is the message to the script. */
  MimeNode seen() {
    return parts.get(parts.message());
  }

  ActionList actions() {
    return actions;
  }

  /** Whether the script can see what patterns match. */
  boolean capturing() {
    return capturing;
  }

  /** An {@code ihave} holds: the script has these extensions to its end (RFC 5463 §4). */
  boolean has(List<String> extensions) {
    found.addAll(extensions);
    return true;
  }

  /** The run comes to what makes use of such extensions. */
  void rely(Reliance reliance) throws SieveFault {
    String fault = reliance.fault(found);
    if (fault != null) {
      throw new SieveFault(fault);
    }
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

  /** Whether a test may ask for the list of this canonical name, or null. */
  boolean knowsList(@Nullable String name) {
    return name != null && (name.equals(ListName.DEFAULT) || environment.world().listExists(name));
  }

  /** The special use that a command asks for; null if the script doesn't say. */
  @Nullable String specialUse(@Nullable Template use) throws SieveFault {
    String text = use == null ? null : expand(use);
    if (text != null && !SpecialUse.isAttribute(text)) {
      throw new SieveFault("\"" + Variables.cut(text, 100) + "\", which is no special use");
    }
    return text;
  }

  String expand(Template template) {
    return template.expand(variables, limits);
  }

  /** The text without what came out of the message. */
  String own(Template template) {
    return template.own(variables, limits);
  }

  List<String> expand(List<Template> templates) {
    List<String> texts = new ArrayList<>(templates.size());
    for (Template template : templates) {
      texts.add(template.expand(variables, limits));
    }
    return texts;
  }
}
