package org.angarium.testkit.grammar.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.angarium.testkit.grammar.Octets;
import org.jspecify.annotations.Nullable;

/**
 * {@code Reply-line} and its special forms {@code Greeting} and {@code ehlo-ok-rsp} (RFC 5321 §4.2,
 * §4.1.1.1).
 *
 * @param code of three digits, the same in each line
 * @param keywords of an answer to EHLO in upper case, else empty
 */
record Reply(int code, List<String> keywords) {
  private static final String RULE = "Reply-line (RFC 5321 §4.2)";
  private static final String CODE = "Reply-code (RFC 5321 §4.2: 2 to 5, 0 to 5, 0 to 9)";
  private static final String STATUS = "status-code (RFC 3463 §2)";
  private static final String DOMAIN = "Domain (RFC 5321 §4.1.2)";
  private static final int LINE_MAX = 512;
  private static final int STATUS_DIGITS = 3;

  /**
   * Reads one reply.
   *
   * @param statusCodes whether they were announced
   * @param utf8 whether the client has asked for UTF-8
   */
  static Reply read(Octets in, Question question, boolean statusCodes, boolean utf8) {
    List<String> keywords = new ArrayList<>();
    int code = -1;
    String status = null;
    boolean more = true;
    for (int line = 0; more; line++) {
      int start = in.position();
      int codeHere = code(in, code);
      if (code < 0 && !question.mayBe(codeHere)) {
        in.back(start);
        throw in.fault(
            "a code that answers "
                + question.kind()
                + " "
                + question.verb()
                + " (RFC 5321 §4.3.2)");
      }
      code = codeHere;
      more = in.take('-');
      boolean text = more || in.take(' ');
      if (question.hello() && code == 250) {
        hello(in, line, text, keywords);
      } else {
        if (text) {
          status = status(in, question, code, statusCodes, status, line);
          if (line == 0 && code == 220 && question.kind() == Question.Kind.CONNECTION) {
            domain(in);
          }
          text(in, start, utf8);
        } else if (statusCodes && !question.statusCodeExempt() && code / 100 != 3) {
          throw in.fault("a status code in every line (RFC 2034 §4)");
        }
      }
      in.crlf(RULE);
      if (in.position() - start > LINE_MAX) {
        in.back(start + LINE_MAX);
        throw in.fault("a reply line has no more than 512 octets (RFC 5321 §4.5.3.1.5)");
      }
    }
    return new Reply(code, keywords);
  }

  private static int code(Octets in, int before) {
    int code = 0;
    int scale = 100;
    char[] least = {'2', '0', '0'};
    char[] most = {'5', '5', '9'};
    for (int i = 0; i < 3; i++) {
      int octet = in.peek();
      if (octet < least[i] || octet > most[i]) {
        throw in.fault(CODE);
      }
      if (before >= 0 && octet - '0' != before / scale % 10) {
        throw in.fault("the same code in each line (RFC 5321 §4.2.1)");
      }
      code = 10 * code + in.next() - '0';
      scale /= 10;
    }
    return code;
  }

  /** {@code textstring}: HT, SP and what is printable; with SMTPUTF8 also UTF-8 (RFC 6531). */
  private static void text(Octets in, int lineStart, boolean utf8) {
    while (!in.ahead('\r')) {
      int octet = in.peek();
      if (utf8 && octet >= 0x80) {
        utf8(in);
      } else if (octet != '\t' && (octet < ' ' || octet > '~')) {
        throw in.fault("textstring (RFC 5321 §4.2)");
      } else {
        in.next();
      }
      if (in.position() - lineStart > LINE_MAX - 2) {
        throw in.fault("a reply line has no more than 512 octets (RFC 5321 §4.5.3.1.5)");
      }
    }
  }

  /** {@code UTF8-non-ascii} (RFC 3629 §4). */
  private static void utf8(Octets in) {
    String rule = "UTF8-non-ascii (RFC 3629 §4)";
    int first = in.peek();
    int more = first >= 0xC2 && first <= 0xDF ? 1 : first >= 0xE0 && first <= 0xEF ? 2 : 3;
    if (first < 0xC2 || first > 0xF4) {
      throw in.fault(rule);
    }
    in.next();
    for (int i = 0; i < more; i++) {
      int octet = in.peek();
      int least = i == 0 && first == 0xE0 ? 0xA0 : i == 0 && first == 0xF0 ? 0x90 : 0x80;
      int most = i == 0 && first == 0xED ? 0x9F : i == 0 && first == 0xF4 ? 0x8F : 0xBF;
      if (octet < least || octet > most) {
        throw in.fault(rule);
      }
      in.next();
    }
  }

