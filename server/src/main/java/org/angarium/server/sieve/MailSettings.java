package org.angarium.server.sieve;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.sieve.rules.Rule;
import org.angarium.mail.sieve.rules.RuleAction;
import org.angarium.mail.sieve.rules.RuleMatch;
import org.angarium.mail.sieve.rules.RuleScript;
import org.angarium.mail.sieve.rules.RuleTest;
import org.angarium.mail.sieve.syntax.SieveLimits;
import org.jspecify.annotations.Nullable;

/**
 * What people set without writing a script: forwarding, out-of-office, an automatic reply. Kept as
 * a script of three named rules, which runs before the account's own; read back from it.
 *
 * @param vacation answers from a day to a day
 * @param autoReply answers whenever {@code vacation} does not; has no days
 */
public record MailSettings(
    @Nullable Forward forward, @Nullable Reply vacation, @Nullable Reply autoReply) {
  /** Nothing is set. */
  public static final MailSettings NONE = new MailSettings(null, null, null);

  /** Addresses that mail is forwarded to; as many as a script may send a message on to. */
  public static final int MAX_FORWARDS = SieveLimits.DEFAULT.redirects();

  private static final String FORWARD = "forward";
  private static final String VACATION = "vacation";
  private static final String AUTO_REPLY = "auto-reply";

  /**
   * Forwarding.
   *
   * @param to one address at least
   * @param keep whether the account has a copy of its own
   */
  public record Forward(List<EmailAddress> to, boolean keep) {
    public Forward {
      to = List.copyOf(to);
    }
  }

  /**
   * An answer to each sender.
   *
   * @param from first day in UTC, or null for any
   * @param until last day in UTC, or null for any
   * @param days for how long a sender gets no second answer; from 1
   * @param subject null for that of the message with a prefix
   * @param text plain
   */
  public record Reply(
      @Nullable LocalDate from,
      @Nullable LocalDate until,
      int days,
      @Nullable String subject,
      String text) {}

  public MailSettings with(@Nullable Forward other) {
    return new MailSettings(other, vacation, autoReply);
  }

  public MailSettings withVacation(@Nullable Reply other) {
    return new MailSettings(forward, other, autoReply);
  }

  public MailSettings withAutoReply(@Nullable Reply other) {
    return new MailSettings(forward, vacation, other);
  }

  /** The script; empty where nothing is set. */
  public byte[] toScript() {
    RuleScript script = new RuleScript(List.of());
    if (forward != null) {
      List<RuleAction> actions = new ArrayList<>(forward.to.size());
      for (EmailAddress address : forward.to) {
        actions.add(new RuleAction.Redirect(address.toString(), forward.keep));
      }
      script = with(script, FORWARD, List.of(), actions, false);
    }
    if (vacation != null) {
      List<RuleTest> days = new ArrayList<>(2);
      if (vacation.from != null) {
        days.add(day("ge", vacation.from));
      }
      if (vacation.until != null) {
        days.add(day("le", vacation.until));
      }
      script = with(script, VACATION, days, List.of(answer(vacation)), true);
    }
    if (autoReply != null) {
      script = with(script, AUTO_REPLY, List.of(), List.of(answer(autoReply)), false);
    }
    return script.write().getBytes(StandardCharsets.UTF_8);
  }

  private static RuleScript with(
      RuleScript script,
      String name,
      List<RuleTest> tests,
      List<RuleAction> actions,
      boolean stop) {
    return script.inserted(
        script.pieces().size(), new Rule(name, true, Rule.Matching.ALL, tests, actions, stop));
  }

  private static RuleTest day(String relation, LocalDate day) {
    return new RuleTest.Date(
        new RuleMatch(RuleMatch.Type.VALUE, relation, ""),
        "",
        "+0000",
        "date",
        List.of(day.toString()));
  }

  private static RuleAction answer(Reply reply) {
    return new RuleAction.Vacation(
        (long) reply.days, false, reply.subject, null, List.of(), false, null, reply.text);
  }

  /** What a script of {@link #toScript} says; what it does not say is not set. */
  public static MailSettings of(byte[] script) {
    MailSettings settings = NONE;
    String text = new String(script, StandardCharsets.UTF_8);
    for (Rule rule : RuleScript.read(text, SieveLimits.DEFAULT).rules()) {
      settings =
          switch (rule.name()) {
            case FORWARD -> settings.with(forward(rule));
            case VACATION -> settings.withVacation(reply(rule));
            case AUTO_REPLY -> settings.withAutoReply(reply(rule));
            default -> settings;
          };
    }
    return settings;
  }

  private static @Nullable Forward forward(Rule rule) {
    List<EmailAddress> to = new ArrayList<>();
    boolean keep = false;
    for (RuleAction action : rule.actions()) {
      if (action instanceof RuleAction.Redirect(String address, boolean copy)) {
        to.add(EmailAddress.parse(address));
        keep = copy;
      }
    }
    return to.isEmpty() ? null : new Forward(to, keep);
  }

  private static @Nullable Reply reply(Rule rule) {
    LocalDate from = null;
    LocalDate until = null;
    for (RuleTest test : rule.tests()) {
      if (test instanceof RuleTest.Date date) {
        LocalDate day = day(date.keys().getFirst());
        from = date.match().relation().equals("ge") ? day : from;
        until = date.match().relation().equals("le") ? day : until;
      }
    }
    for (RuleAction action : rule.actions()) {
      if (action instanceof RuleAction.Vacation answer) {
        Long days = answer.interval();
        return new Reply(
            from, until, days == null ? 7 : days.intValue(), answer.subject(), answer.reason());
      }
    }
    return null;
  }

  private static @Nullable LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException noDay) {
      return null;
    }
  }
}
