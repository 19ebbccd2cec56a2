package org.angarium.mail.sieve.match;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.angarium.mail.sieve.syntax.SieveLimits;

/**
 * The variables of one script in one run (RFC 5229), and what the last pattern matched. Those whose
 * name begins with {@link #GLOBAL} are shared by all scripts of the run (RFC 6609 §3.4).
 *
 * <p>Of each text its <em>own</em> part is known too: what is left of it when all is left out that
 * came out of the message. By that a script is kept from letting strangers choose whom it notifies
 * (RFC 5435 §8).
 */
public final class Variables {
  /** The namespace of variables that scripts share (RFC 6609 §3.4). */
  public static final String GLOBAL = "global.";

  private final SieveLimits limits;

  /** A value; the two parts are one and the same if nothing in it came out of the message. */
  private record Value(String text, String own) {
    private static final Value EMPTY = new Value("", "");
  }

  private final Map<String, Value> values = new HashMap<>();
  private final Map<String, Value> shared;
  private List<String> matched = List.of();
  private boolean matchedInMessage;

  /** No variable is set yet. */
  public Variables(SieveLimits limits) {
    this(limits, new HashMap<>());
  }

  private Variables(SieveLimits limits, Map<String, Value> shared) {
    this.limits = limits;
    this.shared = shared;
  }

  /** The variables of another script of the same run. */
  public Variables ofIncluded() {
    return new Variables(limits, shared);
  }

  private Map<String, Value> home(String name) {
    return name.startsWith(GLOBAL) ? shared : values;
  }

  /** Whether a text can name a variable (RFC 5229 §3). */
  public static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (!letter && (i == 0 || c < '0' || c > '9')) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** RFC 5229 §3: names don't differ by the case of letters. */
  public static String canonical(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** The value, empty if none was set. */
  public String value(String name) {
    return home(name).getOrDefault(name, Value.EMPTY).text;
  }

  /** The part of the value that didn't come out of the message. */
  String own(String name) {
    return home(name).getOrDefault(name, Value.EMPTY).own;
  }

  /**
   * Sets a variable; a long value is cut off.
   *
   * @param own the value without what came out of the message
   * @throws SieveFault if there are too many variables
   */
  public void set(String name, String value, String own) throws SieveFault {
    Map<String, Value> home = home(name);
    if (home.size() >= limits.variables() && !home.containsKey(name)) {
      throw new SieveFault("more than " + limits.variables() + " variables");
    }
    home.put(name, new Value(cut(value, limits.valueLength()), cut(own, limits.valueLength())));
  }

  /** What the wildcard of that number matched, 0 for all of it. */
  String match(int index) {
    return index < matched.size() ? matched.get(index) : "";
  }

  /** {@link #match}, empty if it came out of the message. */
  String ownMatch(int index) {
    return matchedInMessage ? "" : match(index);
  }

  /**
   * Keeps what the wildcards of a match stood for (RFC 5229 §3.2).
   *
   * @param inMessage whether it came out of the message
   */
  public void matched(List<String> found, boolean inMessage) {
    matched = List.copyOf(found);
    matchedInMessage = inMessage;
  }

  /** At most {@code length} chars of a text, never half a character. */
  public static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    boolean split = length > 0 && Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, split ? length - 1 : length);
  }
}
