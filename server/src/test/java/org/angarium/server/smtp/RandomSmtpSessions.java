package org.angarium.server.smtp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Commands for {@code example.test} with alice and bob, from right to wrong. Text is octets. */
final class RandomSmtpSessions {
  static final String HELLO = "EHLO client.test";
  static final String SENDER = "MAIL FROM:<a@b.test>";
  static final String RECIPIENT = "RCPT TO:<bob@example.test>";

  private static final String LONG_LABELS = ("x".repeat(63) + ".").repeat(3);

  static final List<String> HELLOS =
      List.of(
          HELLO,
          "HELO client.test",
          "ehlo Client.Test",
          "EHLO [127.0.0.1]",
          "EHLO [IPv6:::1]",
          "EHLO [bad",
          "EHLO localhost",
          "EHLO under_score",
          "EHLO -x-",
          "EHLO x.",
          "EHLO a..b",
          "EHLO Joe's-PC",
          utf8("EHLO M\u00dcLLER-PC"),
          "EHLO M\u00dcLLER-PC",
          "EHLO a b",
          "HELO a b",
          "EHLO  client.test",
          "EHLO client.test ",
          "EHLO " + "x".repeat(255),
          "EHLO",
          "EHLO ",
          "HELO",
          "LHLO client.test");

  /** What changes no session, or is nothing at all. */
  static final List<String> OTHERS =
      List.of(
          "NOOP",
          "noop",
          "NOOP x",
          "NOOP ",
          "RSET",
          "RSET ",
          "RSET x",
          "VRFY",
          "VRFY bob",
          "VRFY bob@example.test",
          "VRFY nobody@example.test",
          "VRFY a@elsewhere.test",
          "EXPN bob",
          "HELP",
          "HELP MAIL",
          "FOO",
          "FOO bar",
          "",
          " ",
          " NOOP",
          "NOOPX",
          "\u00ff",
          "TURN",
          "SEND FROM:<>",
          "ETRN example.test",
          "XCLIENT NAME=x",
          "AUTH",
          "AUTH PLAIN AGEAYg==",
          "MAIL",
          "MAIL FROM",
          "MAIL FROM:",
          "MAIL FOO:<>",
          "MAILFROM:<>",
          "RCPT",
          "RCPT TO",
          "RCPT TO:",
          "RCPT FROM:<bob@example.test>",
          "DATA x",
          "BDAT",
          "x".repeat(3000));

  /** Paths that are judged alike as sender and recipient, but for who lives there. */
  private static final List<String> PATHS =
      List.of(
          "<\"a b\"@%s>",
          "<\"a\\\"b\"@%s>",
          "<\"a\\\\b\"@%s>",
          "<\"a@b\"@%s>",
          "<\"\"@%s>",
          "<\"a@%s>",
          "<\"a\"b@%s>",
          "<\"a\".b@%s>",
          "<@x.test:a@%s>",
          "<@x.test,@y.test:a@%s>",
          "<@x.test,a@%s>",
          "<@x.test@y.test:a@%s>",
          "<@:a@%s>",
          "a@%s",
          "<a@%s",
          "a@%s>",
          "<<a@%s>>",
          "< a@%s>",
          "<a@%s >",
          "<a @%s>",
          "<a@ %s>",
          "<a b@%s>",
          "<a@%s.>",
          "<a@.%s>",
          "<a@x..%s>",
          "<a@-x.%s>",
          "<a@x-.%s>",
          "<a@x_y.%s>",
          "<a@" + "x".repeat(64) + ".%s>",
          "<a@" + LONG_LABELS + "%s>",
          "<a@" + LONG_LABELS + LONG_LABELS + "%s>",
          "<.a@%s>",
          "<a.@%s>",
          "<a..b@%s>",
          "<a@b@%s>",
          "<a!b@%s>",
          "<a%%b@%s>",
          "<a/b=c?d@%s>",
          "<a,b@%s>",
          "<a;b@%s>",
          "<a:b@%s>",
          "<a(c)@%s>",
          "<a@%s(c)>",
          "<a@%s,c@%s>",
          "<a@%s>,<c@%s>",
          "<a@%s> x",
          "<a@%s>x",
          "A <a@%s>",
          "<a\u0001@%s>",
          "<a\tb@%s>",
          "<\u00ff@%s>",
          "<" + "a".repeat(64) + "@%s>",
          "<" + "a".repeat(65) + "@%s>",
          "<@%s>",
          "<@>",
          "<a@>",
          "<a>",
          "<a@[127.0.0.1]>",
          "<a@[127.0.0.1>",
          "<a@127.0.0.1]>",
          "<a@127.0.0.1>",
          "<a@[127.1]>",
          "<a@[300.0.0.1]>",
          "<a@[IPv6:::1]>",
          "<a@[IPv6:::g]>",
          "<a@[::1]>",
          "<a@[x:y]>",
          "<a@[]>",
          utf8("<j\u00f6rg@%s>"),
          utf8("<a@b\u00fccher.%s>"),
          "<a@xn--bcher-kva.%s>");

