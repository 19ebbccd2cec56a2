package org.angarium.mail.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another parser, written by other people, sees the same parts. */
class JakartaComparisonTest {
  private static final String HEAD =
      "Subject: x\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n";

  @Test
  void generatedMessages() throws Exception {
    for (long seed = 0; seed < 400; seed++) {
      byte[] message = new MessageTree(new Random(seed)).bytes();
      assertThat(ours(message)).as("seed %d", seed).isEqualTo(theirs(message));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Subject: plain\r\n\r\nbody\r\n",
        "Subject: no body\r\n",
        HEAD + "--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n--b--\r\n",
        HEAD + "preamble\r\n--b\r\n\r\none\r\n--b--\r\nepilogue\r\n--b\r\n\r\nnot a part\r\n",
        HEAD + "--b\r\n\r\none\r\n",
        HEAD + "--b\r\nContent-Type: text/html\r\n\r\n<b>\r\n--b--",
        HEAD + "--b   \t\r\n\r\none\r\n--b--  \r\n",
        HEAD + "--b\r\n\r\n--bb\r\n --b\r\nx--b\r\n--b--\r\n",
        HEAD + "--b\n\none\n--b\n\ntwo\n--b--\n",
        HEAD + "--b\r\n\r\n\r\n--b\r\n\r\n\r\n\r\n--b--\r\n",
        HEAD + "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\n\r\nbody\r\n--b--\r\n",
        HEAD
            + "--b\r\nContent-Type: multipart/alternative; boundary=bb\r\n\r\n--bb\r\n\r\n1\r\n--bb\r\n\r\n2\r\n--bb--\r\n--b\r\n\r\n3\r\n--b--\r\n",
        HEAD
            + "--b\r\nContent-Type: multipart/alternative; boundary=bb\r\n\r\n--bb\r\n\r\n1\r\n--b\r\n\r\n3\r\n--b--\r\n",
        "Content-Type: multipart/mixed;\r\n boundary*0=\"b\";\r\n boundary*1=\"c\"\r\n\r\n--bc\r\n\r\nx\r\n--bc--\r\n",
        "Content-Type: multipart/mixed; boundary=\"a b=(?c\"\r\n\r\n--a b=(?c\r\n\r\nx\r\n--a b=(?c--\r\n",
        "Content-Type: MULTIPART/Mixed; BOUNDARY=b\r\n\r\n--b\r\nCONTENT-TYPE: TEXT/X-Y\r\n\r\nx\r\n--b--\r\n",
        "Content-Type: multipart/mixed (comment; boundary=no); boundary=b (another)\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n",
        "Content-Type: nonsense\r\n\r\nx\r\n",
      })
  void handMadeMessages(String message) throws Exception {
    byte[] bytes = message.getBytes(ISO_8859_1);
    assertThat(ours(bytes)).isEqualTo(theirs(bytes));
  }

  @Test
  void decodedContent() throws Exception {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      byte[] content = new byte[random.nextInt(500)];
      random.nextBytes(content);
      String encoding = random.nextBoolean() ? "base64" : "quoted-printable";
      byte[] encoded =
          encoding.equals("base64")
              ? TransferEncoder.base64(content)
              : TransferEncoder.quotedPrintable(content);
      byte[] message =
          ("Content-Type: application/x\r\nContent-Transfer-Encoding: "
                  + encoding
                  + "\r\n\r\n"
                  + new String(encoded, ISO_8859_1))
              .getBytes(ISO_8859_1);
      MimePart root = MessageStructure.of(message, MimeLimits.DEFAULT).root();
      byte[] ours =
          TransferDecoder.decode(
              MessageSource.of(message).bytes(root.bodyStart(), root.bodyEnd()), encoding);
      try (InputStream in = message(message).getInputStream()) {
        assertThat(ours).as("seed %d", seed).isEqualTo(in.readAllBytes());
      }
    }
  }

  private static List<String> ours(byte[] message) {
    List<String> parts = new ArrayList<>();
    ours(MessageStructure.of(message, MimeLimits.DEFAULT).root(), message, parts);
    return parts;
  }

  private static void ours(MimePart part, byte[] message, List<String> parts) {
    parts.add(MessageParserTest.type(part));
    if (part.children().isEmpty()) {
      parts.add(
          new String(
              MessageSource.of(message).bytes(part.bodyStart(), part.bodyEnd()), ISO_8859_1));
    }
    part.children().forEach(child -> ours(child, message, parts));
  }

  private static List<String> theirs(byte[] message) throws Exception {
    List<String> parts = new ArrayList<>();
    theirs(message(message), parts);
    return parts;
  }

  private static void theirs(Part part, List<String> parts) throws MessagingException, IOException {
    String type;
    try {
      type = new ContentType(part.getContentType()).getBaseType().toLowerCase(Locale.ROOT);
    } catch (MessagingException unreadable) {
      type = "text/plain";
    }
    parts.add(type);
    if (type.startsWith("multipart/")) {
      Multipart multipart = (Multipart) part.getContent();
      for (int i = 0; i < multipart.getCount(); i++) {
        theirs(multipart.getBodyPart(i), parts);
      }
    } else if (type.equals("message/rfc822")) {
      theirs((Part) part.getContent(), parts);
    } else {
      try (InputStream in =
          part instanceof MimeBodyPart body
              ? body.getRawInputStream()
              : ((MimeMessage) part).getRawInputStream()) {
        parts.add(new String(in.readAllBytes(), ISO_8859_1));
      }
    }
  }

  private static MimeMessage message(byte[] message) throws MessagingException {
    return new MimeMessage(
        Session.getInstance(new Properties()), new ByteArrayInputStream(message));
  }
}
