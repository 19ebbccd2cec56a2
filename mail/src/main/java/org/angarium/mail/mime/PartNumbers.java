package org.angarium.mail.mime;

import org.jspecify.annotations.Nullable;

/** The part numbers of IMAP (RFC 9051 §6.4.5.1). */
final class PartNumbers {
  private PartNumbers() {}

  /**
   * The part with that number in the message whose root is given.
   *
   * <p>A message whose root isn't a multipart has part 1: the root itself. The same holds for
   * embedded messages: in a {@code message/rfc822} part 2, number 2.1 is the first part of the
   * embedded multipart, or the embedded message's only body.
   */
  static @Nullable MimeNode find(MimeNode root, int[] path) {
    MimeNode message = root;
    MimeNode part = null;
    for (int number : path) {
      MimeNode container;
      if (part == null) {
        container = message;
      } else if (part.isMultipart()) {
        container = part;
      } else if (part.isMessage()) {
        message = part.children().getFirst();
        container = message;
      } else {
        return null;
      }
      if (container.isMultipart()) {
        if (number < 1 || number > container.children().size()) {
          return null;
        }
        part = container.children().get(number - 1);
      } else if (number == 1) {
        part = container;
      } else {
        return null;
      }
    }
    return part == null ? root : part;
  }
}
