package org.angarium.mail.sieve.run;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.angarium.mail.charset.MailCharset;
import org.angarium.mail.mime.MimeNode;
import org.angarium.mail.mime.TransferDecoder;
import org.angarium.mail.sieve.match.SieveFault;
import org.jspecify.annotations.Nullable;

/** What parts say and how they stand in a message. */
final class PartTexts {
  private PartTexts() {}

  /**
   * The content of a part; empty if it consists of parts or its encoding or charset is unknown (RFC
   * 5703 §7).
   */
  static String content(Run run, MimeNode part) throws SieveFault {
    if (!part.children().isEmpty()
        || !TransferDecoder.isKnown(part.transferEncoding())
        || !isKnown(part.charset())) {
      return "";
    }
    return decoded(run, part);
  }

  /** The text of a part, transfer encoding and charset undone. */
  static String decoded(Run run, MimeNode part) throws SieveFault {
    long end = Math.min(part.bodyEnd(), part.bodyStart() + run.limits().bodyBytes());
    run.step((int) (end - part.bodyStart()));
    byte[] body = run.message().source().bytes(part.bodyStart(), end);
    return MailCharset.decode(
        TransferDecoder.decode(body, part.transferEncoding()), part.charset());
  }

  static boolean isKnown(@Nullable String charset) {
    return charset == null
        || charset.equalsIgnoreCase("us-ascii")
        || MailCharset.find(charset).isPresent();
  }

  /** Whether a field of that name belongs to the content, not to the message. */
  static boolean describesContent(String name) {
    return name.startsWith("content-") || name.equals("mime-version");
  }

  /** Where the body begins in an entity whose lines end in CRLF. */
  static int endOfHeader(byte[] entity) {
    int lineStart = 0;
    for (int i = 0; i < entity.length; i++) {
      if (entity[i] == '\n') {
        if (i - lineStart <= 1) {
          return i + 1;
        }
        lineStart = i + 1;
      }
    }
    return entity.length;
  }

  /** Whether a part would end one of the multiparts around its place. */
  static boolean breaksOut(PartView parts, int index, byte[] part) {
    for (int i = 0; i < index; i++) {
      if (parts.end(i) <= index || !parts.get(i).isMultipart()) {
        continue;
      }
      String boundary = parts.boundary(i);
      if (boundary != null && hasLine(part, ("--" + boundary).getBytes(StandardCharsets.UTF_8))) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasLine(byte[] text, byte[] start) {
    for (int i = 0; i + start.length <= text.length; i++) {
      if ((i == 0 || text[i - 1] == '\n')
          && Arrays.equals(text, i, i + start.length, start, 0, start.length)) {
        return true;
      }
    }
    return false;
  }
}
