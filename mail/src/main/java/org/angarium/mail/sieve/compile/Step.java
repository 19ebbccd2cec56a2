package org.angarium.mail.sieve.compile;

import java.util.List;
import org.angarium.mail.sieve.action.DeliverBy;
import org.angarium.mail.sieve.match.Match;
import org.angarium.mail.sieve.match.Template;
import org.jspecify.annotations.Nullable;

/** A command, compiled. Nulls are tagged arguments that weren't given. */
public sealed interface Step {
  /** {@code if}, {@code elsif}, {@code else}: the first branch whose condition holds. */
  record If(List<Branch> branches) implements Step {}

  record Branch(Condition condition, List<Step> steps) {}

  record Stop() implements Step {}

  /** {@code include}: runs another script at this place. */
  record Include(ScriptLocation location, String name, boolean once, boolean optional)
      implements Step {}

  /** {@code return}: ends this script, not those that include it. */
  record Return() implements Step {}

  /** {@code error}, or a command of an extension that isn't there: the run fails. */
  record Failure(Template message) implements Step {}

  /** A command that makes use of what {@code ihave} must have brought. */
  record Relying(Reliance reliance, Step step) implements Step {}

  record Discard() implements Step {}

  record Keep(@Nullable List<Template> flags) implements Step {}

  record FileInto(
      Template mailbox,
      @Nullable List<Template> flags,
      boolean copy,
      boolean create,
      @Nullable Template specialUse,
      @Nullable Template mailboxId)
      implements Step {}

  /** The address is the name of a list if {@code list} (RFC 6134 §2.3). */
  record Redirect(
      Template address,
      boolean copy,
      boolean list,
      @Nullable Template notifyOn,
      @Nullable Template returned,
      @Nullable Limit limit)
      implements Step {}

  /** Until when a redirected message is to arrive: at a time, else within seconds. */
  record Limit(long seconds, @Nullable Template absolute, DeliverBy.Mode mode, boolean trace) {}

  record Reject(Template reason, boolean duringProtocol) implements Step {}

  record Vacation(
      long seconds,
      @Nullable Template subject,
      @Nullable Template from,
      List<Template> addresses,
      boolean mime,
      @Nullable Template handle,
      Template reason,
      @Nullable Copy copy)
      implements Step {}

  record Notify(
      @Nullable Template from,
      @Nullable Template importance,
      List<Template> options,
      @Nullable Template message,
      Template method,
      @Nullable Copy copy)
      implements Step {}

  /** {@code :fcc}: where a copy of what the script sends is kept. */
  record Copy(
      Template mailbox,
      List<Template> flags,
      boolean create,
      @Nullable Template specialUse,
      @Nullable Template mailboxId) {}

  record Set(String name, List<Modifier> modifiers, Template value) implements Step {}

  /**
   * {@code setflag}, {@code addflag}, {@code removeflag}; the variable is null for the internal
   * one.
   */
  record Flags(Operation operation, @Nullable String variable, List<Template> flags)
      implements Step {
    public enum Operation {
      SET,
      ADD,
      REMOVE
    }
  }

  record AddHeader(Template name, Template value, boolean last) implements Step {}

  /** The index is 0 for all fields of the name; no match means whatever their value. */
  record DeleteHeader(Template name, int index, boolean fromLast, @Nullable Match match)
      implements Step {}

  /** {@code foreverypart} (RFC 5703 §3.1). */
  record ForEveryPart(List<Step> steps) implements Step {}

  /** {@code break}: leaves that many loops, counted from the innermost. */
  record Break(int levels) implements Step {}

  record Replace(
      boolean mime, @Nullable Template subject, @Nullable Template from, Template replacement)
      implements Step {}

  record Enclose(@Nullable Template subject, List<Template> headers, Template text)
      implements Step {}

  record ExtractText(String name, List<Modifier> modifiers, long first) implements Step {}

  record Convert(Conversion conversion) implements Step {}

  /** What {@code convert} asks for (RFC 6558 §2). */
  record Conversion(Template from, Template to, List<Template> parameters) {}

  /**
   * The modifiers of {@code set} (RFC 5229 §4.1, draft-ietf-sieve-regex §4, RFC 5435 §6) in the
   * order in which they apply.
   */
  enum Modifier {
    LOWER(40),
    UPPER(40),
    LOWERFIRST(30),
    UPPERFIRST(30),
    QUOTEWILDCARD(20),
    QUOTEREGEX(20),
    ENCODEURL(15),
    LENGTH(10);

    private final int precedence;

    Modifier(int precedence) {
      this.precedence = precedence;
    }

    int precedence() {
      return precedence;
    }
  }
}
