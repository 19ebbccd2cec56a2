package org.angarium.server.outbound;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.angarium.mail.smtp.OriginalRecipient;
import org.angarium.mail.smtp.SmtpReply;
import org.angarium.mail.smtp.Xtext;
import org.angarium.store.StoreException;
import org.angarium.store.queue.QueueMessage;
import org.angarium.store.queue.QueueRecipient;

/**
 * A connection that is ready for mail: greeted, secured as far as asked, logged in. One thread at a
 * time. Sends messages one after the other (RFC 5321 §3.3), in one round trip before the contents
 * where the peer knows PIPELINING (RFC 2920).
 */
final class PeerSession implements AutoCloseable {
  private final Endpoint endpoint;
  private final SmtpChannel channel;
  private final Capabilities capabilities;
  private final SmtpTimeouts timeouts;
  private int messages;
  private boolean usable = true;

  PeerSession(
      Endpoint endpoint, SmtpChannel channel, Capabilities capabilities, SmtpTimeouts timeouts) {
    this.endpoint = endpoint;
    this.channel = channel;
    this.capabilities = capabilities;
    this.timeouts = timeouts;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  Capabilities capabilities() {
    return capabilities;
  }

  SmtpChannel channel() {
    return channel;
  }

  /** Messages sent so far; at least 1 when the session was used before. */
  int messages() {
    return messages;
  }

  /** Whether another message can be sent. */
  boolean usable() {
    return usable;
  }

  /**
   * Sends one message.
   *
   * @param outcomes by position in {@code recipients}; what is decided is put there even when this
   *     throws, the rest stays null
   * @throws StoreException when our own contents cannot be read
   * @throws IOException when the connection broke before the contents were complete
   */
  void send(
      QueueMessage message,
      List<QueueRecipient> recipients,
      MessageContent content,
      Outcome[] outcomes)
      throws IOException {
    switch (TransferForm.of(message, recipients, content, capabilities, endpoint.host())) {
      case TransferForm.None none -> Arrays.fill(outcomes, none.reason());
      case TransferForm.Some form -> {
        messages++;
        boolean complete = false;
        try {
          transact(message, recipients, form, outcomes);
          complete = true;
        } finally {
          usable &= complete;
        }
      }
    }
  }

  private void transact(
      QueueMessage message,
      List<QueueRecipient> recipients,
      TransferForm.Some form,
      Outcome[] outcomes)
      throws IOException {
    String mail = mail(message, form);
    boolean pipelining = capabilities.pipelining();
    channel.command(mail, timeouts.mail());
    if (pipelining) {
      for (QueueRecipient recipient : recipients) {
        channel.command(rcpt(recipient), timeouts.recipient());
      }
      channel.command("DATA", timeouts.dataStart());
    }
    channel.flush(timeouts.mail());
    SmtpReply sender = channel.reply(timeouts.mail());
    if (!accepted(sender)) {
      fillUndecided(outcomes, outcome(sender, "1.0"));
      if (ended(sender) || !pipelining) {
        return;
      }
    }
    List<Integer> accepted = new ArrayList<>(recipients.size());
    for (int i = 0; i < recipients.size(); i++) {
      if (!pipelining) {
        channel.command(rcpt(recipients.get(i)), timeouts.recipient());
        channel.flush(timeouts.recipient());
      }
      SmtpReply reply = channel.reply(timeouts.recipient());
      if (accepted(reply)) {
        accepted.add(i);
      } else if (outcomes[i] == null) {
        outcomes[i] = outcome(reply, reply.code() == 550 ? "1.1" : "1.0");
      }
      if (ended(reply)) {
        fillUndecided(outcomes, outcome(reply, "3.2"));
        return;
      }
    }
    if (!pipelining) {
      if (accepted.isEmpty()) {
        reset();
        return;
      }
      channel.command("DATA", timeouts.dataStart());
      channel.flush(timeouts.dataStart());
    }
    SmtpReply data = channel.reply(timeouts.dataStart());
    if (data.code() == 354) {
      if (accepted.isEmpty() || !accepted(sender)) {
        // RFC 2920 §3.1: it wants contents though nobody is to get them; it gets none.
        channel.command(".", timeouts.dataBlock());
        channel.flush(timeouts.dataBlock());
        ended(channel.reply(timeouts.dataEnd()));
        return;
      }
      contents(form.content(), outcomes);
    } else {
      SmtpReply refused = accepted(data) ? unexpected(data) : data;
      fillUndecided(outcomes, outcome(refused, "0.0"));
      if (!ended(refused)) {
        reset();
      }
    }
  }

  private void contents(MessageContent content, Outcome[] outcomes) throws IOException {
    content.writeTo(channel, timeouts.dataBlock());
    SmtpReply end;
    try {
      channel.command(".", timeouts.dataBlock());
      channel.flush(timeouts.dataBlock());
      end = channel.reply(timeouts.dataEnd());
    } catch (IOException unknown) {
      // RFC 1047: perhaps it took the message. Another host at once would make a second copy sure.
      fillUndecided(
          outcomes,
          new Outcome.Deferred(
              "the connection broke before the host confirmed the message",
              "4.4.2",
              endpoint.host(),
              false));
      usable = false;
      return;
    }
    fillUndecided(outcomes, outcome(end, "0.0"));
    ended(end);
  }

  private static SmtpReply unexpected(SmtpReply reply) {
    return SmtpReply.of(451, "unexpected reply to DATA: " + reply);
  }

  private static void fillUndecided(Outcome[] outcomes, Outcome outcome) {
    for (int i = 0; i < outcomes.length; i++) {
      if (outcomes[i] == null) {
        outcomes[i] = outcome;
      }
    }
  }

  private Outcome outcome(SmtpReply reply, String fallback) {
    String text = reply.toString();
    if (reply.isPermanentFailure()) {
      return new Outcome.Failed(text, reply.status(fallback), endpoint.host());
    }
    if (reply.isTransientFailure()) {
      return new Outcome.Deferred(text, reply.status(fallback), endpoint.host(), true);
    }
    return new Outcome.Delivered(text, reply.status("0.0"), endpoint.host(), capabilities.dsn());
  }

  private static boolean accepted(SmtpReply reply) {
    return reply.isPositive() || reply.isIntermediate();
  }

  /** A 421 announces that the peer closes the connection (RFC 5321 §3.8). */
  private boolean ended(SmtpReply reply) {
    if (reply.code() == 421) {
      usable = false;
    }
    return !usable;
  }

  private void reset() throws IOException {
    channel.command("RSET", timeouts.command());
    channel.flush(timeouts.command());
    usable &= accepted(channel.reply(timeouts.command()));
  }

  private String mail(QueueMessage message, TransferForm.Some form) {
    StringBuilder line = new StringBuilder("MAIL FROM:").append(message.reversePath());
    if (capabilities.size()) {
      line.append(" SIZE=").append(form.content().size());
    }
    if (form.eightBit()) {
      line.append(" BODY=8BITMIME");
    }
    if (form.smtpUtf8()) {
      line.append(" SMTPUTF8");
    }
    if (capabilities.dsn()) {
      if (message.dsnReturn() != null) {
        line.append(" RET=").append(message.dsnReturn());
      }
      if (message.dsnEnvelopeId() != null) {
        line.append(" ENVID=").append(Xtext.encode(message.dsnEnvelopeId()));
      }
    }
    return line.toString();
  }

  private String rcpt(QueueRecipient recipient) {
    StringBuilder line = new StringBuilder("RCPT TO:<").append(recipient.address()).append('>');
    if (capabilities.dsn()) {
      Set<String> wanted = recipient.notifyOn();
      if (!wanted.isEmpty()) {
        line.append(" NOTIFY=").append(String.join(",", wanted.stream().sorted().toList()));
      }
      String original = recipient.originalRecipient();
      if (original != null) {
        OriginalRecipient parsed = OriginalRecipient.parse(original);
        if (parsed != null) {
          line.append(" ORCPT=").append(parsed.toParameter());
        }
      }
    }
    return line.toString();
  }

  /** Says goodbye as far as the peer still listens, and closes. */
  void quit() {
    if (usable) {
      usable = false;
      Duration limit = timeouts.quit();
      try {
        channel.command("QUIT", limit);
        channel.flush(limit);
        channel.reply(limit);
      } catch (IOException gone) {
        // All mail was answered for; the goodbye is only polite.
      }
    }
    channel.close();
  }

  /** Closes without a word. */
  @Override
  public void close() {
    usable = false;
    channel.close();
  }
}
