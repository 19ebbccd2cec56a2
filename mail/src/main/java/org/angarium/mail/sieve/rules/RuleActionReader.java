package org.angarium.mail.sieve.rules;

import java.util.Set;
import org.angarium.mail.sieve.syntax.Phrase;

/** Reads commands as actions of rules. */
final class RuleActionReader {
  private RuleActionReader() {}

  static RuleAction action(Phrase phrase) throws BeyondRules {
    if (phrase.block() != null || !phrase.tests().isEmpty()) {
      throw new BeyondRules("no plain action");
    }
    return switch (phrase.name()) {
      case "keep" ->
          new RuleAction.Keep(new Arguments(phrase, Set.of(), Set.of("flags"), 0).strings("flags"));
      case "discard" -> {
        new Arguments(phrase, Set.of(), Set.of(), 0);
        yield new RuleAction.Discard();
      }
      case "fileinto" -> {
        Arguments given = new Arguments(phrase, Set.of("copy", "create"), Set.of("flags"), 1);
        yield new RuleAction.FileInto(
            given.string(0), given.has("copy"), given.has("create"), given.strings("flags"));
      }
      case "redirect" -> {
        Arguments given = new Arguments(phrase, Set.of("copy"), Set.of(), 1);
        yield new RuleAction.Redirect(given.string(0), given.has("copy"));
      }
      case "reject", "ereject" ->
          new RuleAction.Reject(
              new Arguments(phrase, Set.of(), Set.of(), 1).string(0),
              phrase.name().equals("ereject"));
      case "setflag" -> flags(phrase, RuleAction.Change.SET);
      case "addflag" -> flags(phrase, RuleAction.Change.ADD);
      case "removeflag" -> flags(phrase, RuleAction.Change.REMOVE);
      case "vacation" -> vacation(phrase);
      default -> throw new BeyondRules("another command");
    };
  }

  private static RuleAction flags(Phrase phrase, RuleAction.Change change) throws BeyondRules {
    return new RuleAction.Flags(change, new Arguments(phrase, Set.of(), Set.of(), 1).strings(0));
  }

  private static RuleAction vacation(Phrase phrase) throws BeyondRules {
    Arguments given =
        new Arguments(
            phrase,
            Set.of("mime"),
            Set.of("days", "seconds", "subject", "from", "addresses", "handle"),
            1);
    Long days = given.number("days");
    Long seconds = given.number("seconds");
    Long interval = days == null ? seconds : days;
    if ((days != null && seconds != null) || (interval != null && interval > Integer.MAX_VALUE)) {
      throw new BeyondRules("two intervals, or one beyond all bounds");
    }
    return new RuleAction.Vacation(
        interval,
        seconds != null,
        given.string("subject"),
        given.string("from"),
        given.strings("addresses"),
        given.has("mime"),
        given.string("handle"),
        given.string(0));
  }
}