  private static final List<String> MAIL_PARAMETERS =
      List.of(
          "SIZE=100",
          "size=100",
          "SIZE=0",
          "SIZE=",
          "SIZE",
          "SIZE=x",
          "SIZE=-1",
          "SIZE=1x",
          "SIZE=70000000",
          "SIZE=4294967296",
          "SIZE=99999999999999999999",
          "SIZE=999999999999999999999",
          "SIZE=1 SIZE=2",
          "BODY=7BIT",
          "BODY=8BITMIME",
          "body=8bitmime",
          "BODY=BINARYMIME",
          "BODY=x",
          "BODY=",
          "BODY",
          "BODY=7BIT BODY=8BITMIME",
          "RET=FULL",
          "RET=hdrs",
          "RET=x",
          "RET=",
          "RET",
          "RET=FULL RET=HDRS",
          "ENVID=a+2Bb",
          "ENVID=a+2bb",
          "ENVID=a+zz",
          "ENVID=a+",
          "ENVID=a+2",
          "ENVID=a=b",
          "ENVID=",
          "ENVID",
          "ENVID=a+00b",
          "ENVID=a+0Ab",
          "ENVID=" + utf8("j\u00f6rg"),
          "ENVID=" + "x".repeat(100),
          "ENVID=" + "x".repeat(101),
          "ENVID=a ENVID=b",
          "AUTH=<>",
          "AUTH=a@b.test",
          "AUTH=a+2Bb@b.test",
          "AUTH=a+zz",
          "AUTH=",
          "AUTH",
          "SMTPUTF8",
          "smtputf8",
          "SMTPUTF8=1",
          "SMTPUTF8 SMTPUTF8",
          "FOO",
          "FOO=bar",
          "X-FOO=bar",
          "=x",
          "NOTIFY=NEVER",
          "ORCPT=rfc822;a@b.test",
          "BODY=8BITMIME SMTPUTF8 SIZE=10 RET=HDRS ENVID=q",
          " SIZE=10");

  private static final List<String> RCPT_PARAMETERS =
      List.of(
          "NOTIFY=NEVER",
          "NOTIFY=SUCCESS",
          "notify=failure",
          "NOTIFY=SUCCESS,FAILURE,DELAY",
          "NOTIFY=SUCCESS,SUCCESS",
          "NOTIFY=NEVER,SUCCESS",
          "NOTIFY=SUCCESS,",
          "NOTIFY=,SUCCESS",
          "NOTIFY=x",
          "NOTIFY=",
          "NOTIFY",
          "NOTIFY=DELAY NOTIFY=DELAY",
          "ORCPT=rfc822;bob@example.test",
          "ORCPT=RFC822;bob+2Bx@example.test",
          "ORCPT=rfc822;bob+2bx@example.test",
          "ORCPT=rfc822;bob+zz@example.test",
          "ORCPT=rfc822;bob+@example.test",
          "ORCPT=rfc822;j+C3+B6rg@example.test",
          "ORCPT=rfc822;a=b",
          "ORCPT=utf-8;j\\x{F6}rg@example.test",
          "ORCPT=" + utf8("utf-8;j\u00f6rg@example.test"),
          "ORCPT=x-own;any",
          "ORCPT=rfc822;",
          "ORCPT=;bob",
          "ORCPT=bob",
          "ORCPT=",
          "ORCPT",
          "ORCPT=rfc822;" + "x".repeat(493),
          "ORCPT=rfc822;" + "x".repeat(600),
          "ORCPT=rfc822;a ORCPT=rfc822;b",
          "NOTIFY=FAILURE ORCPT=rfc822;bob@example.test",
          "FOO",
          "FOO=bar",
          "SIZE=1",
          " NOTIFY=NEVER");

