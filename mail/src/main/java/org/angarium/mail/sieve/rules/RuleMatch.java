package org.angarium.mail.sieve.rules;

/**
 * How a test compares (RFC 5228 §2.7).
 *
 * @param relation such as {@code ge}; empty unless the type is COUNT or VALUE
 * @param comparator such as {@code i;ascii-numeric}; empty for the default
 */
public record RuleMatch(Type type, String relation, String comparator) {
  /** Ignoring the case of ASCII letters, the whole text is one of the keys. */
  public static final RuleMatch IS = of(Type.IS);

  /** Ignoring the case of ASCII letters, one of the keys is in the text. */
  public static final RuleMatch CONTAINS = of(Type.CONTAINS);

  /** The match types. */
  public enum Type {
    IS,
    CONTAINS,
    MATCHES,
    REGEX,
    COUNT,
    VALUE;

    /** Whether a relation goes with it. */
    boolean hasRelation() {
      return this == COUNT || this == VALUE;
    }
  }

  /** Checks that a relation is there if and only if the type wants one. */
  public RuleMatch {
    if (type.hasRelation() == relation.isEmpty()) {
      throw new IllegalArgumentException("a relation goes with COUNT and VALUE, and only there");
    }
  }

  private static RuleMatch of(Type type) {
    return new RuleMatch(type, "", "");
  }
}
