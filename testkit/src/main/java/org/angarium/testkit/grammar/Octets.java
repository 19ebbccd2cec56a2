package org.angarium.testkit.grammar;

import java.nio.charset.StandardCharsets;

/**
 * The octets of an answer and a place in them. Stepping beyond what has come throws {@link
 * Incomplete}; an octet that is not allowed makes a {@link GrammarFault} at its place. Not
 * thread-safe.
 */
public final class Octets {
  private static final int SHOWN_BEFORE = 160;
  private static final int SHOWN_AFTER = 40;

  private final byte[] bytes;
  private final int start;
  private final int limit;
  private int at;

  /** The octets of {@code bytes} from {@code start} to before {@code limit}; not copied. */
  public Octets(byte[] bytes, int start, int limit) {
    this.bytes = bytes;
    this.start = start;
    this.limit = limit;
    this.at = start;
  }

  /** An answer as text, one character per octet. */
  public static Octets of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return new Octets(bytes, 0, bytes.length);
  }

  /** Octets read so far. */
  public int position() {
    return at - start;
  }

  /** The next octet, which stays. */
  public int peek() {
    if (at == limit) {
      throw new Incomplete(limit - start + 1);
    }
    return bytes[at] & 0xFF;
  }

  /** Whether {@code octet} comes next. */
  public boolean ahead(int octet) {
    return peek() == octet;
  }

  /** The next octet. */
  public int next() {
    int octet = peek();
    at++;
    return octet;
  }

  /** Steps over {@code octet} if it comes next. */
  public boolean take(int octet) {
    boolean there = ahead(octet);
    if (there) {
      at++;
    }
    return there;
  }

  /** Steps over {@code octet}, which must come next. */
  public void expect(int octet, String rule) {
    if (!take(octet)) {
      throw fault(rule);
    }
  }

  /** Steps over {@code text}, which must come next; ASCII letters in either case. */
  public void expect(String text, String rule) {
    for (int i = 0; i < text.length(); i++) {
      if (upper(peek()) != upper(text.charAt(i))) {
        throw fault(rule);
      }
      at++;
    }
  }

  /**
   * The longest of {@code words} that comes next, in either case; a fault at the first octet that
   * continues none of them.
   */
  public String oneOf(String rule, String... words) {
    int from = at;
    int length = 0;
    while (true) {
      int octet = upper(peek());
      boolean continued = false;
      for (String word : words) {
        continued |=
            word.length() > length
                && upper(word.charAt(length)) == octet
                && comesAt(from, word, length);
      }
      if (!continued) {
        break;
      }
      length++;
      at++;
    }
    for (String word : words) {
      if (word.length() == length && comesAt(from, word, length)) {
        return word;
      }
    }
    throw fault(rule);
  }

  private boolean comesAt(int from, String word, int length) {
    for (int i = 0; i < length; i++) {
      if (upper(bytes[from + i]) != upper(word.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static int upper(int octet) {
    return octet >= 'a' && octet <= 'z' ? octet - 'a' + 'A' : octet;
  }

  /** The octets from {@code position} to here, one character each. */
  public String since(int position) {
    int from = start + position;
    return new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
  }

  /** Steps over that many octets of any value but, unless {@code nul}, NUL. */
  public void skip(long count, boolean nul, String rule) {
    long have = Math.min(count, limit - at);
    for (long i = 0; i < have; i++) {
      if (bytes[at] == 0 && !nul) {
        throw fault(rule);
      }
      at++;
    }
    if (have < count) {
      long needed = at - start + count - have + 1;
      throw new Incomplete((int) Math.min(needed, Integer.MAX_VALUE));
    }
  }

  /** CRLF. */
  public void crlf(String rule) {
    expect('\r', rule);
    expect('\n', rule);
  }

  /** Goes back, so that a fault is told there. */
  public void back(int position) {
    at = start + position;
  }

  /** That the next octet is not allowed. */
  public GrammarFault fault(String rule) {
    return new GrammarFault(rule, at - start, shown());
  }

  private String shown() {
    int from = Math.max(start, at - SHOWN_BEFORE);
    StringBuilder text = new StringBuilder(from > start ? "…" : "");
    for (int i = from; i < Math.min(limit, at + SHOWN_AFTER); i++) {
      text.append(i == at ? "▶" : "");
      int octet = bytes[i] & 0xFF;
      switch (octet) {
        case '\r' -> text.append("\\r");
        case '\n' -> text.append("\\n");
        default -> {
          if (octet >= ' ' && octet < 0x7F) {
            text.append((char) octet);
          } else {
            text.append(String.format("\\x%02x", octet));
          }
        }
      }
    }
    return text.append(at >= limit ? "▶" : "").toString();
  }
}
