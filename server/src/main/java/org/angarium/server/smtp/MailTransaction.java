package org.angarium.server.smtp;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.address.ReversePath;
import org.angarium.mail.smtp.MailParameters;
import org.angarium.server.delivery.Envelope;
import org.angarium.server.delivery.IncomingMessage;
import org.angarium.server.filter.Visit;
import org.jspecify.annotations.Nullable;

/** A message under way: what MAIL, RCPT and BDAT have said so far (RFC 5321 §3.3). */
final class MailTransaction implements AutoCloseable {
  final ReversePath reversePath;
  final MailParameters parameters;
  final String trace;
  final List<Envelope.Recipient> recipients = new ArrayList<>(2);
  int targets;

  /** What judgement looks at before the message comes. */
  final Visit visit;

  /** What BDAT has brought, from its first chunk on. */
  @Nullable ChunkedMessage chunks;

  MailTransaction(ReversePath reversePath, MailParameters parameters, String trace, Visit visit) {
    this.visit = visit;
    this.reversePath = reversePath;
    this.parameters = parameters;
    this.trace = trace;
  }

  /** Contents in chunks, and the check of their line ends. */
  record ChunkedMessage(IncomingMessage message, LineEndCheck lineEnds) {}

  @Override
  public void close() {
    visit.close();
    ChunkedMessage begun = chunks;
    if (begun != null) {
      begun.message().close();
    }
  }
}
