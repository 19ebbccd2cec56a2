package org.angarium.server.outbound;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.StoreException;
import org.angarium.store.queue.QueueMessage;
import org.angarium.store.queue.QueueRecipient;
import org.jspecify.annotations.Nullable;

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
    Outcome impossible = impossible(message, recipients, content);
    if (impossible != null) {
      Arrays.fill(outcomes, impossible);
      return;
    }
    messages++;
    boolean complete = false;
    try {
      transact(message, recipients, content, outcomes);
      complete = true;
    } finally {
      usable &= complete;
    }
  }

  /** Why this peer cannot take the message, whatever it would say; null when it can. */
  private @Nullable Outcome impossible(
      QueueMessage message, List<QueueRecipient> recipients, MessageContent content) {
    if (capabilities.maxSize() > 0 && content.size() > capabilities.maxSize()) {
      return new Outcome.Failed(
          "the message is larger than the host takes, which is " + capabilities.maxSize(),
          "5.3.4",
          endpoint.host());
    }
    if (needsUtf8(message, recipients) && !capabilities.smtpUtf8()) {
      return new Outcome.Failed(
          "the host does not take internationalised addresses (RFC 6531)",
          "5.6.7",
          endpoint.host());
    }
    if (message.eightBit() && !capabilities.eightBitMime()) {
      return new Outcome.Failed(
          "the host takes no 8-bit contents (RFC 6152)", "5.6.3", endpoint.host());
    }
    return null;
  }

  private static boolean needsUtf8(QueueMessage message, List<QueueRecipient> recipients) {
    EmailAddress sender = message.reversePath().address();
    if (message.smtpUtf8() || (sender != null && !sender.isAscii())) {
      return true;
    }
    for (QueueRecipient recipient : recipients) {
      if (!recipient.address().isAscii()) {
        return true;
      }
    }
    return false;
  }

  private void transact(
      QueueMessage message,
      List<QueueRecipient> recipients,
      MessageContent content,
      Outcome[] outcomes)
      throws IOException {
    String mail = mail(message, recipients, content);
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
    if (!sender.positive()) {
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
      if (reply.positive()) {
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
      if (accepted.isEmpty() || !sender.positive()) {
        // RFC 2920 §3.1: it wants contents though nobody is to get them; it gets none.
        channel.command(".", timeouts.dataBlock());
        channel.flush(timeouts.dataBlock());
        ended(channel.reply(timeouts.dataEnd()));
        return;
      }
      contents(content, outcomes);
    } else {
      SmtpReply refused = data.positive() ? unexpected(data) : data;
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
    return new SmtpReply(451, List.of("unexpected reply to DATA: " + reply.text()));
  }

  private static void fillUndecided(Outcome[] outcomes, Outcome outcome) {
    for (int i = 0; i < outcomes.length; i++) {
      if (outcomes[i] == null) {
        outcomes[i] = outcome;
      }
    }
  }

  private Outcome outcome(SmtpReply reply, String fallback) {
    String text = reply.text();
    if (reply.permanent()) {
      return new Outcome.Failed(text, reply.status(fallback), endpoint.host());
    }
    if (reply.temporary()) {
      return new Outcome.Deferred(text, reply.status(fallback), endpoint.host(), true);
    }
    return new Outcome.Delivered(text, reply.status("0.0"), endpoint.host(), capabilities.dsn());
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
    usable &= channel.reply(timeouts.command()).positive();
  }

  private String mail(
      QueueMessage message, List<QueueRecipient> recipients, MessageContent content) {
    StringBuilder line = new StringBuilder("MAIL FROM:").append(message.reversePath());
    if (capabilities.size()) {
      line.append(" SIZE=").append(content.size());
    }
    if (message.eightBit() && capabilities.eightBitMime()) {
      line.append(" BODY=8BITMIME");
    }
    if (needsUtf8(message, recipients)) {
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
        int semicolon = original.indexOf(';');
        line.append(" ORCPT=")
            .append(original, 0, semicolon + 1)
            .append(Xtext.encode(original.substring(semicolon + 1)));
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
