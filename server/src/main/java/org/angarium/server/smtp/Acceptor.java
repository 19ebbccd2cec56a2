package org.angarium.server.smtp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.angarium.mail.smtp.BodyType;
import org.angarium.mail.smtp.EnhancedStatusCode;
import org.angarium.mail.smtp.SmtpReply;
import org.angarium.server.auth.Login;
import org.angarium.server.delivery.Delivery;
import org.angarium.server.delivery.Envelope;
import org.angarium.server.delivery.IncomingMessage;
import org.angarium.server.delivery.MessageFault;
import org.angarium.server.delivery.Replies;
import org.angarium.server.event.SmtpEvent;
import org.angarium.server.filter.Verdict;
import org.angarium.store.DiskFullException;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/** What DATA and BDAT have in common: the end of a message, where 250 is earned. */
final class Acceptor {
  private static final long SLACK = 1 << 20;

  private Acceptor() {}

  /**
   * How much is read of a message that is over the limit, to refuse it in good order, before the
   * connection is closed instead.
   */
  static long readAtMost(long maxMessageBytes) {
    return 2 * maxMessageBytes + SLACK;
  }

  /** RFC 5321 §3.3 leaves the choice; RFC 2033 §4.2 asks for 503, one reply for nobody. */
  static SmtpRefusal noRecipients(SmtpSession session) {
    boolean lmtp = session.settings.role() == SmtpRole.LMTP;
    return SmtpRefusal.of(lmtp ? 503 : 554, "5.5.1", "No valid recipients");
  }

  static IncomingMessage incoming(SmtpSession session, MailTransaction transaction) {
    Delivery delivery = session.service.delivery;
    long maxBytes = session.limits.maxMessageBytes();
    Login login = session.login;
    if (login == null) {
      return session.settings.role() == SmtpRole.LMTP
          ? delivery.receive(maxBytes)
          : delivery.receiveFromOutside(maxBytes);
    }
    return delivery.receiveSubmitted(
        transaction.trace,
        transaction.reversePath.address() == null
            ? login.address()
            : transaction.reversePath.address(),
        maxBytes);
  }

  /** The reply to the end of the message; null when LMTP's replies have been given here. */
  static @Nullable SmtpReply conclude(
      SmtpSession session,
      MailTransaction transaction,
      IncomingMessage message,
      @Nullable LineFault lineFault,
      @Nullable StoreException failure)
      throws IOException {
    if (session.endIfDismissed()) {
      return null;
    }
    List<SmtpReply> replies = judge(session, transaction, message, lineFault, failure);
    if (session.settings.role() != SmtpRole.LMTP) {
      return replies.getFirst();
    }
    // RFC 2033 §4.2: one reply for each recipient.
    for (SmtpReply reply : replies) {
      session.reply(reply);
    }
    return null;
  }

  /** A reply for each recipient; all are the same where the message as a whole is refused. */
  private static List<SmtpReply> judge(
      SmtpSession session,
      MailTransaction transaction,
      IncomingMessage message,
      @Nullable LineFault lineFault,
      @Nullable StoreException failure) {
    SmtpReply refusal = refusal(session, transaction, message, lineFault, failure);
    if (refusal == null) {
      Replies kind = session.settings.role() == SmtpRole.LMTP ? Replies.FOR_EACH : Replies.FOR_ALL;
      try {
        return replies(
            session,
            transaction,
            session.service.delivery.accept(
                envelope(session, transaction), message, transaction.visit, kind));
      } catch (StoreException e) {
        refusal = storeFailed(session, e);
      }
    }
    return Collections.nCopies(transaction.recipients.size(), refusal);
  }

  /** What is wrong with the contents before anybody has judged them; null for nothing. */
  private static @Nullable SmtpReply refusal(
      SmtpSession session,
      MailTransaction transaction,
      IncomingMessage message,
      @Nullable LineFault lineFault,
      @Nullable StoreException failure) {
    if (lineFault != null) {
      session.countError();
      return refused(session, transaction, SmtpReply.of(554, "5.6.0", lineFault.text()));
    }
    SmtpReply refusal = refusal(message.fault());
    if (refusal != null) {
      session.countError();
      return refused(session, transaction, refusal);
    }
    return failure == null ? null : storeFailed(session, failure);
  }

  private static List<SmtpReply> replies(
      SmtpSession session, MailTransaction transaction, List<Verdict> verdicts) {
    List<SmtpReply> replies = new ArrayList<>(verdicts.size());
    boolean taken = false;
    for (Verdict verdict : verdicts) {
      taken |= verdict.takes();
      replies.add(
          verdict.takes()
              ? SmtpReply.of(250, "2.0.0", "Ok: queued as " + transaction.trace)
              : refusal(verdict, 554));
    }
    if (taken) {
      session.countMessage();
    }
    return replies;
  }

  /**
   * The reply to a verdict that refuses.
   *
   * @param code of a rejection: RFC 5321 §4.3.2 has 550 for RCPT, 554 for the message
   */
  static SmtpReply refusal(Verdict verdict, int code) {
    return switch (verdict) {
      case Verdict.Reject(var status, String text, String _) ->
          new SmtpReply(isMailboxFull(status) ? 552 : code, status, List.of(text));
      case Verdict.Defer(var status, String text, String _) ->
          new SmtpReply(451, status, List.of(text));
      case Verdict.Greylist _ ->
          SmtpReply.of(451, "4.7.1", "Not known yet, try again in a few minutes");
      case Verdict.Accept(), Verdict.Tag _, Verdict.Quarantine _ ->
          throw new IllegalArgumentException("nothing is refused");
    };
  }

  /** RFC 5321 §4.2.3: "exceeded storage allocation". */
  private static boolean isMailboxFull(EnhancedStatusCode status) {
    return status.subject() == 2 && (status.detail() == 2 || status.detail() == 3);
  }

  /** What is said to a failure of the store, which is reported unless the store has done so. */
  static SmtpReply storeFailed(SmtpSession session, StoreException failure) {
    if (failure instanceof DiskFullException) {
      return SmtpReply.of(452, "4.3.1", "Insufficient system storage, try again later");
    }
    session.service.events.emit(
        new SmtpEvent.StoreFailed(
            session.connection().sessionId(), "DATA", String.valueOf(failure)));
    return SmtpReply.of(451, "4.3.0", "Message not taken, try again later");
  }

  private static SmtpReply refused(
      SmtpSession session, MailTransaction transaction, SmtpReply reply) {
    session.service.events.emit(
        new SmtpEvent.MessageRefused(
            session.connection().sessionId(),
            transaction.trace,
            session.remote(),
            transaction.reversePath.toString(),
            reply.toString()));
    return reply;
  }

  /** What a fault of the contents is answered with; null for none. */
  static @Nullable SmtpReply refusal(@Nullable MessageFault fault) {
    if (fault == null) {
      return null;
    }
    return switch (fault) {
      case TOO_LARGE -> SmtpReply.of(552, "5.3.4", "Message too large");
      case HEADER_TOO_LARGE -> SmtpReply.of(552, "5.3.4", "Message header too large");
      case TOO_MANY_FIELDS -> SmtpReply.of(552, "5.3.4", "Message header has too many fields");
    };
  }

  private static Envelope envelope(SmtpSession session, MailTransaction transaction) {
    return new Envelope(
        transaction.trace,
        session.origin(transaction.parameters.smtpUtf8()),
        transaction.reversePath,
        transaction.recipients,
        transaction.parameters.smtpUtf8(),
        transaction.parameters.body() == BodyType.EIGHT_BIT_MIME,
        transaction.parameters.ret(),
        transaction.parameters.envelopeId());
  }
}
