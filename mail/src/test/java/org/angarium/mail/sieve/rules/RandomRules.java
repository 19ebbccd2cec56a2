package org.angarium.mail.sieve.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rules of every kind. */
final class RandomRules {
  private static final List<String> TEXTS =
      List.of(
          "a", "\\Seen", "Ünïcode 😀", "say \"x\"", "# no comment", "*/ {;}", "two  spaces", "]");

  private RandomRules() {}

  static Rule rule(Random random) {
    List<RuleTest> tests = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      RuleTest test = test(random);
      tests.add(random.nextInt(4) == 0 ? new RuleTest.Not(test) : test);
    }
    List<RuleAction> actions = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      actions.add(action(random));
    }
    boolean any = !tests.isEmpty() && random.nextBoolean();
    return new Rule(
        List.of("", "Name", "with ] in it", "# sign", "rule:[x]").get(random.nextInt(5)),
        random.nextInt(3) > 0,
        any ? Rule.Matching.ANY : Rule.Matching.ALL,
        tests,
        actions,
        random.nextBoolean());
  }

  private static String text(Random random) {
    if (random.nextInt(30) == 0) {
      return List.of("one\r\ntwo\r\n", "\n", "", "\r\n.\r\n").get(random.nextInt(4));
    }
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private static List<String> texts(Random random) {
    List<String> texts = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      texts.add(text(random));
    }
    return texts;
  }

  private static RuleMatch match(Random random) {
    RuleMatch.Type type = RuleMatch.Type.values()[random.nextInt(RuleMatch.Type.values().length)];
    String comparator =
        List.of("", "i;octet", "i;ascii-casemap", "i;unicode-casemap").get(random.nextInt(4));
    return new RuleMatch(type, type.hasRelation() ? "ge" : "", comparator);
  }

  private static RuleTest test(Random random) {
    RuleTest.Part part = RuleTest.Part.values()[random.nextInt(5)];
    return switch (random.nextInt(10)) {
      case 0 -> new RuleTest.Header(match(random), texts(random), texts(random));
      case 1 -> new RuleTest.Address(match(random), part, texts(random), texts(random));
      case 2 -> new RuleTest.Envelope(match(random), part, List.of("from"), texts(random));
      case 3 -> new RuleTest.Exists(texts(random));
      case 4 -> new RuleTest.Size(random.nextBoolean(), random.nextInt() & 0x7fffffffL);
      case 5 -> {
        RuleTest.Transform transform = RuleTest.Transform.values()[random.nextInt(3)];
        yield new RuleTest.Body(
            match(random),
            transform,
            transform == RuleTest.Transform.CONTENT ? texts(random) : List.of(),
            texts(random));
      }
      case 6 -> new RuleTest.Date(match(random), "", "+0100", "weekday", texts(random));
      case 7 -> new RuleTest.Date(match(random), "date", "original", "date", texts(random));
      case 8 -> new RuleTest.Spam(match(random), random.nextBoolean(), text(random));
      default -> new RuleTest.Virus(match(random), text(random));
    };
  }

  private static RuleAction action(Random random) {
    List<String> flags = random.nextBoolean() ? List.of() : List.of("\\Seen", "$x");
    return switch (random.nextInt(8)) {
      case 0 -> new RuleAction.FileInto("box", random.nextBoolean(), random.nextBoolean(), flags);
      case 1 -> new RuleAction.Keep(flags);
      case 2 -> new RuleAction.Redirect("a@example.org", random.nextBoolean());
      case 3 -> new RuleAction.Discard();
      case 4 -> new RuleAction.Reject(text(random), random.nextBoolean());
      case 5 ->
          new RuleAction.Flags(
              RuleAction.Change.values()[random.nextInt(3)], List.of("\\Seen", "x"));
      case 6 ->
          new RuleAction.Vacation(
              5L,
              random.nextBoolean(),
              text(random),
              null,
              List.of("a@example.org", "\"A, B\" <b@example.org>").subList(0, random.nextInt(3)),
              false,
              "h",
              "x");
      default ->
          new RuleAction.Vacation(
              null,
              false,
              null,
              List.of("a@example.org", "A <a@example.org>, b@example.org").get(random.nextInt(2)),
              List.of(),
              true,
              null,
              "Content-Type: text/plain\r\n\r\n" + text(random));
    };
  }
}
