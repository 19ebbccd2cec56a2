package org.angarium.server.outbound;

import org.angarium.mail.report.TypedValue;
import org.angarium.mail.smtp.SmtpReply;
import org.jspecify.annotations.Nullable;

/**
 * Why a try ended as it did, and in whose words. A report may say "the host said" of a host's own
 * words only, and give them the type {@code smtp} (RFC 3461 §9.2); so the speaker is part of what
 * is known, from the socket to the report.
 */
sealed interface Cause {
  /** For logs and the queue's list. */
  String text();

  /** The host that was spoken to, or null where none was. */
  @Nullable String host();

  /** As the Diagnostic-Code of a report has it. */
  TypedValue diagnostic();

  /** A host's reply, word for word. */
  record Said(String host, SmtpReply reply) implements Cause {
    @Override
    public String text() {
      return reply.toString();
    }

    @Override
    public TypedValue diagnostic() {
      return new TypedValue("smtp", reply.transcript());
    }
  }

  /**
   * What this system found, in its own words.
   *
   * @param host that it found it at, or null where none was spoken to
   */
  record Found(String text, @Nullable String host) implements Cause {
    @Override
    public TypedValue diagnostic() {
      return TypedValue.ownWords(text);
    }
  }
}