  static final List<String> MAILS = new ArrayList<>();
  static final List<String> RCPTS = new ArrayList<>();

  static {
    for (String usual : new String[] {"a@b.test", "", "bob@example.test", "A.B@sub.B.test"}) {
      MAILS.add("MAIL FROM:<" + usual + ">");
    }
    for (String odd :
        new String[] {
          "MAIL FROM: <a@b.test>",
          "MAIL FROM :<a@b.test>",
          "MAIL  FROM:<a@b.test>",
          "mail from:<a@b.test>",
          "MAIL FROM:<a@b.test> ",
          "MAIL FROM<a@b.test>",
          "MAIL FROM:<postmaster>"
        }) {
      MAILS.add(odd);
    }
    for (String path : PATHS) {
      String mail = "MAIL FROM:" + path.replace("%s", "b.test").replace("%%", "%");
      MAILS.add(mail);
      if (mail.chars().anyMatch(c -> c > 0x7F)) {
        MAILS.add(mail + " SMTPUTF8");
      }
      RCPTS.add("RCPT TO:" + path.replace("%s", "example.test").replace("%%", "%"));
    }
    for (String parameters : MAIL_PARAMETERS) {
      MAILS.add(SENDER + " " + parameters);
    }
    for (String address :
        new String[] {
          "bob@example.test",
          "alice@example.test",
          "BOB@EXAMPLE.TEST",
          "bob+x@example.test",
          "bob+@example.test",
          "+x@example.test",
          "\"bob\"@example.test",
          "\"b\\ob\"@example.test",
          "\"bob+x\"@example.test",
          "@x.test:bob@example.test",
          "@x.test,@y.test:bob@example.test",
          "nobody@example.test",
          "bob@elsewhere.test",
          "bob@sub.example.test",
          "bob%elsewhere.test@example.test",
          "elsewhere.test!bob@example.test",
          "\"bob@elsewhere.test\"@example.test",
          "postmaster@example.test",
          "Postmaster",
          ""
        }) {
      RCPTS.add("RCPT TO:<" + address + ">");
    }
    for (String odd :
        new String[] {
          "RCPT TO: <bob@example.test>",
          "RCPT TO :<bob@example.test>",
          "RCPT  TO:<bob@example.test>",
          "rcpt to:<bob@example.test>",
          "RCPT TO:<bob@example.test> ",
          "RCPT TO<bob@example.test>"
        }) {
      RCPTS.add(odd);
    }
    for (String parameters : RCPT_PARAMETERS) {
      RCPTS.add(RECIPIENT + " " + parameters);
    }
  }

  /** By kind; {@code NUMBER} stands where the message is to be told from others. */
  static final Map<String, String> MESSAGES = new TreeMap<>();

