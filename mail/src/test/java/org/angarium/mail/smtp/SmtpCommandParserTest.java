package org.angarium.mail.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Random;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.address.ReversePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpCommandParserTest {

  private static SmtpCommand parse(String line) throws SmtpSyntaxException {
    return SmtpCommandParser.parse(line.getBytes(UTF_8), SmtpLimits.DEFAULT);
  }

  private static SmtpSyntaxException refused(String line) {
    return catchThrowableOfType(SmtpSyntaxException.class, () -> parse(line));
  }

  private static String refusal(String line) {
    SmtpSyntaxException e = refused(line);
    assertThat(e).as("refused: %s", line).isNotNull();
    return e.reply().code() + " " + e.reply().enhanced();
  }

  private static MailParameters mail(String parameters) throws SmtpSyntaxException {
    return ((SmtpCommand.Mail) parse("MAIL FROM:<a@b.test> " + parameters)).parameters();
  }

  private static RcptParameters rcpt(String parameters) throws SmtpSyntaxException {
    return ((SmtpCommand.Rcpt) parse("RCPT TO:<a@b.test> " + parameters)).parameters();
  }

  @Test
  void verbsComeInAnyCase() throws Exception {
    assertThat(parse("ehlo Mail.Example")).isEqualTo(new SmtpCommand.Ehlo("Mail.Example"));
    assertThat(parse("HeLo x")).isEqualTo(new SmtpCommand.Helo("x"));
    assertThat(parse("LHLO [127.0.0.1]")).isEqualTo(new SmtpCommand.Lhlo("[127.0.0.1]"));
    assertThat(parse("data")).isEqualTo(new SmtpCommand.Data());
    assertThat(parse("rset  ")).isEqualTo(new SmtpCommand.Rset());
    assertThat(parse("noop whatever")).isEqualTo(new SmtpCommand.Noop());
    assertThat(parse("quit")).isEqualTo(new SmtpCommand.Quit());
    assertThat(parse("help mail")).isEqualTo(new SmtpCommand.Help());
    assertThat(parse("vrfy bob")).isEqualTo(new SmtpCommand.Vrfy("bob"));
    assertThat(parse("expn list")).isEqualTo(new SmtpCommand.Expn("list"));
    assertThat(parse("StartTLS")).isEqualTo(new SmtpCommand.StartTls());
  }

  @Test
  void mailHasAReversePath() throws Exception {
    assertThat(parse("MAIL FROM:<bob@example.test>"))
        .isEqualTo(
            new SmtpCommand.Mail(ReversePath.parse("<bob@example.test>"), MailParameters.NONE));
    assertThat(parse("mail from: <>"))
        .isEqualTo(new SmtpCommand.Mail(ReversePath.NULL, MailParameters.NONE));
  }

  @Test
  void mailParametersAreTyped() throws Exception {
    assertThat(
            mail("SIZE=1000 body=8bitmime SMTPUTF8 RET=HDRS ENVID=QQ+2B1 AUTH=e+3Dmc2@example.com"))
        .isEqualTo(
            new MailParameters(
                1000,
                BodyType.EIGHT_BIT_MIME,
                true,
                DsnReturn.HDRS,
                "QQ+1",
                ReversePath.parse("e=mc2@example.com")));
    assertThat(mail("AUTH=<>").auth()).isEqualTo(ReversePath.NULL);
    assertThat(mail("AUTH=nonsense").auth()).isEqualTo(ReversePath.NULL);
    assertThat(mail("SIZE=99999999999999999999").size()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void rcptParametersAreTyped() throws Exception {
    RcptParameters parameters = rcpt("NOTIFY=SUCCESS,delay ORCPT=rfc822;Bob+2B1@example.com");
    assertThat(parameters.notifyOn()).isEqualTo(Set.of(DsnNotify.SUCCESS, DsnNotify.DELAY));
    assertThat(parameters.originalRecipient()).hasToString("rfc822;Bob+1@example.com");
    assertThat(rcpt("ORCPT=utf-8;\\x{fc}ber@example.com").originalRecipient())
        .hasToString("utf-8;über@example.com");
    assertThat(rcpt("ORCPT=utf-8;über@example.com").originalRecipient())
        .hasToString("utf-8;über@example.com");
  }

  /** RFC 3461 §4.2, RFC 6533 §3: it only annotates, and senders write it in several ways. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rfc822;j+C3+BCrg@example.test|rfc822;j\u00fcrg@example.test",
        "rfc822;j+c3+bcrg@example.test|rfc822;j\u00fcrg@example.test",
        "RFC822;a+2Bb+3Dc@example.test|rfc822;a+b=c@example.test",
        "rfc822;+22a+20b+22@example.test|rfc822;\"a b\"@example.test",
        "rfc822;j\u00fcrg@example.test|rfc822;j\u00fcrg@example.test",
        "utf-8;j\\x{FC}rg@example.test|utf-8;j\u00fcrg@example.test",
        "UTF-8;j\\x{fc}rg\\x{2B}x@example.test|utf-8;j\u00fcrg+x@example.test",
        "utf-8;\\x{1F600}@example.test|utf-8;\ud83d\ude00@example.test",
        "utf-8;j\u00fcrg@example.test|utf-8;j\u00fcrg@example.test",
        "utf-8;j+C3+BCrg@example.test|utf-8;j\u00fcrg@example.test",
        "x400;/G=a/S=b/|501",
        "x400;/G+3Da/S+3Db/|x400;/G=a/S=b/",
        "x-unheard_of;anything|x-unheard_of;anything",
        "unknown;a;b|unknown;a;b",
      })
  void takesEveryOriginalRecipient(String value, String text) throws Exception {
    if (text.equals("501")) {
      assertThat(refusal("RCPT TO:<a@b.test> ORCPT=" + value)).isEqualTo("501 5.5.4");
    } else {
      assertThat(rcpt("ORCPT=" + value).originalRecipient()).hasToString(text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rfc822;",
        "rfc822;+20",
        "rfc822;a+00b",
        "rfc822;a+0D+0Ab",
        "rfc822;a+7Fb",
        "rfc822;a+FFb",
        "rfc822;a+C3",
        "rfc822;a+E2+80+A8b",
        "utf-8;\\x{zz}",
        "utf-8;\\x{000A}",
        "utf-8;\\x{D800}",
        "utf-8;\\x{110000}",
        "utf-8;\\x{41",
        "utf-8;\\x{}",
        "utf-8;\u00fc+",
        "utf-8;+C3",
      })
  void dropsAnOriginalRecipientThatNoReportCouldShow(String value) throws Exception {
    assertThat(rcpt("NOTIFY=FAILURE ORCPT=" + value))
        .isEqualTo(new RcptParameters(Set.of(DsnNotify.FAILURE), null));
  }

  @Test
  void annotationsHaveBounds() throws Exception {
    String type = "rfc822;";
    String longest = "x".repeat(500 - type.length());
    assertThat(rcpt("ORCPT=" + type + longest).originalRecipient())
        .isEqualTo(new OriginalRecipient("rfc822", longest));
    assertThat(rcpt("ORCPT=" + type + longest + "x").originalRecipient()).isNull();
    assertThat(mail("ENVID=" + "x".repeat(100)).envelopeId()).hasSize(100);
    assertThat(mail("ENVID=" + "x".repeat(101)).envelopeId()).isNull();
  }

  @Test
  void dropsAnnotationsOfMailThatAreOfNoUse() throws Exception {
    assertThat(mail("ENVID=a+0D+0Ab").envelopeId()).isNull();
    assertThat(mail("ENVID=j+C3+BCrg").envelopeId()).isNull();
    assertThat(mail("ENVID=a+20b").envelopeId()).isEqualTo("a b");
    assertThat(mail("AUTH=a+0D+0Ab").auth()).isEqualTo(ReversePath.NULL);
    assertThat(mail("AUTH=a@b@c").auth()).isEqualTo(ReversePath.NULL);
    assertThat(mail("AUTH=j+C3+BCrg@b.test").auth())
        .isEqualTo(ReversePath.parse("j\u00fcrg@b.test"));
    assertThat(mail("SIZE=0")).isEqualTo(MailParameters.NONE);
  }

  @Test
  void notifyMayNameAConditionTwice() throws Exception {
    assertThat(rcpt("NOTIFY=DELAY,delay").notifyOn()).isEqualTo(Set.of(DsnNotify.DELAY));
    assertThat(rcpt("NOTIFY=NEVER,NEVER").notifyOn()).isEqualTo(Set.of(DsnNotify.NEVER));
  }

  /** RFC 5321 §4.1.4: mail must not be refused for the name. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "M\u00dcLLER-PC",
        "Joe's-PC",
        "my_host",
        "192.0.2.1",
        "2001:db8::1",
        "[]",
        "[IPv6:]",
        "a b",
        "(comment)",
        "<script>",
        "\"quoted\"",
        "pc.",
        "..",
        "%s%n${jndi:x}",
      })
  void takesWhateverAClientCallsItself(String name) throws Exception {
    assertThat(parse("EHLO " + name)).isEqualTo(new SmtpCommand.Ehlo(name));
    assertThat(parse("HELO " + name + " ")).isEqualTo(new SmtpCommand.Helo(name));
    assertThat(parse("LHLO  " + name)).isEqualTo(new SmtpCommand.Lhlo(name));
  }

  @Test
  void takesNamesInAnyCharsetAndOfAnyLength() throws Exception {
    byte[] latin = "EHLO M\u00dcLLER-PC".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    assertThat(SmtpCommandParser.parse(latin, SmtpLimits.DEFAULT))
        .isEqualTo(new SmtpCommand.Ehlo("M\u00dcLLER-PC"));
    assertThat(parse("EHLO " + "x".repeat(255))).isEqualTo(new SmtpCommand.Ehlo("x".repeat(255)));
    assertThat(parse("EHLO " + "x".repeat(256))).isEqualTo(new SmtpCommand.Ehlo("x".repeat(255)));
  }

  @Test
  void takesNamesWithControlCharactersAndPassesNoneOn() throws Exception {
    assertThat(parse("EHLO a\tb")).isEqualTo(new SmtpCommand.Ehlo("a?b"));
    assertThat(parse("HELO a\u007fb\u0001")).isEqualTo(new SmtpCommand.Helo("a?b?"));
  }

  @Test
  void rcptKnowsPostmasterWithoutDomain() throws Exception {
    assertThat(parse("RCPT TO:<PostMaster>"))
        .isEqualTo(new SmtpCommand.Rcpt(new ForwardPath.Postmaster(), RcptParameters.NONE, false));
  }

  @Test
  void sourceRoutesAreDropped() throws Exception {
    // RFC 5321 Appendix C.
    assertThat(parse("RCPT TO:<@one.test,@two.test:bob@example.test>"))
        .isEqualTo(
            new SmtpCommand.Rcpt(
                new ForwardPath.Mailbox(EmailAddress.parse("bob@example.test")),
                RcptParameters.NONE,
                false));
  }

  @Test
  void addressesBeyondAsciiNeedSmtpUtf8() throws Exception {
    assertThat(refusal("MAIL FROM:<jörg@example.test>")).isEqualTo("553 5.6.7");
    assertThat(refusal("MAIL FROM:<jorg@exämple.test>")).isEqualTo("553 5.6.7");
    assertThat(parse("MAIL FROM:<jörg@example.test> SMTPUTF8"))
        .isInstanceOf(SmtpCommand.Mail.class);
    assertThat(((SmtpCommand.Rcpt) parse("RCPT TO:<jörg@example.test>")).utf8()).isTrue();
    assertThat(((SmtpCommand.Rcpt) parse("RCPT TO:<jorg@example.test>")).utf8()).isFalse();
    assertThat(
            ((SmtpCommand.Rcpt) parse("RCPT TO:<jorg@example.test> ORCPT=utf-8;j\u00f6rg@x.test"))
                .utf8())
        .isFalse();
  }

  @Test
  void chunksHaveASize() throws Exception {
    assertThat(parse("BDAT 0 LAST")).isEqualTo(new SmtpCommand.Bdat(0, true));
    assertThat(parse("bdat 1000")).isEqualTo(new SmtpCommand.Bdat(1000, false));
    assertThat(parse("BDAT 9223372036854775808"))
        .isEqualTo(new SmtpCommand.Bdat(Long.MAX_VALUE, false));
    assertThat(parse("BDAT " + "9".repeat(500) + " last"))
        .isEqualTo(new SmtpCommand.Bdat(Long.MAX_VALUE, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BDAT",
        "BDAT x",
        "BDAT -1",
        "BDAT 1 FIRST",
        "BDAT 1 LAST 2",
        "BDAT 1x",
        "BDAT +1"
      })
  void aChunkOfUnknownSizeEndsTheConnection(String line) {
    assertThat(refusal(line)).isEqualTo("501 5.5.4");
    assertThat(refused(line).desynchronised()).isTrue();
    assertThat(refused("MAIL").desynchronised()).isFalse();
  }

  @Test
  void authMayBringAnInitialResponse() throws Exception {
    SmtpCommand.Auth plain = (SmtpCommand.Auth) parse("AUTH plain AGEAYg==");
    assertThat(plain.mechanism()).isEqualTo("PLAIN");
    assertThat(plain.initialResponse()).isEqualTo(new byte[] {0, 'a', 0, 'b'});
    assertThat(((SmtpCommand.Auth) parse("AUTH LOGIN")).initialResponse()).isNull();
    assertThat(((SmtpCommand.Auth) parse("AUTH EXTERNAL =")).initialResponse()).isEmpty();
    assertThat(refusal("AUTH PLAIN AGEAYg=")).isEqualTo("501 5.5.2");
    assertThat(refusal("AUTH PLAIN A*==")).isEqualTo("501 5.5.2");
    assertThat(refusal("AUTH PL@IN")).isEqualTo("501 5.5.4");
    assertThat(refusal("AUTH " + "X".repeat(21))).isEqualTo("501 5.5.4");
    assertThat(parse("AUTH PLAIN " + "AAAA".repeat(2_000))).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|500 5.5.2",
        "X|500 5.5.2",
        "HELLO|500 5.5.2",
        "MAIL:|500 5.5.2",
        "TURN|502 5.5.1",
        "ETRN x|502 5.5.1",
        "DATA now|501 5.5.4",
        "QUIT 1|501 5.5.4",
        "STARTTLS now|501 5.5.4",
        "EHLO|501 5.5.4",
        "VRFY|501 5.5.4",
        "MAIL|501 5.5.4",
        "MAIL bob@example.test|501 5.5.4",
        "MAIL FROM bob@example.test|501 5.5.4",
        "MAIL FROM:bob@example.test|501 5.1.7",
        "MAIL FROM:<bob>|501 5.1.7",
        "MAIL FROM:<bob@example.test|501 5.1.7",
        "MAIL FROM:<bob@example.test>SIZE=1|501 5.1.7",
        "MAIL FROM:<a@b.test> SIZE|501 5.5.4",
        "MAIL FROM:<a@b.test> SIZE=|501 5.5.4",
        "MAIL FROM:<a@b.test> SIZE=-1|501 5.5.4",
        "MAIL FROM:<a@b.test> SIZE=1 SIZE=1|501 5.5.4",
        "MAIL FROM:<a@b.test> SIZE=1 size=2|501 5.5.4",
        "MAIL FROM:<a@b.test> SIZE=1=2|501 5.5.4",
        "MAIL FROM:<a@b.test> SIZE=999999999999999999999|501 5.5.4",
        "MAIL FROM:<a@b.test> BODY=9BIT|501 5.5.4",
        "MAIL FROM:<a@b.test> SMTPUTF8=1|501 5.5.4",
        "MAIL FROM:<a@b.test> RET=ALL|501 5.5.4",
        "MAIL FROM:<a@b.test> ENVID=a+0|501 5.5.4",
        "MAIL FROM:<a@b.test> ENVID=a+zz|501 5.5.4",
        "MAIL FROM:<a@b.test> NOTIFY=NEVER|555 5.5.4",
        "MAIL FROM:<a@b.test> X|555 5.5.4",
        "MAIL FROM:<a@b.test> X-Y=1|555 5.5.4",
        "MAIL FROM:<a@b.test> -X|501 5.5.4",
        "MAIL FROM:<a@b.test> =1|501 5.5.4",
        "RCPT TO:<>|501 5.1.3",
        "RCPT TO:<a@b.test> RET=FULL|555 5.5.4",
        "RCPT TO:<a@b.test> NOTIFY=NEVER,DELAY|501 5.5.4",
        "RCPT TO:<a@b.test> NOTIFY=DELAY,,FAILURE|501 5.5.4",
        "RCPT TO:<a@b.test> NOTIFY=never,FAILURE|501 5.5.4",
        "RCPT TO:<a@b.test> NOTIFY=SOMETIMES|501 5.5.4",
        "RCPT TO:<a@b.test> NOTIFY=FAILURE NOTIFY=DELAY|501 5.5.4",
        "RCPT TO:<a@b.test> ORCPT|501 5.5.4",
        "RCPT TO:<a@b.test> ORCPT=|501 5.5.4",
        "RCPT TO:<a@b.test> ORCPT=rfc822|501 5.5.4",
        "RCPT TO:<a@b.test> ORCPT=r(c;bob|501 5.5.4",
        "RCPT TO:<a@b.test> ORCPT=rfc822;a=b|501 5.5.4",
        "RCPT TO:<a@b.test> ORCPT=rfc822;a+GGb|501 5.5.4",
        "RCPT TO:<a@b.test> ORCPT=rfc822;a+4|501 5.5.4",
        "RCPT TO:<a@b.test> ORCPT=rfc822;a+|501 5.5.4",
        "MAIL FROM:<a@b.test> ENVID|501 5.5.4",
        "MAIL FROM:<a@b.test> ENVID=\u00fc|501 5.5.4",
        "MAIL FROM:<a@b.test> AUTH|501 5.5.4",
        "MAIL FROM:<a@b.test> AUTH=a+4|501 5.5.4",
        "MAIL FROM:<a@b.test> RET|501 5.5.4",
        "RCPT TO:<a@b.test> NOTIFY=DELAY,|501 5.5.4",
        "RCPT TO:<a@b.test> NOTIFY|501 5.5.4",
        "RCPT TO:<a@b.test> ORCPT=bob@example.test|501 5.5.4",
        "RCPT TO:<a@b.test> ORCPT=;bob|501 5.5.4",
      })
  void whatIsWrongIsSaid(String line, String expected) {
    assertThat(refusal(line)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<@>",
        "<a@>",
        "<@b.test>",
        "<a@@b.test>",
        "<a b@c.test>",
        "<a@b..test>",
        "<a@.b.test>",
        "<.a@b.test>",
        "<a.@b.test>",
        "<a..b@c.test>",
        "<a@-b.test>",
        "<a@b.test->",
        "<a@[1.2.3]>",
        "<a@[1.2.3.256]>",
        "<a@[IPv6:1::2::3]>",
        "<a@[IPv6:zz]>",
        "<\"a@b.test>",
        "<\"a\"b@c.test>",
        "<a@b.test\u0001>",
        "<\"a\u0007\"@b.test>",
        "<a@b.test\u007f>",
        "<(comment)a@b.test>",
        "<a@b.test (comment)>",
        "<<a@b.test>>",
        "<a@b.test>>",
        "<a,b@c.test>",
        "<a@b,c.test>",
        "<a@b.test:c@d.test>",
        "<@a.test,b.test:c@d.test>",
        "<a\\@b@c.test>",
        "<a@b\\.test>",
        "<a@b@c.test>",
        "<a%@b c.test>",
        "<$(id)@`id`.test>",
        "<a@b.test|id>",
        "<a;b@c.test>"
      })
  void evilAddressesAreRefused(String path) {
    assertThat(refusal("RCPT TO:" + path)).startsWith("501 5.1.3");
    assertThat(refusal("MAIL FROM:" + path)).startsWith("501 5.1.7");
  }

  @Test
  void longAddressesAreRefused() {
    assertThat(refusal("RCPT TO:<" + "a".repeat(65) + "@b.test>")).isEqualTo("501 5.1.3");
    assertThat(refusal("RCPT TO:<a@" + "b".repeat(64) + ".test>")).isEqualTo("501 5.1.3");
    assertThat(refusal("RCPT TO:<a@" + "b.".repeat(130) + "test>")).isEqualTo("501 5.1.3");
    assertThat(refusal("RCPT TO:<" + "@b.test,".repeat(200) + "@b.test:a@b.test>"))
        .isEqualTo("501 5.1.3");
    assertThat(refusal("MAIL FROM:<a@b.test> " + "X=1 ".repeat(200))).isEqualTo("501 5.5.4");
    assertThat(refusal("NOOP " + "x".repeat(3_000))).isEqualTo("500 5.5.2");
  }

  @Test
  void invalidUtf8IsRefused() {
    byte[] line = "RCPT TO:<a?@b.test>".getBytes(UTF_8);
    line[10] = (byte) 0xC0;
    SmtpSyntaxException e =
        catchThrowableOfType(
            SmtpSyntaxException.class, () -> SmtpCommandParser.parse(line, SmtpLimits.DEFAULT));
    assertThat(e.reply().code()).isEqualTo(501);
  }

  /** Whatever comes, the outcome is a command or a refusal, and the refusal fits on the wire. */
  @Test
  void anyBytesMakeACommandOrARefusal() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String[] starts = {
      "MAIL FROM:<a@b.test> ",
      "RCPT TO:<",
      "RCPT TO:<a@b.test> ORCPT=",
      "BDAT ",
      "AUTH PLAIN ",
      "EHLO ",
      "MAIL FROM:<\"",
      "RCPT TO:<@",
      "",
      "MAIL FROM:<a@[",
      "VRFY "
    };
    String alphabet = "<>@\"\\.:;,[]=+ aAzZ09-_{}xIPv6:\u00e9\u0001\t*%!()";
    for (int round = 0; round < 50_000; round++) {
      StringBuilder line = new StringBuilder(starts[random.nextInt(starts.length)]);
      for (int n = random.nextInt(40); n > 0; n--) {
        line.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      byte[] bytes = line.toString().getBytes(UTF_8);
      if (random.nextInt(10) == 0 && bytes.length > 0) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        SmtpCommand command = SmtpCommandParser.parse(bytes, SmtpLimits.DEFAULT);
        if (command instanceof SmtpCommand.Mail mail && mail.reversePath().address() != null) {
          assertThat(ReversePath.parse(mail.reversePath().toString()))
              .as("seed %d", seed)
              .isEqualTo(mail.reversePath());
        }
      } catch (SmtpSyntaxException e) {
        assertThat(e.reply().isPermanentFailure()).as("seed %d", seed).isTrue();
        for (byte b : e.reply().toBytes()) {
          assertThat(b == '\r' || b == '\n' || b >= ' ').as("seed %d: %s", seed, line).isTrue();
        }
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + line, e);
      }
    }
  }
}
