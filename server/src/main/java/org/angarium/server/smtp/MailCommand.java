package org.angarium.server.smtp;

import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.smtp.BodyType;
import org.angarium.mail.smtp.SmtpCommand;
import org.angarium.mail.smtp.SmtpReply;
import org.angarium.server.auth.Login;
import org.angarium.server.directory.RecipientLookup;
import org.angarium.store.StoreException;

/** MAIL (RFC 5321 §4.1.1.2): opens a transaction. */
final class MailCommand {
  private static final SmtpReply OK = SmtpReply.of(250, "2.1.0", "Sender ok");

  private MailCommand() {}

  static SmtpReply run(SmtpSession session, SmtpCommand.Mail mail)
      throws SmtpRefusal, StoreException {
    if (session.clientName == null) {
      throw SmtpRefusal.of(503, "5.5.1", "Say hello first");
    }
    if (session.transaction != null) {
      throw SmtpRefusal.of(503, "5.5.1", "A transaction is under way");
    }
    if (session.acceptedMessages >= session.limits.maxMessages()) {
      throw SmtpRefusal.last(421, "4.7.0", "Too many messages, connect again");
    }
    Login login = session.login;
    if (session.settings.role() == SmtpRole.SUBMISSION) {
      if (login == null) {
        // RFC 4954 §6, RFC 3207 §4.
        throw SmtpRefusal.of(
            530,
            "5.7.0",
            session.confidential()
                ? "Authentication required"
                : "Must issue a STARTTLS command first");
      }
      EmailAddress sender = mail.reversePath().address();
      if (sender != null && !owns(session, login, sender)) {
        throw SmtpRefusal.of(
            553, "5.7.1", "Sender address not owned by the user", login.address().toString());
      }
    }
    if (mail.parameters().body() == BodyType.BINARY_MIME) {
      throw SmtpRefusal.of(555, "5.5.4", "BINARYMIME is not offered");
    }
    if (mail.parameters().size() > session.limits.maxMessageBytes()) {
      throw SmtpRefusal.of(552, "5.3.4", "Message too large");
    }
    if (!session.service.delivery.hasRoom(mail.parameters().size())) {
      // RFC 1870 §6.1 (5), before an octet of it is taken.
      throw SmtpRefusal.of(452, "4.3.1", "Insufficient system storage, try again later");
    }
    String trace = session.service.delivery.nextTrace();
    session.transaction =
        new MailTransaction(
            mail.reversePath(),
            mail.parameters(),
            trace,
            session.service.delivery.visit(
                trace, session.origin(mail.parameters().smtpUtf8()), mail.reversePath()));
    return OK;
  }

  /**
   * NC-2.1.7: an address is somebody's when mail to it comes to him, itself or as a member of an
   * alias. A catch-all does not count: it would make him everybody.
   */
  private static boolean owns(SmtpSession session, Login login, EmailAddress sender)
      throws StoreException {
    return switch (session.service.directory.lookup(sender)) {
      case RecipientLookup.Account account -> account.account().equals(login.account());
      case RecipientLookup.Alias alias -> {
        if (session.service.directory.alias(sender).isEmpty()) {
          yield false;
        }
        for (EmailAddress target : alias.targets()) {
          if (session.service.directory.lookup(target) instanceof RecipientLookup.Account member
              && member.account().equals(login.account())) {
            yield true;
          }
        }
        yield false;
      }
      case RecipientLookup.UnknownUser(), RecipientLookup.Suspended(), RecipientLookup.NotLocal() ->
          false;
    };
  }
}
