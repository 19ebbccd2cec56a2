package org.angarium.mail.sieve.rules;

import java.util.List;

/** A condition of a rule. Lists of names and keys have at least one string. */
public sealed interface RuleTest {
  /** That another one doesn't hold; not itself a negation. */
  record Not(RuleTest test) implements RuleTest {
    /** Checks that the test isn't a negation. */
    public Not {
      if (test instanceof Not) {
        throw new IllegalArgumentException("not not");
      }
    }
  }

  /** What fields of the header say. */
  record Header(RuleMatch match, List<String> names, List<String> keys) implements RuleTest {
    /** Copies the lists. */
    public Header {
      names = filled(names);
      keys = filled(keys);
    }
  }

  /** A part of an address. */
  enum Part {
    ALL,
    LOCALPART,
    DOMAIN,
    USER,
    DETAIL
  }

  /** The addresses in fields of the header. */
  record Address(RuleMatch match, Part part, List<String> names, List<String> keys)
      implements RuleTest {
    /** Copies the lists. */
    public Address {
      names = filled(names);
      keys = filled(keys);
    }
  }

  /**
   * The addresses of the envelope.
   *
   * @param names {@code from} and {@code to}
   */
  record Envelope(RuleMatch match, Part part, List<String> names, List<String> keys)
      implements RuleTest {
    /** Copies the lists. */
    public Envelope {
      names = filled(names);
      keys = filled(keys);
    }
  }

  /** That all of some fields are there. */
  record Exists(List<String> names) implements RuleTest {
    /** Copies the list. */
    public Exists {
      names = filled(names);
    }
  }

  /** That the message is larger, or smaller, than so many octets. */
  record Size(boolean over, long octets) implements RuleTest {
    /** Checks the number, whose bound is that of Sieve. */
    public Size {
      if (octets < 0 || octets > Integer.MAX_VALUE * 1024L) {
        throw new IllegalArgumentException("an impossible size");
      }
    }
  }

  /** Which part of the body (RFC 5173 §5). */
  enum Transform {
    TEXT,
    RAW,
    CONTENT
  }

  /**
   * What the body says.
   *
   * @param types media types; empty unless the transform is CONTENT
   */
  record Body(RuleMatch match, Transform transform, List<String> types, List<String> keys)
      implements RuleTest {
    /** Copies the lists. */
    public Body {
      types = List.copyOf(types);
      keys = filled(keys);
      if ((transform == Transform.CONTENT) == types.isEmpty()) {
        throw new IllegalArgumentException("types go with CONTENT, and only there");
      }
    }
  }

  /**
   * A date (RFC 5260 §4).
   *
   * @param header the field it is in; empty for the current date
   * @param zone as {@code +0100}; empty for the owner's; {@code original} for that of the field
   * @param part such as {@code date} or {@code weekday}
   */
  record Date(RuleMatch match, String header, String zone, String part, List<String> keys)
      implements RuleTest {
    /** Copies the list. */
    public Date {
      keys = filled(keys);
      if (header.isEmpty() && zone.equals("original")) {
        throw new IllegalArgumentException("the current date has no zone of its own");
      }
    }
  }

  /**
   * How likely the message is spam (RFC 5235).
   *
   * @param percent whether the value goes from 0 to 100, else from 0 to 10
   */
  record Spam(RuleMatch match, boolean percent, String value) implements RuleTest {}

  /** How surely the message has a virus, from 0 to 5 (RFC 5235). */
  record Virus(RuleMatch match, String value) implements RuleTest {}

  private static List<String> filled(List<String> texts) {
    if (texts.isEmpty()) {
      throw new IllegalArgumentException("an empty list");
    }
    return List.copyOf(texts);
  }
}
