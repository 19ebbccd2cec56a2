package org.angarium.server.outbound;

import java.util.List;
import java.util.Locale;
import org.angarium.mail.smtp.SmtpReply;

/**
 * What the peer announced in its answer to EHLO; nothing after HELO.
 *
 * @param size whether it knows SIZE (RFC 1870)
 * @param maxSize the size it states, or 0 for none
 * @param authPlain whether AUTH PLAIN is offered
 */
record Capabilities(
    boolean pipelining,
    boolean eightBitMime,
    boolean smtpUtf8,
    boolean dsn,
    boolean startTls,
    boolean size,
    long maxSize,
    boolean authPlain) {
  static final Capabilities NONE =
      new Capabilities(false, false, false, false, false, false, 0, false);

  static Capabilities of(SmtpReply ehlo) {
    boolean pipelining = false;
    boolean eightBitMime = false;
    boolean smtpUtf8 = false;
    boolean dsn = false;
    boolean startTls = false;
    boolean size = false;
    long maxSize = 0;
    boolean authPlain = false;
    List<String> lines = ehlo.lines();
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i).strip().toUpperCase(Locale.ROOT);
      int space = line.indexOf(' ');
      String keyword = space < 0 ? line : line.substring(0, space);
      String values = space < 0 ? "" : line.substring(space + 1).strip();
      switch (keyword) {
        case "PIPELINING" -> pipelining = true;
        case "8BITMIME" -> eightBitMime = true;
        case "SMTPUTF8" -> smtpUtf8 = true;
        case "DSN" -> dsn = true;
        case "STARTTLS" -> startTls = true;
        case "SIZE" -> {
          size = true;
          maxSize = number(values);
        }
        case "AUTH" -> authPlain = (" " + values + " ").contains(" PLAIN ");
        default -> {
          // Extensions that we make no use of.
        }
      }
    }
    return new Capabilities(
        pipelining, eightBitMime, smtpUtf8, dsn, startTls, size, maxSize, authPlain);
  }

  private static long number(String text) {
    if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return 0;
    }
    return Long.parseLong(text);
  }
}
