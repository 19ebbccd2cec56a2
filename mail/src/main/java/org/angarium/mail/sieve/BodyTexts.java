package org.angarium.mail.sieve;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.charset.MailCharset;
import org.angarium.mail.mime.MimeNode;
import org.angarium.mail.mime.TransferDecoder;

/** What {@code body} looks at (RFC 5173 §5). */
final class BodyTexts {
  private final SieveMessage message;
  private final SieveLimits limits;
  private final List<String> texts = new ArrayList<>(2);

  private BodyTexts(SieveMessage message, SieveLimits limits) {
    this.message = message;
    this.limits = limits;
  }

  /** The body as it came, nothing decoded (§5.1). */
  static List<String> raw(SieveMessage message, SieveLimits limits) {
    BodyTexts body = new BodyTexts(message, limits);
    MimeNode root = message.root();
    return List.of(body.asText(body.bytes(root.bodyStart(), root.bodyEnd())));
  }

  /**
   * The parts of some types, decoded (§5.2).
   *
   * @param types in lower case; {@code text/html}, or {@code text} for all its subtypes, or empty
   *     for all
   */
  static List<String> content(SieveMessage message, List<String> types, SieveLimits limits) {
    BodyTexts body = new BodyTexts(message, limits);
    body.collect(message.root(), types);
    return body.texts;
  }

  private void collect(MimeNode part, List<String> types) {
    if (wanted(part, types)) {
      if (part.isMessage()) {
        MimeNode inner = part.children().getFirst();
        texts.add(asText(bytes(inner.headerStart(), inner.bodyStart())));
      } else if (!part.isMultipart()) {
        texts.add(decoded(part));
      }
    }
    for (MimeNode child : part.children()) {
      collect(child, types);
    }
  }

  private static boolean wanted(MimeNode part, List<String> types) {
    for (String type : types) {
      int slash = type.indexOf('/');
      boolean matches =
          slash < 0
              ? type.isEmpty() || type.equals(part.mediaType())
              : type.length() == part.mediaType().length() + 1 + part.subtype().length()
                  && type.startsWith(part.mediaType())
                  && slash == part.mediaType().length()
                  && type.endsWith(part.subtype());
      if (matches) {
        return true;
      }
    }
    return false;
  }

  private String decoded(MimeNode part) {
    byte[] content =
        TransferDecoder.decode(bytes(part.bodyStart(), part.bodyEnd()), part.transferEncoding());
    return part.mediaType().equals("text")
        ? MailCharset.decode(content, part.charset())
        : asText(content);
  }

  private byte[] bytes(long start, long end) {
    return message.source().bytes(start, Math.min(end, start + limits.bodyBytes()));
  }

  private String asText(byte[] bytes) {
    return MailCharset.guess(bytes, 0, bytes.length);
  }
}
