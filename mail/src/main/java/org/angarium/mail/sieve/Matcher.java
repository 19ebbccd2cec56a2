package org.angarium.mail.sieve;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares values with keys in one run (RFC 5228 §2.7). */
final class Matcher {
  private final Run run;

  Matcher(Run run) {
    this.run = run;
  }

  /** Whether a value matches a key; remembers what the pattern matched (RFC 5229 §3.2). */
  boolean any(Match match, List<String> values) throws SieveFault {
    return any(match, values, run.capturing());
  }

  /** Whether a value matches a key. */
  boolean any(Match match, List<String> values, boolean capture) throws SieveFault {
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
              case VALUE, COUNT ->
                  match.relation().holds(match.collation().compareKeys(valueKey, keys[i]));
            };
        if (matched) {
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
      run.variables().matched(found);
    }
    return found != null;
  }
}