  static {
    String header = "From: <a@b.test>\r\nSubject: NUMBER\r\n";
    MESSAGES.put("plain", header + "\r\ntext\r\n");
    MESSAGES.put("dots", header + "\r\n.\r\n..\r\n.x\r\nx.\r\n. \r\n.\t\r\n");
    MESSAGES.put("header only", header);
    MESSAGES.put("header and separator", header + "\r\n");
    MESSAGES.put("no header", "NUMBER\r\nis no field\r\n");
    MESSAGES.put("begins with an empty line", "\r\nNUMBER\r\n");
    MESSAGES.put("mbox line", "From a@b.test Mon Jan  5 10:00:00 2026\r\n" + header + "\r\nx\r\n");
    MESSAGES.put("begins with a continuation", " x\r\n" + header + "\r\nx\r\n");
    MESSAGES.put("line that is no field", header + "this is no field\r\nTo: x\r\n\r\nx\r\n");
    MESSAGES.put("space before colon", header + "To : <b@example.test>\r\n\r\nx\r\n");
    MESSAGES.put("folded", header + "X: a\r\n b\r\n\tc\r\n \r\n\r\nx\r\n");
    MESSAGES.put("8-bit body", header + "\r\nj\u00c3\u00b6rg \u00ff\r\n");
    MESSAGES.put("8-bit header", header + "X: j\u00c3\u00b6rg\r\n\r\nx\r\n");
    MESSAGES.put("control octets", header + "\r\n\u0001\u0007\u007f\t\u000c\r\n");
    MESSAGES.put("line of 998", header + "\r\n" + "y".repeat(998) + "\r\n");
    MESSAGES.put("line of 999", header + "\r\n" + "y".repeat(999) + "\r\n");
    MESSAGES.put("line of 5000", header + "\r\n" + "y".repeat(5000) + "\r\nz\r\n");
    MESSAGES.put("field of 5000", header + "X: " + "y".repeat(5000) + "\r\n\r\nz\r\n");
    MESSAGES.put("empty lines at the end", header + "\r\nx\r\n\r\n\r\n");
    MESSAGES.put("spaces at line ends", header + "X: y  \r\n\r\nx  \r\n \r\n");
    MESSAGES.put("NUL", header + "\r\na\u0000b\r\n");
    MESSAGES.put("bare LF", header + "\r\na\nb\r\n");
    MESSAGES.put("bare CR", header + "\r\na\rb\r\n");
    MESSAGES.put("bare LF before a dot", header + "\r\na\n.b\r\n");
    MESSAGES.put("own Return-Path", header + "Return-Path: <x@y.test>\r\n\r\nx\r\n");
    MESSAGES.put("own Delivered-To", header + "Delivered-To: <x@y.test>\r\n\r\nx\r\n");
    MESSAGES.put("loop", header + "Delivered-To: bob@example.test\r\n\r\nx\r\n");
    MESSAGES.put("Bcc", header + "Bcc: <x@y.test>\r\n\r\nx\r\n");
    MESSAGES.put("Content-Length", header + "Content-Length: 2\r\n\r\nx\r\n");
    MESSAGES.put("Resent", "Resent-From: <x@y.test>\r\n" + header + "\r\nx\r\n");
    MESSAGES.put("several hops", header + "Received: from x by y; z\r\n".repeat(20) + "\r\nx\r\n");
    MESSAGES.put("150 hops", header + "Received: from x by y; z\r\n".repeat(150) + "\r\nx\r\n");
    MESSAGES.put(
        "parts",
        header
            + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\nbefore\r\n"
            + "--b\r\n\r\none\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nX: y\r\n\r\n--b--\r\n");
  }

  /** A step of a session. */
  sealed interface Step {
    /** Commands sent at once. */
    record Commands(List<String> lines) implements Step {}

    /** DATA and what follows. */
    record Data(String kind) implements Step {}

    /** BDAT, in pieces of at most so many octets; the last of none where {@code empty}. */
    record Bdat(String kind, int most, boolean empty) implements Step {}
  }

  private final Random random;

  RandomSmtpSessions(Random random) {
    this.random = random;
  }

  /** The octets of the text, one character each. */
  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private boolean in(int hundred) {
    return random.nextInt(100) < hundred;
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }

  private String mail() {
    return in(50) ? SENDER : pick(MAILS);
  }

  private String rcpt() {
    return in(50) ? RECIPIENT : pick(RCPTS);
  }

  /** The next step of a session that has come so far. */
  Step next(SmtpState state) {
    if (in(8)) {
      List<String> lines = new ArrayList<>(List.of(mail(), rcpt(), rcpt()));
      if (in(30)) {
        lines.add(random.nextInt(lines.size()), pick(OTHERS.subList(0, 30)));
      }
      return new Step.Commands(lines);
    }
    int chance = random.nextInt(100);
    String usual =
        switch (state) {
          case NEW -> pick(HELLOS);
          case HELO, EHLO -> mail();
          case MAIL, RCPT -> rcpt();
        };
    if (chance < 15) {
      return new Step.Commands(List.of(pick(OTHERS)));
    }
    if (chance < 25) {
      return new Step.Commands(
          List.of(pick(List.of(pick(HELLOS), mail(), rcpt(), "RSET", "QUIT"))));
    }
    if (chance < (state == SmtpState.RCPT ? 70 : 30)) {
      String kind = pick(List.copyOf(MESSAGES.keySet()));
      return in(60) ? new Step.Data(kind) : new Step.Bdat(kind, 1 + random.nextInt(200), in(30));
    }
    return new Step.Commands(List.of(usual));
  }
}
