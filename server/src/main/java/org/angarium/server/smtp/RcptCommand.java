package org.angarium.server.smtp;

import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.smtp.ForwardPath;
import org.angarium.mail.smtp.OriginalRecipient;
import org.angarium.mail.smtp.RcptParameters;
import org.angarium.mail.smtp.SmtpCommand;
import org.angarium.mail.smtp.SmtpReply;
import org.angarium.server.delivery.Envelope;
import org.angarium.server.delivery.Resolution;
import org.angarium.server.filter.Verdict;
import org.angarium.store.StoreException;

/**
 * RCPT (RFC 5321 §4.1.1.3): a recipient is taken only when the message can be delivered to him or
 * relayed, so nothing is bounced later.
 */
final class RcptCommand {
  private static final SmtpReply OK = SmtpReply.of(250, "2.1.5", "Recipient ok");

  private RcptCommand() {}

  static SmtpReply run(SmtpSession session, MailTransaction transaction, SmtpCommand.Rcpt rcpt)
      throws SmtpRefusal, StoreException {
    if (transaction.chunks != null) {
      throw SmtpRefusal.of(503, "5.5.1", "The message is under way");
    }
    if (rcpt.utf8() && !transaction.parameters.smtpUtf8()) {
      throw SmtpRefusal.of(553, "5.6.7", "Non-ASCII address without SMTPUTF8");
    }
    if (transaction.recipients.size() >= session.limits.maxRecipients()
        || transaction.targets >= session.limits.maxTargets()) {
      throw SmtpRefusal.of(452, "4.5.3", "Too many recipients");
    }
    EmailAddress given;
    Resolution.Deliverable targets;
    switch (rcpt.forwardPath()) {
      case ForwardPath.Mailbox(EmailAddress address) -> {
        given = address;
        targets = resolve(session, transaction, address);
      }
      case ForwardPath.Postmaster() -> {
        given = new EmailAddress("postmaster", session.settings.hostName());
        targets = postmaster(session);
      }
    }
    Verdict verdict = transaction.visit.recipient(given);
    if (!verdict.takes()) {
      throw SmtpRefusal.of(Acceptor.refusal(verdict, 550));
    }
    RcptParameters parameters = rcpt.parameters();
    OriginalRecipient original = parameters.originalRecipient();
    transaction.recipients.add(
        new Envelope.Recipient(
            given, targets, parameters.notifyOn(), original == null ? null : original.toString()));
    transaction.targets += targets.local().size() + targets.remote().size();
    return OK;
  }

  private static Resolution.Deliverable resolve(
      SmtpSession session, MailTransaction transaction, EmailAddress address)
      throws SmtpRefusal, StoreException {
    boolean relaying = session.login != null;
    Resolution resolution =
        session.service.resolver.resolve(address, relaying, transaction.parameters.size());
    return switch (resolution) {
      case Resolution.Deliverable deliverable -> deliverable;
      case Resolution.Undeliverable(Resolution.Reason reason) ->
          throw switch (reason) {
            case UNKNOWN_USER -> SmtpRefusal.of(550, "5.1.1", "No such user");
            case SUSPENDED -> SmtpRefusal.of(450, "4.2.1", "Mailbox not available at present");
            case OVER_QUOTA -> SmtpRefusal.of(452, "4.2.2", "Mailbox full");
            case LARGER_THAN_QUOTA ->
                SmtpRefusal.of(552, "5.2.2", "Message is larger than the mailbox may be");
            case RELAYING_DENIED -> SmtpRefusal.of(550, "5.7.1", "Relaying denied");
            case ALIAS_LOOP -> SmtpRefusal.of(550, "5.4.6", "Address leads back to itself");
            case TOO_MANY_TARGETS ->
                SmtpRefusal.of(550, "5.5.3", "Address stands for too many recipients");
          };
    };
  }

  private static Resolution.Deliverable postmaster(SmtpSession session)
      throws SmtpRefusal, StoreException {
    Resolution.Deliverable targets = session.service.resolver.postmaster();
    if (targets == null) {
      throw SmtpRefusal.of(450, "4.2.1", "Nobody is in charge yet", "no administrator");
    }
    return targets;
  }
}
