package org.angarium.mail.xml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.angarium.mail.charset.MailCharset;

/**
 * The characters of a document (XML 1.0 §4.3.3, Appendix F). They are decoded here and not by the
 * JDK's reader, since that tells the standard error output of every octet that it can't decode, and
 * whoever sends documents could fill it.
 */
final class XmlText {
  /** Where an encoding declaration must have ended. */
  private static final int MAX_DECLARATION = 256;

  private XmlText() {}

  static String decode(byte[] document) throws XmlSyntaxException {
    if (startsWith(document, 0xef, 0xbb, 0xbf)) {
      return strict(document, 3, StandardCharsets.UTF_8);
    }
    if (startsWith(document, 0xfe, 0xff)) {
      return strict(document, 2, StandardCharsets.UTF_16BE);
    }
    if (startsWith(document, 0xff, 0xfe)) {
      return strict(document, 2, StandardCharsets.UTF_16LE);
    }
    return strict(document, 0, declared(document));
  }

  /** The encodings in which reports and logos are written; nothing is guessed. */
  private static Charset declared(byte[] document) throws XmlSyntaxException {
    String start =
        new String(
            Arrays.copyOf(document, Math.min(document.length, MAX_DECLARATION)),
            StandardCharsets.ISO_8859_1);
    int end = start.startsWith("<?xml") ? start.indexOf("?>") : -1;
    int at = end < 0 ? -1 : start.substring(0, end).indexOf("encoding");
    if (at < 0) {
      return StandardCharsets.UTF_8;
    }
    String name =
        start.substring(at + "encoding".length(), end).replaceAll("[\\s='\"]", " ").strip();
    int space = name.indexOf(' ');
    return switch ((space < 0 ? name : name.substring(0, space)).toLowerCase(Locale.ROOT)) {
      case "utf-8", "utf8", "us-ascii" -> StandardCharsets.UTF_8;
      case "iso-8859-1" -> StandardCharsets.ISO_8859_1;
      case "windows-1252" -> MailCharset.find("windows-1252").orElse(StandardCharsets.ISO_8859_1);
      default -> throw new XmlSyntaxException("unknown encoding");
    };
  }

  private static String strict(byte[] document, int from, Charset charset)
      throws XmlSyntaxException {
    try {
      return charset
          .newDecoder()
          .decode(ByteBuffer.wrap(document, from, document.length - from))
          .toString();
    } catch (CharacterCodingException e) {
      throw new XmlSyntaxException("not in its encoding");
    }
  }

  private static boolean startsWith(byte[] document, int... mark) {
    if (document.length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((document[i] & 0xff) != mark[i]) {
        return false;
      }
    }
    return true;
  }
}
