package org.angarium.mail.sieve.run;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.charset.MailCharset;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.mime.MimeNode;
import org.angarium.mail.mime.TransferDecoder;
import org.angarium.mail.sieve.syntax.SieveLimits;

/** What {@code body} looks at (RFC 5173 §5). */
final class BodyTexts {
  private final MessageSource source;
  private final SieveLimits limits;
  private final List<String> texts = new ArrayList<>(2);

  private BodyTexts(Run run) {
    this.source = run.message().source();
    this.limits = run.limits();
  }

  /** The body as it came, nothing decoded (§5.1). */
  static List<String> raw(Run run) {
    BodyTexts body = new BodyTexts(run);
    MimeNode root = run.seen();
    return body.isThere(root)
        ? List.of(body.asText(body.bytes(root.bodyStart(), root.bodyEnd())))
        : List.of();
  }

  /**
   * The parts of some types, decoded (§5.2).
   *
   * @param types in lower case; {@code text/html}, or {@code text} for all its subtypes, or empty
   *     for all
   */
  static List<String> content(Run run, List<String> types) {
    BodyTexts body = new BodyTexts(run);
    if (body.isThere(run.seen())) {
      body.collect(run.seen(), types);
    }
    return body.texts;
  }

  /** Whether an empty line ends the header; without it there is no body, not even an empty one. */
  private boolean isThere(MimeNode part) {
    long start = part.bodyStart();
    if (part.bodyEnd() > start) {
      return true;
    }
    String end = asText(source.bytes(Math.max(part.headerStart(), start - 3), start));
    return end.endsWith("\n\n") || end.endsWith("\n\r\n") || start - part.headerStart() <= 2;
  }

  private void collect(MimeNode part, List<String> types) {
    if (wanted(part, types)) {
      if (part.isMessage()) {
        MimeNode inner = part.children().getFirst();
        texts.add(header(asText(bytes(inner.headerStart(), inner.bodyStart()))));
      } else if (part.isMultipart()) {
        around(part);
      } else {
        texts.add(decoded(part));
      }
    }
    for (MimeNode child : part.children()) {
      collect(child, types);
    }
  }

  /** A header without the empty line behind it, which is no part of it (RFC 5173 §5.2). */
  private static String header(String block) {
    for (String lineBreak : List.of("\r\n", "\n")) {
      if (block.equals(lineBreak) || block.endsWith("\n" + lineBreak)) {
        return block.substring(0, block.length() - lineBreak.length());
      }
    }
    return block;
  }

  /** Of a multipart what stands before the first delimiter and behind the last. */
  private void around(MimeNode part) {
    String before = asText(bytes(part.bodyStart(), part.children().getFirst().headerStart()));
    int end = before.lastIndexOf('\n', before.length() - 2);
    end -= end > 0 && before.charAt(end - 1) == '\r' ? 1 : 0;
    texts.add(end < 0 ? "" : before.substring(0, end));
    String behind = asText(bytes(part.children().getLast().bodyEnd(), part.bodyEnd()));
    int line = behind.indexOf('\n', Math.max(behind.indexOf("--"), 0));
    texts.add(line < 0 ? "" : behind.substring(line + 1));
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
    return source.bytes(start, Math.min(end, start + limits.bodyBytes()));
  }

  private String asText(byte[] bytes) {
    return MailCharset.guess(bytes, 0, bytes.length);
  }
}
