package org.angarium.mail.sieve.match;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a test compares values with keys (RFC 5228 §2.7, RFC 5231): compiled as far as the keys are
 * known.
 */
public record Match(Type type, Relation relation, Collation collation, List<Key> keys) {
  /** Match types (RFC 5228 §2.7.1, RFC 5231, RFC 6134). */
  public enum Type {
    IS,
    CONTAINS,
    MATCHES,
    REGEX,
    LIST,
    COUNT,
    VALUE
  }

  /** Relations of {@code :count} and {@code :value} (RFC 5231 §4). */
  public enum Relation {
    GT,
    GE,
    LT,
    LE,
    EQ,
    NE;

    /**
     * Whether the relation holds for what a comparator says of value and key: below, at or above 0.
     */
    public boolean holds(int comparison) {
      return switch (this) {
        case GT -> comparison > 0;
        case GE -> comparison >= 0;
        case LT -> comparison < 0;
        case LE -> comparison <= 0;
        case EQ -> comparison == 0;
        case NE -> comparison != 0;
      };
    }
  }

  /**
   * What values are compared with.
   *
   * @param key the comparator's key if the text is constant, else null
   * @param glob the pattern if the text is constant and a pattern is asked for, else null
   * @param regex the same for a regular expression
   */
  public record Key(
      Template text, @Nullable String key, @Nullable Glob glob, @Nullable Regex regex) {}

  /** A match whose keys are prepared as far as they are the same in every run. */
  public static Match of(Type type, Relation relation, Collation collation, List<Template> texts) {
    List<Key> keys = new ArrayList<>(texts.size());
    for (Template text : texts) {
      String constant = text.constantOrNull();
      String key = constant == null ? null : collation.key(constant);
      Glob glob = key == null || type != Type.MATCHES ? null : new Glob(key);
      keys.add(new Key(text, key, glob, null));
    }
    return new Match(type, relation, collation, List.copyOf(keys));
  }
}
