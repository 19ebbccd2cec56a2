package org.angarium.mail.mime;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageTextTest {
  private static final String MIXED =
      "Subject: =?utf-8?q?gr=C3=BCn?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"
          + "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nsch=F6n\r\n--b\r\n"
          + "Content-Type: image/png\r\n\r\nnot text\r\n--b\r\n"
          + "Content-Type: message/rfc822\r\n\r\nSubject: inner\r\nContent-Transfer-Encoding: base64\r\n\r\nYWJj\r\n--b--\r\n";

  @Test
  void givesTheTextOfTextPartsDecoded() {
    assertThat(text(MIXED).texts()).containsExactly("sch\u00f6n", "abc");
    assertThat(text(MIXED).anyText(text -> text.contains("\u00f6"))).isTrue();
    assertThat(text(MIXED).anyText(text -> text.contains("not text"))).isFalse();
  }

  @Test
  void givesHeadersOfAllPartsWithTheirText() {
    List<String> pieces = new ArrayList<>();
    text(MIXED).anyTextOrHeader(pieces::add);
    pieces.clear();
    text(MIXED)
        .anyTextOrHeader(piece -> {
          pieces.add(piece);
          return false;
        });
    assertThat(String.join("|", pieces))
        .contains("Subject: gr\u00fcn\n", "image/png", "Subject: inner\n", "sch\u00f6n", "abc")
        .doesNotContain("not text");
  }

  @Test
  void givesTextThatIsPlainAsciiAsBytes() {
    String head = "Content-Type: text/plain; charset=";
    assertThat(asBytes(MIXED)).containsExactly("abc");
    assertThat(asBytes(head + "utf-8\r\n\r\nplain")).containsExactly("plain");
    assertThat(asBytes("\r\nno header")).containsExactly("no header");
    assertThat(asBytes(head + "utf-7\r\n\r\n+AOQ-")).isEmpty();
    assertThat(asBytes(head + "iso-2022-jp\r\n\r\n\u001b$B")).isEmpty();
    assertThat(asBytes(head + "utf-8\r\n\r\nsch\u00f6n")).isEmpty();
  }

  private static List<String> asBytes(String message) {
    List<String> pieces = new ArrayList<>();
    text(message)
        .anyText(
            new TextVisitor() {
              @Override
              public boolean text(String piece) {
                return false;
              }

              @Override
              public boolean ascii(byte[] piece) {
                pieces.add(new String(piece, UTF_8));
                return false;
              }
            });
    return pieces;
  }

  @Test
  void readsNoMoreOfAPartThanAllowed() {
    byte[] message = ("\r\n" + "x".repeat(1000)).getBytes(UTF_8);
    MimeLimits limits = new MimeLimits(1000, 1000, 10, 10, 70, 100, MimeLimits.DEFAULT.header());
    MimePart root = MessageStructure.of(message, limits).root();
    assertThat(new MessageText(root, MessageSource.of(message), limits).texts().getFirst())
        .hasSize(100);
  }

  @Test
  void previewsPlainText() {
    assertThat(text("\r\n  Hello,\r\n> quoted\r\n\r\nhow   are\tyou?\r\n").preview(200))
        .isEqualTo("Hello, how are you?");
    assertThat(text("\r\n> only\r\n> quoted\r\n").preview(200)).isEqualTo("> only > quoted");
    assertThat(text("\r\n" + "word ".repeat(100)).preview(12)).isEqualTo("word word wo");
    assertThat(text("\r\n\ud83d\ude00\ud83d\ude00").preview(3)).isEqualTo("\ud83d\ude00");
    assertThat(text("Content-Type: image/png\r\n\r\nx").preview(200)).isEmpty();
  }

  @Test
  void previewsHtmlAsItShows() {
    assertThat(
            text("Content-Type: text/html\r\n\r\n<html><head><title>t</title><style>p {}</style></head><body><!-- <b> c -->"
                    + "<p>Tom &amp; J&eacute;rry&#33;</p><script>x()</script><br>&lt;end&gt; &unknown; a < b</body>")
                .preview(200))
        .isEqualTo("Tom & J\u00e9rry! <end> &unknown; a");
  }

  private static MessageText text(String message) {
    byte[] bytes = message.getBytes(message.contains("\ud83d") ? UTF_8 : ISO_8859_1);
    return new MessageText(
        MessageStructure.of(bytes, MimeLimits.DEFAULT).partTable().root(),
        MessageSource.of(bytes),
        MimeLimits.DEFAULT);
  }
}
