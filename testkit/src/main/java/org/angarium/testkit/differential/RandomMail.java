package org.angarium.testkit.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Messages of random structure, and messages with one odd header field each. Text is octets, one
 * character each; lines end with CRLF.
 */
public final class RandomMail {
  /** What may stand in an address field, from plain to broken. */
  public static final List<String> ADDRESSES =
      List.of(
          "joe@example.test",
          "Joe <joe@example.test>",
          "\"Doe, Joe\" <joe@example.test>",
          "\"a \\\"quoted\\\" name\" <joe@example.test>",
          "joe@example.test (Joe Doe)",
          "a@x.test, b@y.test,c@z.test",
          "Friends: a@x.test, Bee <b@y.test>;",
          "undisclosed-recipients:;",
          "A Group: ; , joe@example.test",
          "<@one.test,@two.test:joe@example.test>",
          "\"joe doe\"@example.test",
          "joe.doe+tag@sub.example.test",
          "joe@[192.0.2.1]",
          "=?utf-8?q?J=C3=B6rg?= <joerg@example.test>",
          "\"=?utf-8?q?J=C3=B6rg?=\" <joerg@example.test>",
          "J\u00c3\u00b6rg <joerg@example.test>",
          "<>",
          "joe",
          "Joe <joe>",
          "joe@",
          "@example.test",
          "<joe@example.test",
          "joe@example.test>",
          "Joe Doe",
          "a@x.test b@y.test",
          "a@x.test,, b@y.test",
          ", a@x.test",
          "a@x.test;b@y.test",
          "Joe (comment) Doe <joe(x)@(y)example.test>",
          "(only a comment)",
          "joe@example.test\r\n ,\r\n\tjim@example.test",
          "\"unterminated <joe@example.test>",
          "Joe Q. Public <joe@example.test>",
          "joe..doe@example.test",
          "joe@example..test",
          "Joe <joe@example.test> trailing",
          "Outer: Inner: a@x.test;;");

  /** What may stand in Subject, and how. */
  public static final List<String> SUBJECTS =
      List.of(
          "Subject: plain",
          "Subject:no space",
          "Subject:   many   spaces   ",
          "Subject: folded\r\n here\r\n\tand here",
          "Subject:\r\n folded at once",
          "Subject:",
          "Subject: ",
          "Subject : space before the colon",
          "subject: lower case",
          "Subject: =?utf-8?b?w7Zk?=",
          "Subject: raw \u00c3\u00b6 octets",
          "Subject: tab\there",
          "Subject: \"quotes\" and \\ backslashes",
          "Subject: first\r\nSubject: second",
          "X-Other: no subject at all");

  /** What may stand in other fields that ENVELOPE shows. */
  public static final List<String> FIELDS =
      List.of(
          "Date: Mon, 5 Jan 2026 10:00:00 +0000",
          "Date: nonsense",
          "Date: Mon,  5 Jan 2026\r\n 10:00:00 +0000 (comment)",
          "Date:",
          "Message-ID: <a@b>",
          "Message-ID: no brackets",
          "Message-ID: <a@b> <c@d>",
          "Message-ID:\r\n <folded@b>",
          "Message-Id: <a@b> (comment)",
          "In-Reply-To: <a@b>\r\n <c@d>",
          "In-Reply-To: your message of yesterday",
          "Sender: one@x.test, two@x.test",
          "Reply-To: r@x.test",
          "Reply-To:",
          "Bcc: secret@x.test",
          "Cc: c@x.test\r\nCc: d@x.test");

  /** What may describe a body. */
  public static final List<String> CONTENT =
      List.of(
          "Content-Type: text/plain",
          "Content-Type: TEXT/HTML; CHARSET=UTF-8",
          "Content-Type: text/plain; charset=\"utf-8\"; format=flowed",
          "Content-Type: text/plain; charset=utf-8;",
          "Content-Type: text",
          "Content-Type: text/",
          "Content-Type: nonsense",
          "Content-Type:",
          "Content-Type: text/plain; name",
          "Content-Type: text/plain; name=\"a \\\"b\\\" c\"",
          "Content-Type: text/plain; name*=utf-8''a%20b",
          "Content-Type: text/plain; name*0=\"a\"; name*1=\"b\"",
          "Content-Type: text/plain (comment); charset=us-ascii",
          "Content-Type: text/plain; charset = us-ascii",
          "Content-Type: application/octet-stream; name=x.bin",
          "Content-Type: image/png",
          "Content-Type: message/rfc822",
          "Content-Type: message/delivery-status",
          "Content-Type: message/global",
          "Content-Type: multipart/mixed",
          "Content-Type: multipart/mixed; boundary=\"\"",
          "Content-Type: multipart/mixed; boundary=never",
          "Content-Type: x-y/z-w; a=b; A=c",
          "Content-Transfer-Encoding: BASE64",
          "Content-Transfer-Encoding: 8bit (comment)",
          "Content-Transfer-Encoding: nonsense",
          "Content-Transfer-Encoding:",
          "Content-ID: <part@x>",
          "Content-Description: described\r\n in two lines",
          "Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==",
          "Content-Disposition: attachment; filename=\"a b.txt\"; size=5",
          "Content-Disposition: INLINE",
          "Content-Disposition: ; filename=x",
          "Content-Disposition: attachment; filename*=utf-8'en'a%20b",
          "Content-Language: en, de",
          "Content-Language: en",
          "Content-Location: http://example.test/x",
          "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Type: text/html");

