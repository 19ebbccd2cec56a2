package org.angarium.server.smtp;

import java.io.IOException;
import org.angarium.mail.smtp.SmtpReply;
import org.angarium.server.delivery.IncomingMessage;
import org.angarium.server.net.Connection;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/** DATA (RFC 5321 §4.1.1.4): the message, up to a dot alone on a line. */
final class DataCommand {
  private static final SmtpReply GO_AHEAD = SmtpReply.of(354, "End data with <CR><LF>.<CR><LF>");

  private DataCommand() {}

  static @Nullable SmtpReply run(SmtpSession session) throws IOException, SmtpRefusal {
    MailTransaction transaction = session.transaction;
    if (transaction == null) {
      throw SmtpRefusal.of(503, "5.5.1", "MAIL first");
    }
    if (transaction.chunks != null) {
      throw SmtpRefusal.of(503, "5.5.1", "The message is under way");
    }
    if (transaction.recipients.isEmpty()) {
      throw Acceptor.noRecipients(session);
    }
    if (!session.service.delivery.hasRoom(transaction.parameters.size())) {
      session.endTransaction();
      throw SmtpRefusal.of(452, "4.3.1", "Insufficient system storage, try again later");
    }
    session.prompt(GO_AHEAD);
    try (IncomingMessage message = Acceptor.incoming(session, transaction)) {
      Contents contents = new Contents(message);
      DataReader reader =
          new DataReader(
              session.connection(),
              contents,
              Acceptor.readAtMost(session.limits.maxMessageBytes()));
      if (!read(session, reader)) {
        session.endWith(SmtpReply.of(552, "5.3.4", "Message far too large, closing connection"));
        return null;
      }
      session.connection().giveBack();
      return Acceptor.conclude(session, transaction, message, reader.fault(), contents.failure);
    } finally {
      session.endTransaction();
    }
  }

  private static boolean read(SmtpSession session, DataReader reader) throws IOException {
    Connection connection = session.connection();
    SmtpDeadlines deadlines = session.settings.deadlines();
    connection.deadline(deadlines.data());
    connection.demandRate(deadlines.bytesPerSecond(), deadlines.dataGrace());
    try {
      return reader.read();
    } finally {
      connection.endRate();
    }
  }

  /**
   * Passes contents on. A store that fails midway must not stop the reading: the rest of the
   * message would be taken for commands.
   */
  private static final class Contents implements DataReader.Sink {
    private final IncomingMessage message;
    private @Nullable StoreException failure;

    Contents(IncomingMessage message) {
      this.message = message;
    }

    @Override
    public void take(byte[] bytes, int offset, int length) {
      if (failure == null) {
        try {
          message.write(bytes, offset, length);
        } catch (StoreException e) {
          failure = e;
        }
      }
    }
  }
}