  // ---- enhanced status codes

  /** Where one must be or is: of the class of the reply, and in each line the same. */
  private static @Nullable String status(
      Octets in,
      Question question,
      int code,
      boolean announced,
      @Nullable String before,
      int line) {
    int start = in.position();
    boolean needed = announced && !question.statusCodeExempt() && code / 100 != 3;
    boolean present = looksLikeStatus(in);
    in.back(start);
    if (!needed && !present || question.statusCodeExempt()) {
      return null;
    }
    if (in.peek() - '0' != code / 100 || code / 100 == 3) {
      throw in.fault("a status code of the class of the reply (RFC 2034 §4)");
    }
    in.next();
    in.expect('.', STATUS);
    part(in);
    in.expect('.', STATUS);
    part(in);
    String status = in.since(start);
    if (line > 0 && !status.equals(before)) {
      in.back(start);
      throw in.fault("the same status code in each line (RFC 2034 §4)");
    }
    if (!in.ahead('\r')) {
      in.expect(' ', STATUS);
    }
    return status;
  }

  private static boolean looksLikeStatus(Octets in) {
    for (int i = 0; i < 3; i++) {
      int digits = 0;
      while (digits < STATUS_DIGITS && in.peek() >= '0' && in.peek() <= '9') {
        in.next();
        digits++;
      }
      if (digits == 0 || i < 2 && !in.take('.')) {
        return false;
      }
    }
    return in.ahead(' ') || in.ahead('\r');
  }

  private static void part(Octets in) {
    boolean zero = in.ahead('0');
    int count = 0;
    while (in.peek() >= '0' && in.peek() <= '9') {
      if (++count > STATUS_DIGITS || zero && count > 1) {
        throw in.fault(STATUS);
      }
      in.next();
    }
    if (count == 0) {
      throw in.fault(STATUS);
    }
  }

  // ---- greeting and EHLO

  private static void domain(Octets in) {
    if (in.take('[')) {
      while (in.peek() >= '!' && in.peek() <= 'Z' || in.peek() >= '^' && in.peek() <= '~') {
        in.next();
      }
      in.expect(']', "address-literal (RFC 5321 §4.1.3)");
    } else {
      do {
        label(in);
      } while (in.take('.'));
    }
    if (!in.ahead('\r') && !in.ahead(' ')) {
      throw in.fault(DOMAIN);
    }
  }

  private static void label(Octets in) {
    int start = in.position();
    boolean hyphen = true;
    while (letterOrDigit(in.peek()) || in.ahead('-') && in.position() > start) {
      hyphen = in.next() == '-';
    }
    if (hyphen) {
      throw in.fault(DOMAIN);
    }
  }

  private static boolean letterOrDigit(int octet) {
    return octet >= 'a' && octet <= 'z'
        || octet >= 'A' && octet <= 'Z'
        || octet >= '0' && octet <= '9';
  }

  /** {@code ehlo-ok-rsp}. */
  private static void hello(Octets in, int line, boolean text, List<String> keywords) {
    String rule = "ehlo-line (RFC 5321 §4.1.1.1)";
    if (!text) {
      throw in.fault("ehlo-ok-rsp (RFC 5321 §4.1.1.1)");
    }
    int start = in.position();
    if (line == 0) {
      domain(in);
      while (!in.ahead('\r')) {
        int octet = in.peek();
        if (octet == '\n' || octet == 0 || octet > 0x7E) {
          throw in.fault("ehlo-greet (RFC 5321 §4.1.1.1)");
        }
        in.next();
      }
      return;
    }
    if (!letterOrDigit(in.peek())) {
      throw in.fault(rule);
    }
    while (letterOrDigit(in.peek()) || in.ahead('-')) {
      in.next();
    }
    String keyword = in.since(start).toUpperCase(Locale.ROOT);
    if (keywords.contains(keyword)) {
      in.back(start);
      throw in.fault(rule + ": each keyword once");
    }
    keywords.add(keyword);
    while (in.take(' ')) {
      int parameter = in.position();
      while (in.peek() > ' ' && in.peek() < 0x7F) {
        in.next();
      }
      if (in.position() == parameter) {
        throw in.fault("ehlo-param (RFC 5321 §4.1.1.1)");
      }
    }
  }
}
