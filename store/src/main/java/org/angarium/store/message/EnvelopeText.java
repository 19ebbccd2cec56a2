package org.angarium.store.message;

import org.angarium.mail.header.EncodedWords;
import org.angarium.mail.imap.EnvelopeReader;
import org.angarium.mail.mime.ImapEnvelope;
import org.jspecify.annotations.Nullable;

/**
 * What of a stored envelope (RFC 9051 §7.5.2) tells people which message it is. Null where the
 * message has none, or the envelope is damaged.
 */
public record EnvelopeText(@Nullable String subject, @Nullable String messageId) {
  private static final int MOST = 200;

  /** Reads an envelope in IMAP syntax; never fails. */
  public static EnvelopeText of(byte[] envelope) {
    ImapEnvelope read = EnvelopeReader.read(envelope);
    String subject = read.subject();
    String messageId = read.messageId();
    return new EnvelopeText(
        subject == null ? null : shortened(EncodedWords.decode(subject)),
        messageId == null ? null : shortened(messageId));
  }

  private static String shortened(String text) {
    return text.length() <= MOST ? text : text.substring(0, MOST) + "…";
  }
}
