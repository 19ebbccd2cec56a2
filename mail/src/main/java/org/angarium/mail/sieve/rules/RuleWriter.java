package org.angarium.mail.sieve.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.angarium.mail.sieve.syntax.SieveFormatter;
import org.angarium.mail.sieve.syntax.SieveLimits;
import org.angarium.mail.sieve.syntax.SieveSyntax;
import org.angarium.mail.sieve.syntax.SieveSyntaxException;
import org.jspecify.annotations.Nullable;

/** Writes rules as text, in the form of {@link SieveFormatter}, and tells what they require. */
final class RuleWriter {
  /** The rules are ours: only what makes no sense stops us. */
  private static final SieveLimits LIMITS =
      new SieveLimits(
          Integer.MAX_VALUE,
          SieveLimits.DEFAULT.nesting(),
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          Integer.MAX_VALUE,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0);

  private final StringBuilder out = new StringBuilder();
  private final Set<String> extensions = new TreeSet<>();

  private RuleWriter() {}

  /** The rule with its name, as lines. */
  static String text(Rule rule) {
    RuleWriter writer = new RuleWriter();
    writer.actions(rule);
    String actions = writer.out.toString();
    String condition = condition(rule);
    String name = rule.name().isEmpty() ? "" : "# rule:[" + rule.name() + "]\r\n";
    if (rule.enabled()) {
      return name + formatted("if " + condition + " {" + actions + "}");
    }
    if (condition.indexOf('\n') >= 0 || condition.indexOf('\r') >= 0) {
      return name + formatted("if allof (false, " + condition + ") {" + actions + "}");
    }
    String always = formatted("if true {" + actions + "}");
    return name + "if false # " + condition + "\r\n" + always.substring(always.indexOf('{'));
  }

  private static String formatted(String text) {
    try {
      return SieveFormatter.format(SieveSyntax.parse(text, LIMITS));
    } catch (SieveSyntaxException wrong) {
      throw new IllegalArgumentException("a rule with a NUL in it: " + wrong.getMessage(), wrong);
    }
  }

  /** What the rule requires. */
  static Set<String> extensions(Rule rule) {
    RuleWriter writer = new RuleWriter();
    writer.tests(rule);
    writer.actions(rule);
    return writer.extensions;
  }

  private static String condition(Rule rule) {
    RuleWriter writer = new RuleWriter();
    writer.tests(rule);
    return writer.out.toString();
  }

  private void tests(Rule rule) {
    List<RuleTest> tests = rule.tests();
    if (tests.isEmpty()) {
      out.append("true");
    } else if (tests.size() == 1 && rule.matching() == Rule.Matching.ALL) {
      test(tests.getFirst());
    } else {
      out.append(rule.matching() == Rule.Matching.ALL ? "allof (" : "anyof (");
      for (int i = 0; i < tests.size(); i++) {
        out.append(i == 0 ? "" : ", ");
        test(tests.get(i));
      }
      out.append(')');
    }
  }

  private void test(RuleTest test) {
    switch (test) {
      case RuleTest.Not not -> {
        out.append("not ");
        test(not.test());
      }
      case RuleTest.Header header -> {
        out.append("header");
        match(header.match());
        strings(header.names(), header.keys());
      }
      case RuleTest.Address address -> {
        out.append("address");
        part(address.part());
        match(address.match());
        strings(address.names(), address.keys());
      }
      case RuleTest.Envelope envelope -> {
        out.append(word("envelope", "envelope"));
        part(envelope.part());
        match(envelope.match());
        strings(envelope.names(), envelope.keys());
      }
      case RuleTest.Exists exists -> {
        out.append("exists");
        strings(List.of(exists.names()));
      }
      case RuleTest.Size size ->
          out.append(size.over() ? "size :over " : "size :under ").append(size.octets());
      case RuleTest.Body body -> {
        out.append(word("body", "body"));
        switch (body.transform()) {
          case TEXT -> out.append(" :text");
          case RAW -> out.append(" :raw");
          case CONTENT -> {
            out.append(" :content");
            strings(List.of(body.types()));
          }
        }
        match(body.match());
        strings(List.of(body.keys()));
      }
      case RuleTest.Date date -> date(date);
      case RuleTest.Spam spam -> {
        out.append(word("spamtest", spam.percent() ? "spamtestplus" : "spamtest"));
        out.append(spam.percent() ? " :percent" : "");
        match(spam.match());
        string(spam.value());
      }
      case RuleTest.Virus virus -> {
        out.append(word("virustest", "virustest"));
        match(virus.match());
        string(virus.value());
      }
    }
  }

