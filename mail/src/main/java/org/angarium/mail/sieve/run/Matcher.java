package org.angarium.mail.sieve.run;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.sieve.compile.ListName;
import org.angarium.mail.sieve.match.Glob;
import org.angarium.mail.sieve.match.Match;
import org.angarium.mail.sieve.match.Regex;
import org.angarium.mail.sieve.match.RegexSyntaxException;
import org.angarium.mail.sieve.match.SieveFault;
import org.angarium.mail.sieve.match.Substring;
import org.angarium.mail.sieve.match.Variables;
import org.jspecify.annotations.Nullable;

/** Compares values with keys in one run (RFC 5228 §2.7). */
final class Matcher {
  private final Run run;
  private boolean inMessage = true;

  Matcher(Run run) {
    this.run = run;
  }

  /** {@link #any(Match, List)} of values that don't come out of the message. */
  boolean anyElsewhere(Match match, List<String> values) throws SieveFault {
    inMessage = false;
    boolean matches = any(match, values);
    inMessage = true;
    return matches;
  }

  /**
   * Whether a value, which comes out of the message, matches a key; remembers what the pattern
   * matched (RFC 5229 §3.2).
   */
  boolean any(Match match, List<String> values) throws SieveFault {
    return any(match, values, run.capturing());
  }

  /** Whether a value matches a key. */
  boolean any(Match match, List<String> values, boolean capture) throws SieveFault {
    if (match.type() == Match.Type.REGEX) {
      return regex(match, values, capture);
    }
    if (match.type() == Match.Type.LIST) {
      return inList(match, values, capture);
    }
    String[] keys = keys(match);
    if (match.type() == Match.Type.COUNT) {
      String count = match.collation().key(Integer.toString(values.size()));
      return relates(match, count, keys);
    }
    for (String value : values) {
      String valueKey = match.collation().key(value);
      for (int i = 0; i < keys.length; i++) {
        run.step(value.length());
        boolean matched =
            switch (match.type()) {
              case IS -> valueKey.equals(keys[i]);
              case CONTAINS -> Substring.contains(valueKey, keys[i]);
              case MATCHES -> matches(match, i, keys[i], value, valueKey, capture);
              case VALUE, COUNT, REGEX, LIST ->
                  match.relation().holds(match.collation().compareKeys(valueKey, keys[i]));
            };
        if (matched) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean regex(Match match, List<String> values, boolean capture) throws SieveFault {
    List<Regex> expressions = new ArrayList<>(match.keys().size());
    for (Match.Key key : match.keys()) {
      Regex known = key.regex();
      expressions.add(known == null ? regex(run.expand(key.text()), match) : known);
    }
    for (String value : values) {
      for (Regex expression : expressions) {
        run.step(value.length());
        if (!capture) {
          if (expression.matches(value, run::work)) {
            return true;
          }
          continue;
        }
        List<String> found = expression.capture(value, run::work);
        if (found != null) {
          run.variables().matched(found, inMessage);
          return true;
        }
      }
    }
    return false;
  }

  private Regex regex(String pattern, Match match) throws SieveFault {
    run.work(pattern.length());
    try {
      return Regex.compile(pattern, match.collation(), run.limits().regexSize());
    } catch (RegexSyntaxException wrong) {
      throw new SieveFault(
          "the regular expression \""
              + Variables.cut(pattern, 100)
              + "\" has "
              + wrong.getMessage());
    }
  }

  /** RFC 6134 §2.2: the keys name lists, which compare in their own way. */
  private boolean inList(Match match, List<String> values, boolean capture) throws SieveFault {
    for (Match.Key key : match.keys()) {
      String written = run.expand(key.text());
      String list = ListName.canonical(written);
      if (list == null || !run.knowsList(list)) {
        throw new SieveFault("there is no list \"" + Variables.cut(written, 100) + "\" here");
      }
      for (String value : values) {
        run.step(value.length());
        String member = run.environment().world().listMember(list, value);
        if (member != null) {
          if (capture) {
            run.variables().matched(List.of(member), inMessage);
          }
          return true;
        }
      }
    }
    return false;
  }

  private String[] keys(Match match) {
    String[] keys = new String[match.keys().size()];
    for (int i = 0; i < keys.length; i++) {
      Match.Key key = match.keys().get(i);
      String known = key.key();
      keys[i] = known == null ? match.collation().key(run.expand(key.text())) : known;
    }
    return keys;
  }

  private boolean relates(Match match, String value, String[] keys) throws SieveFault {
    for (String key : keys) {
      run.step(0);
      if (match.relation().holds(match.collation().compareKeys(value, key))) {
        return true;
      }
    }
    return false;
  }

  private boolean matches(
      Match match, int index, String key, String value, String valueKey, boolean capture)
      throws SieveFault {
    Glob known = match.keys().get(index).glob();
    Glob glob = known == null ? new Glob(key) : known;
    // A piece may be compared with every place of the text.
    long work = (long) key.length() * value.length();
    run.step((int) Math.min(work, Integer.MAX_VALUE / 2));
    if (!capture) {
      return glob.matches(valueKey);
    }
    @Nullable List<String> found = glob.capture(valueKey, value, match.collation().origins(value));
    if (found != null) {
      run.variables().matched(found, inMessage);
    }
    return found != null;
  }
}