  private static final String[] WORDS = {
    "apple", "pear", "quince", "plum", "\u00c3\u00b6l", "Zebra", "nine", "=3D", "--", "."
  };

  private final Random random;

  /** The same for the same random numbers. */
  public RandomMail(Random random) {
    this.random = random;
  }

  /** A message with this header field beside the usual ones that it is not. */
  public static String odd(String field) {
    String name = field.substring(0, field.indexOf(':')).strip().toLowerCase(Locale.ROOT);
    StringBuilder text = new StringBuilder();
    String[][] usual = {
      {"from", "From: ann@example.test"},
      {"to", "To: joe@example.test"},
      {"subject", "Subject: usual"},
      {"date", "Date: Mon, 5 Jan 2026 10:00:00 +0000"}
    };
    for (String[] each : usual) {
      if (!name.equals(each[0]) && !(each[0].equals("subject") && name.equals("x-other"))) {
        text.append(each[1]).append("\r\n");
      }
    }
    if (name.startsWith("content-")) {
      text.append("MIME-Version: 1.0\r\n");
    }
    return text.append(field).append("\r\n\r\nThe body.\r\nTwo lines.\r\n").toString();
  }

  /** A message whose parts are nested at most {@code depth} deep. */
  public String message(int depth) {
    return "From: "
        + pick(ADDRESSES.subList(0, 4))
        + "\r\nTo: "
        + pick(ADDRESSES.subList(0, 7))
        + "\r\n"
        + pick(SUBJECTS.subList(0, 2))
        + "\r\nDate: Tue, 6 Jan 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"
        + entity(depth);
  }

  /** The fields of a body, an empty line and the body. */
  private String entity(int depth) {
    int kind = random.nextInt(depth > 0 ? 8 : 4);
    return switch (kind) {
      case 0 -> "Content-Type: text/plain; charset=utf-8\r\n\r\n" + text(random.nextInt(4));
      case 1 ->
          "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
              + text(random.nextInt(3));
      case 2 ->
          "Content-Type: application/pdf; name=\"a.pdf\"\r\nContent-Transfer-Encoding: base64\r\n"
              + "Content-Disposition: attachment; filename=\"a.pdf\"\r\n\r\n"
              + "SGVsbG8gV29ybGQh\r\n".repeat(random.nextInt(3));
      case 3 -> "\r\n" + text(1 + random.nextInt(2));
      case 4 -> "Content-Type: message/rfc822\r\n\r\n" + message(depth - 1);
      default -> multipart(depth);
    };
  }

  private String multipart(int depth) {
    String boundary = "b" + random.nextInt(1000) + (random.nextBoolean() ? "" : "=_'x");
    String subtype = pick(List.of("mixed", "alternative", "related", "digest", "x-own"));
    StringBuilder text =
        new StringBuilder("Content-Type: multipart/" + subtype + "; boundary=\"" + boundary + '"');
    text.append("\r\n\r\n");
    if (random.nextInt(3) == 0) {
      text.append("A preamble.\r\n");
    }
    int parts = 1 + random.nextInt(3);
    for (int i = 0; i < parts; i++) {
      text.append("--").append(boundary).append(random.nextInt(8) == 0 ? " \t" : "");
      text.append("\r\n").append(entity(depth - 1)).append("\r\n");
    }
    if (random.nextInt(5) > 0) {
      text.append("--").append(boundary).append("--\r\n");
    }
    if (random.nextInt(4) == 0) {
      text.append("An epilogue.\r\n");
    }
    return text.toString();
  }

  private String text(int lines) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      for (int word = random.nextInt(6); word > 0; word--) {
        text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
      }
      text.append("\r\n");
    }
    return text.toString();
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** Every message with one odd field, by that field. */
  public static List<String> oddFields() {
    List<String> all = new ArrayList<>();
    ADDRESSES.forEach(address -> all.add("To: " + address));
    List.of(0, 6, 16, 17, 23).forEach(index -> all.add("From: " + ADDRESSES.get(index)));
    all.addAll(SUBJECTS);
    all.addAll(FIELDS);
    all.addAll(CONTENT);
    return all;
  }
}
