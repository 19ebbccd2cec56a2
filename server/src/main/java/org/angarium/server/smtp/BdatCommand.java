package org.angarium.server.smtp;

import java.io.EOFException;
import java.io.IOException;
import org.angarium.mail.smtp.SmtpCommand;
import org.angarium.mail.smtp.SmtpReply;
import org.angarium.server.delivery.IncomingMessage;
import org.angarium.server.net.Connection;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * BDAT (RFC 3030): a piece of the message of announced size. Whatever is wrong, the announced
 * octets follow and must be taken from the stream; where they are too many for that, the session
 * ends.
 */
final class BdatCommand {
  private BdatCommand() {}

  static @Nullable SmtpReply run(SmtpSession session, SmtpCommand.Bdat bdat)
      throws IOException, SmtpRefusal {
    MailTransaction transaction = session.transaction;
    long bound = Acceptor.readAtMost(session.limits.maxMessageBytes());
    if (bdat.size() > bound) {
      session.endTransaction();
      throw SmtpRefusal.last(552, "5.3.4", "Chunk far too large, closing connection");
    }
    if (transaction == null || transaction.recipients.isEmpty()) {
      take(session, bdat.size(), null);
      throw transaction == null
          ? SmtpRefusal.of(503, "5.5.1", "MAIL first")
          : Acceptor.noRecipients(session);
    }
    MailTransaction.ChunkedMessage chunks = transaction.chunks;
    if (chunks == null) {
      chunks =
          new MailTransaction.ChunkedMessage(
              Acceptor.incoming(session, transaction), new LineEndCheck());
      transaction.chunks = chunks;
    }
    boolean finished = true;
    try {
      StoreException failure = take(session, bdat.size(), chunks);
      IncomingMessage message = chunks.message();
      if (bdat.last()) {
        return Acceptor.conclude(session, transaction, message, chunks.lineEnds().fault(), failure);
      }
      if (failure != null) {
        return Acceptor.storeFailed(session, failure);
      }
      SmtpReply refusal = Acceptor.refusal(message.fault());
      if (refusal != null) {
        // RFC 3030 §2: the transaction is over, further chunks get 503.
        return refusal;
      }
      finished = false;
      return SmtpReply.of(250, "2.0.0", bdat.size() + " octets received");
    } finally {
      if (finished) {
        session.endTransaction();
      }
    }
  }

  /** Takes the octets off the stream, into the message if there is one. */
  private static @Nullable StoreException take(
      SmtpSession session, long size, MailTransaction.@Nullable ChunkedMessage chunks)
      throws IOException {
    Connection connection = session.connection();
    SmtpDeadlines deadlines = session.settings.deadlines();
    StoreException failure = null;
    connection.deadline(deadlines.data());
    connection.demandRate(deadlines.bytesPerSecond(), deadlines.dataGrace());
    try {
      long left = size;
      while (left > 0) {
        if (connection.unread() == 0 && !connection.fill()) {
          throw new EOFException("the peer closed within a chunk");
        }
        int count = (int) Math.min(left, connection.unread());
        if (chunks != null && failure == null) {
          byte[] bytes = connection.array();
          int position = connection.position();
          chunks.lineEnds().update(bytes, position, count);
          try {
            chunks.message().write(bytes, position, count);
          } catch (StoreException e) {
            failure = e;
          }
        }
        connection.skip(count);
        left -= count;
      }
      return failure;
    } finally {
      connection.endRate();
    }
  }
}
