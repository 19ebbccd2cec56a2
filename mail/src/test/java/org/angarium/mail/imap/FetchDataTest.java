package org.angarium.mail.imap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.angarium.mail.mime.ImapEnvelope;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.junit.jupiter.api.Test;

class FetchDataTest {
  @Test
  void envelopeHasTheDefaultsOfTheRfc() {
    assertThat(
            envelope(
                "Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\r\nFrom: Terry Gray <gray@cac.washington.edu>\r\n"
                    + "Subject: IMAP4rev2 WG mtg summary and minutes\r\nTo: imap@cac.washington.edu\r\n"
                    + "cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>\r\nMessage-Id: <B27397-0100000@cac.washington.edu>\r\n"))
        .isEqualTo(
            "(\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" \"IMAP4rev2 WG mtg summary and minutes\" "
                + "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) ((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) "
                + "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) ((NIL NIL \"imap\" \"cac.washington.edu\")) "
                + "((NIL NIL \"minutes\" \"CNRI.Reston.VA.US\")(\"John Klensin\" NIL \"KLENSIN\" \"MIT.EDU\")) NIL NIL "
                + "\"<B27397-0100000@cac.washington.edu>\")");
  }

  @Test
  void envelopeShowsGroupsAndKeepsEncodedWords() {
    assertThat(
            envelope(
                "Subject:\r\nTo: team: a@b, \"Q \\\"x\\\"\" <c@d>;, undisclosed:;\r\nFrom: =?utf-8?q?J=C3=B6e?= <j@x>\r\n"))
        .isEqualTo(
            "(NIL \"\" ((\"=?utf-8?q?J=C3=B6e?=\" NIL \"j\" \"x\")) ((\"=?utf-8?q?J=C3=B6e?=\" NIL \"j\" \"x\")) "
                + "((\"=?utf-8?q?J=C3=B6e?=\" NIL \"j\" \"x\")) ((NIL NIL \"team\" NIL)(NIL NIL \"a\" \"b\")"
                + "(\"Q \\\"x\\\"\" NIL \"c\" \"d\")(NIL NIL NIL NIL)(NIL NIL \"undisclosed\" NIL)(NIL NIL NIL NIL)) NIL NIL NIL NIL)");
  }

  @Test
  void envelopeShowsTheSourceRoute() {
    String to =
        envelope("To: <@relay.example:u@x>, J <@a.b , @c(d) : v@y>, <@[192.0.2.1]:w@z>\r\n");
    assertThat(to)
        .contains("(NIL \"@relay.example\" \"u\" \"x\")")
        .contains("(\"J\" \"@a.b,@c\" \"v\" \"y\")")
        .contains("(NIL \"@[192.0.2.1]\" \"w\" \"z\")");
    assertThat(envelope("To: g: <@r:u@x>;\r\n"))
        .contains("(NIL \"@r\" \"u\" \"x\")(NIL NIL NIL NIL)");
    assertThat(envelope("To: u@x, <v@y>\r\n"))
        .contains("((NIL NIL \"u\" \"x\")(NIL NIL \"v\" \"y\"))");
    assertThat(envelope("To: <@r:>, <@r>, <@,:u@x>\r\n")).contains("(NIL NIL \"u\" \"x\")");
  }

  @Test
  void structureOfMessageGlobalIsOneOfImap4Rev1() {
    MessageStructure message =
        parse("Content-Type: message/global\r\n\r\nSubject: in\r\n\r\nx\r\n");
    assertThat(new String(BodyStructureWriter.bodyStructure(message.root()), UTF_8))
        .isEqualTo("(\"message\" \"global\" NIL NIL NIL \"7bit\" 18 NIL NIL NIL NIL)");
  }

  @Test
  void eightBitTextGoesAsLiteral() {
    assertThat(envelope("Subject: gr\u00fcn\r\n"))
        .isEqualTo("(NIL {5}\r\ngr\u00fcn NIL NIL NIL NIL NIL NIL NIL NIL)");
    assertThat(envelope("Subject: a\u0001b\u0000c\r\n")).startsWith("(NIL {4}\r\na\u0001bc NIL");
  }

  @Test
  void bodyStructureOfOnePart() {
    MessageStructure message =
        parse(
            "Content-Type: TEXT/PLAIN; CHARSET=US-ASCII\r\nContent-Language: en, de\r\nContent-MD5: Q2hlY2s=\r\n\r\none\r\ntwo\r\n");
    assertThat(new String(BodyStructureWriter.body(message.root()), UTF_8))
        .isEqualTo("(\"text\" \"plain\" (\"charset\" \"US-ASCII\") NIL NIL \"7bit\" 10 2)");
    assertThat(new String(BodyStructureWriter.bodyStructure(message.root()), UTF_8))
        .isEqualTo(
            "(\"text\" \"plain\" (\"charset\" \"US-ASCII\") NIL NIL \"7bit\" 10 2 \"Q2hlY2s=\" NIL (\"en\" \"de\") NIL)");
  }

  @Test
  void bodyStructureOfNestedParts() {
    MessageStructure message =
        parse(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
                + "Subject: in\r\n\r\nx\r\n\r\n--b\r\nContent-Type: image/png; name*0=a; name*1=.png\r\n"
                + "Content-Disposition: ATTACHMENT; filename*=utf-8''%C3%BC.png\r\nContent-ID: <c@d>\r\n"
                + "Content-Description: pic\r\nContent-Transfer-Encoding: BASE64\r\n\r\nQUJD\r\n--b--\r\n");
    assertThat(new String(BodyStructureWriter.bodyStructure(message.root()), UTF_8))
        .isEqualTo(
            "((\"text\" \"plain\" NIL NIL NIL \"7bit\" 2 0 NIL NIL NIL NIL)"
                + "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 18 (NIL \"in\" NIL NIL NIL NIL NIL NIL NIL NIL) "
                + "(\"text\" \"plain\" NIL NIL NIL \"7bit\" 3 1 NIL NIL NIL NIL) 3 NIL NIL NIL NIL)"
                + "(\"image\" \"png\" (\"name\" \"a.png\") \"<c@d>\" \"pic\" \"base64\" 4 NIL "
                + "(\"attachment\" (\"filename*\" \"utf-8''%C3%BC.png\")) NIL NIL)"
                + " \"mixed\" (\"boundary\" \"b\") NIL NIL NIL)");
  }

  private static String envelope(String header) {
    return new String(
        EnvelopeWriter.write(ImapEnvelope.of(parse(header + "\r\n").header())), UTF_8);
  }

  private static MessageStructure parse(String message) {
    return MessageStructure.of(message.getBytes(UTF_8), MimeLimits.DEFAULT);
  }
}
