package org.angarium.mail.mime;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.charset.MailCharset;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderParser;
import org.jspecify.annotations.Nullable;

/**
 * The text of a message as people read it: transfer encodings and charsets undone. For searching
 * (RFC 9051 §6.4.4) and for previews (RFC 8970).
 *
 * <p>At most {@link MimeLimits#maxTextBytes()} encoded bytes are read of a part. One part's text is
 * in memory at a time.
 */
public final class MessageText {
  private final MimeLimits limits;
  private final MimeNode root;
  private final MessageSource source;

  /**
   * The text of the message whose structure is {@code root} and whose bytes {@code source} gives.
   */
  public MessageText(MimeNode root, MessageSource source, MimeLimits limits) {
    this.root = root;
    this.source = source;
    this.limits = limits;
  }

  /**
   * Gives the text of the body to {@code visitor}, piece by piece, until it answers true: of each
   * part that is text, the parts of reports included (message/delivery-status and the like), and of
   * each embedded message its header and its body.
   *
   * @return whether the visitor answered true
   */
  public boolean anyText(TextVisitor visitor) {
    return anyText(root, visitor);
  }

  /**
   * Gives what SEARCH TEXT looks at, piece by piece: the header of the message, then for each part
   * its header (embedded messages included) and its text, until {@code visitor} answers true.
   */
  public boolean anyTextOrHeader(TextVisitor visitor) {
    return anyTextOrHeader(root, visitor);
  }

  /** All parts of type text, decoded, as a list. */
  public List<String> texts() {
    List<String> texts = new ArrayList<>();
    texts(root, texts);
    return texts;
  }

  private void texts(MimeNode part, List<String> texts) {
    if (part.mediaType().equals("text")) {
      texts.add(text(part));
    }
    for (MimeNode child : part.children()) {
      texts(child, texts);
    }
  }

  /** The fields of a header, one a line, encoded words decoded. */
  public static String headerText(HeaderFields header) {
    StringBuilder out = new StringBuilder(header.rawLength());
    for (HeaderField field : header) {
      out.append(field.name()).append(": ").append(field.decodedText()).append('\n');
    }
    return out.toString();
  }

  /** What an HTML text shows: tags taken away, entities decoded. Linear in its length. */
  public static String withoutMarkup(String html) {
    return Preview.withoutTags(html, Integer.MAX_VALUE);
  }

  /** The decoded text of one part. */
  public String text(MimeNode part) {
    return text(part, limits.maxTextBytes());
  }

  /**
   * The beginning of what the message says, on one line, for a list of messages (RFC 8970 §3);
   * empty if it says nothing.
   *
   * @param maxChars at most so many chars; 200 is what RFC 8970 recommends
   */
  public String preview(int maxChars) {
    MimeNode part = previewPart(root);
    if (part == null) {
      return "";
    }
    String text = text(part, Math.min(limits.maxTextBytes(), 64 * 1024));
    return Preview.of(text, part.subtype().equals("html"), maxChars);
  }

  private boolean anyText(MimeNode part, TextVisitor visitor) {
    if (isTextual(part)) {
      return visit(part, visitor);
    }
    for (MimeNode child : part.children()) {
      if (part.isMessage() && header(child, visitor) || anyText(child, visitor)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Text for people, and what message parts hold that are no whole message: reports about delivery
   * and reading (RFC 3464, RFC 8098), also internationalized ones (RFC 6533), headers alone.
   */
  private static boolean isTextual(MimeNode part) {
    return part.mediaType().equals("text")
        || part.mediaType().equals("message") && part.children().isEmpty();
  }

  private boolean header(MimeNode part, TextVisitor visitor) {
    if (part.bodyStart() <= part.headerStart()) {
      return false;
    }
    long end = Math.min(part.bodyStart(), part.headerStart() + limits.maxHeaderBytes());
    byte[] block = source.bytes(part.headerStart(), end);
    return visitor.text(headerText(HeaderParser.parse(block, part.headerStart(), limits.header())));
  }

  private boolean anyTextOrHeader(MimeNode part, TextVisitor visitor) {
    if (header(part, visitor)) {
      return true;
    }
    if (isTextual(part)) {
      return visit(part, visitor);
    }
    for (MimeNode child : part.children()) {
      if (anyTextOrHeader(child, visitor)) {
        return true;
      }
    }
    return false;
  }

  private boolean visit(MimeNode part, TextVisitor visitor) {
    byte[] content = content(part, limits.maxTextBytes());
    return MailCharset.isPlainAscii(content, part.charset())
        ? visitor.ascii(content)
        : visitor.text(MailCharset.decode(content, part.charset()));
  }

  private String text(MimeNode part, int maxBytes) {
    return MailCharset.decode(content(part, maxBytes), part.charset());
  }

  /** The bytes of a part without their transfer encoding. */
  private byte[] content(MimeNode part, int maxBytes) {
    byte[] body =
        source.bytes(part.bodyStart(), Math.min(part.bodyEnd(), part.bodyStart() + maxBytes));
    String encoding = part.transferEncoding();
    boolean encoded =
        encoding.equals("base64")
            || encoding.equals("quoted-printable")
            || encoding.startsWith("x-uu");
    return encoded ? TransferDecoder.decode(body, encoding) : body;
  }

  /**
   * The first text part that isn't an attachment by its file name: plain text before HTML within an
   * alternative.
   */
  private static @Nullable MimeNode previewPart(MimeNode part) {
    if (part.mediaType().equals("text")) {
      boolean readable = part.subtype().equals("plain") || part.subtype().equals("html");
      return readable && part.fileName() == null ? part : null;
    }
    for (MimeNode child : part.children()) {
      MimeNode found = previewPart(child);
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
