package org.angarium.mail.message;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.angarium.mail.header.HeaderFields;
import org.jspecify.annotations.Nullable;

/**
 * What ties a message to a conversation (RFC 5256 §3): its own Message-ID, those it refers to, its
 * base subject.
 *
 * @param messageId without angle brackets; null if there is none
 * @param references oldest first, without angle brackets, each once; at most {@link
 *     #MAX_REFERENCES}, the newest kept
 */
public record ThreadingKeys(
    @Nullable String messageId, List<String> references, BaseSubject subject) {
  /** References kept of one message. */
  public static final int MAX_REFERENCES = 100;

  /** Identifiers longer than this are nonsense: RFC 5322 §2.1.1 ends a line before. */
  private static final int MAX_ID = 998;

  /** The keys of a message. */
  public static ThreadingKeys of(HeaderFields header) {
    List<String> own = ids(header.text("Message-ID"));
    List<String> references = ids(header.text("References"));
    if (references.isEmpty()) {
      // RFC 5256 §3 step 1 (A): the first id of In-Reply-To stands in.
      List<String> inReplyTo = ids(header.text("In-Reply-To"));
      references = inReplyTo.isEmpty() ? inReplyTo : inReplyTo.subList(0, 1);
    }
    String subject = header.text("Subject");
    int from = Math.max(0, references.size() - MAX_REFERENCES);
    return new ThreadingKeys(
        own.isEmpty() ? null : own.getFirst(),
        List.copyOf(references.subList(from, references.size())),
        BaseSubject.of(subject == null ? "" : subject));
  }

  /** The identifiers in angle brackets in a field, each once. */
  static List<String> ids(@Nullable String text) {
    if (text == null) {
      return List.of();
    }
    Set<String> ids = new LinkedHashSet<>();
    int open = text.indexOf('<');
    while (open >= 0) {
      int close = text.indexOf('>', open);
      if (close < 0) {
        break;
      }
      // "<broken <id@x>" has its id after the last bracket.
      int start = text.lastIndexOf('<', close) + 1;
      String id = text.substring(start, close).replace(" ", "").replace("\t", "");
      if (!id.isEmpty() && id.length() <= MAX_ID) {
        ids.add(id);
      }
      open = text.indexOf('<', close);
    }
    return new ArrayList<>(ids);
  }
}
