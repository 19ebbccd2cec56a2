package org.angarium.store.message;

import org.angarium.mail.header.HeaderFields;

/**
 * Gives messages of one conversation the same thread id (RFC 8474 §5.2) without looking at other
 * messages: a hash of the Message-ID that started it. That is the first of References, or the first
 * of In-Reply-To where References is missing, or else the message's own. So the order of arrival
 * does not matter, nothing has to be kept, and copies in other mailboxes agree. Who writes
 * References at will can join a thread; no more than he could with any other way.
 */
final class Threads {
  private static final int MAX_ID = 1000;

  private Threads() {}

  /** Never negative; 0 if the header names no message at all. */
  static long idOf(HeaderFields header) {
    long id = first(header.text("References"));
    if (id == 0) {
      id = first(header.text("In-Reply-To"));
    }
    return id == 0 ? first(header.text("Message-ID")) : id;
  }

  /** The hash of the first {@code <…>}. */
  private static long first(@org.jspecify.annotations.Nullable String text) {
    int start = text == null ? -1 : text.indexOf('<');
    if (text == null || start < 0) {
      return 0;
    }
    int end = text.indexOf('>', start);
    if (end < 0 || end - start > MAX_ID) {
      return 0;
    }
    return Lineage.hash(text.substring(start + 1, end));
  }
}