  private void date(RuleTest.Date date) {
    boolean current = date.header().isEmpty();
    out.append(word(current ? "currentdate" : "date", "date"));
    if (date.zone().equals("original")) {
      out.append(" :originalzone");
    } else if (!date.zone().isEmpty()) {
      tag("zone", date.zone());
    }
    match(date.match());
    if (!current) {
      string(date.header());
    }
    string(date.part());
    strings(List.of(date.keys()));
  }

  private void match(RuleMatch match) {
    String type = match.type().name().toLowerCase(Locale.ROOT);
    out.append(" :").append(type);
    if (match.type().hasRelation()) {
      extensions.add("relational");
      string(match.relation());
    } else if (match.type() == RuleMatch.Type.REGEX) {
      extensions.add("regex");
    }
    if (!match.comparator().isEmpty()) {
      if (!Set.of("i;octet", "i;ascii-casemap").contains(match.comparator())) {
        extensions.add("comparator-" + match.comparator());
      }
      tag("comparator", match.comparator());
    }
  }

  private void part(RuleTest.Part part) {
    if (part == RuleTest.Part.USER || part == RuleTest.Part.DETAIL) {
      extensions.add("subaddress");
    }
    if (part != RuleTest.Part.ALL) {
      out.append(" :").append(part.name().toLowerCase(Locale.ROOT));
    }
  }

  private void actions(Rule rule) {
    for (RuleAction action : rule.actions()) {
      action(action);
      out.append("; ");
    }
    out.append(rule.stop() ? "stop;" : "");
  }

  private void action(RuleAction action) {
    switch (action) {
      case RuleAction.FileInto fileInto -> {
        out.append(word("fileinto", "fileinto"));
        flags(fileInto.flags());
        if (fileInto.copy()) {
          out.append(word(" :copy", "copy"));
        }
        if (fileInto.create()) {
          out.append(word(" :create", "mailbox"));
        }
        string(fileInto.mailbox());
      }
      case RuleAction.Keep keep -> {
        out.append("keep");
        flags(keep.flags());
      }
      case RuleAction.Redirect redirect -> {
        out.append("redirect");
        if (redirect.copy()) {
          out.append(word(" :copy", "copy"));
        }
        string(redirect.address());
      }
      case RuleAction.Discard discard -> out.append("discard");
      case RuleAction.Reject reject -> {
        String name = reject.duringProtocol() ? "ereject" : "reject";
        out.append(word(name, name));
        string(reject.reason());
      }
      case RuleAction.Flags flags -> {
        out.append(word(flags.change().name().toLowerCase(Locale.ROOT) + "flag", "imap4flags"));
        strings(List.of(flags.flags()));
      }
      case RuleAction.Vacation vacation -> vacation(vacation);
    }
  }

  private void flags(List<String> flags) {
    if (!flags.isEmpty()) {
      out.append(word(" :flags", "imap4flags"));
      strings(List.of(flags));
    }
  }

  private void vacation(RuleAction.Vacation vacation) {
    out.append(word("vacation", "vacation"));
    if (vacation.interval() != null) {
      out.append(vacation.seconds() ? word(" :seconds ", "vacation-seconds") : " :days ");
      out.append(vacation.interval());
    }
    tag("subject", vacation.subject());
    tag("from", vacation.from());
    if (!vacation.addresses().isEmpty()) {
      out.append(" :addresses");
      strings(List.of(vacation.addresses()));
    }
    out.append(vacation.mime() ? " :mime" : "");
    tag("handle", vacation.handle());
    string(vacation.reason());
  }

  /** A word that needs an extension. */
  private String word(String word, String extension) {
    extensions.add(extension);
    return word;
  }

  private void tag(String tag, @Nullable String value) {
    if (value != null) {
      out.append(" :").append(tag);
      string(value);
    }
  }

  private void string(String text) {
    out.append(' ').append(quoted(text));
  }

  private void strings(List<String> names, List<String> keys) {
    strings(List.of(names, keys));
  }

  private void strings(List<List<String>> lists) {
    for (List<String> list : lists) {
      out.append(' ').append(strings((Collection<String>) list));
    }
  }

  /** One string, or several in brackets. */
  static String strings(Collection<String> texts) {
    List<String> all = new ArrayList<>(texts.size());
    texts.forEach(text -> all.add(quoted(text)));
    return all.size() == 1 ? all.getFirst() : "[" + String.join(", ", all) + "]";
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
