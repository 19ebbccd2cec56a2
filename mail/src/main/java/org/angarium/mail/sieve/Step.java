package org.angarium.mail.sieve;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command, compiled. Nulls are tagged arguments that weren't given. */
sealed interface Step {
  /** {@code if}, {@code elsif}, {@code else}: the first branch whose condition holds. */
  record If(List<Branch> branches) implements Step {}

  record Branch(Condition condition, List<Step> steps) {}

  record Stop() implements Step {}

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

  record Redirect(Template address, boolean copy) implements Step {}

  record Reject(Template reason, boolean duringProtocol) implements Step {}

  record Vacation(
      long seconds,
      @Nullable Template subject,
      @Nullable Template from,
      List<Template> addresses,
      boolean mime,
      @Nullable Template handle,
      Template reason)
      implements Step {}

  record Set(String name, List<Modifier> modifiers, Template value) implements Step {}

  /**
   * {@code setflag}, {@code addflag}, {@code removeflag}; the variable is null for the internal
   * one.
   */
  record Flags(Operation operation, @Nullable String variable, List<Template> flags)
      implements Step {
    enum Operation {
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

  /** The modifiers of {@code set} (RFC 5229 §4.1) in the order in which they apply. */
  enum Modifier {
    LOWER(40),
    UPPER(40),
    LOWERFIRST(30),
    UPPERFIRST(30),
    QUOTEWILDCARD(20),
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
