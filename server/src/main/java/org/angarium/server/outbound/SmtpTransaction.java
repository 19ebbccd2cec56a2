package org.angarium.server.outbound;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.angarium.mail.smtp.OriginalRecipient;
import org.angarium.mail.smtp.SmtpReply;
import org.angarium.mail.smtp.Xtext;
import org.angarium.store.StoreException;
import org.angarium.store.queue.QueueMessage;
import org.angarium.store.queue.QueueRecipient;
import org.jspecify.annotations.Nullable;

/**
 * One mail transaction (RFC 5321 §3.3): MAIL, RCPT for each recipient, DATA, the contents. Says for
 * each recipient what became of it. Used once, by one thread.
 *
 * <p><b>Success is named.</b> A step has worked when the peer gave the reply that the step has for
 * that: 2yz to MAIL, RCPT and the end of the contents (but not 221, by which the peer takes its
 * leave), 354 to DATA. 4yz and 5yz are failures. Everything else is no answer to what was said: the
 * conversation ends, and a recipient that was not decided is tried again. Replies that come before
 * they are asked for are no answers either.
 */
final class SmtpTransaction {
  /** RFC 3461 §4.2; a longer one is not passed on, since it only annotates. */
  private static final int MAX_ORIGINAL = 500;

  /** RFC 3461 §4.4, encoded. */
  private static final int MAX_ENVELOPE_ID = 100;

  private final SmtpChannel channel;
  private final Capabilities capabilities;
  private final SmtpTimeouts timeouts;
  private final String host;
  private final QueueMessage message;
  private final List<QueueRecipient> recipients;
  private final TransferForm.Some form;

  /** By position in {@code recipients}; null while undecided. */
  private final Outcome[] outcomes;

  /** Positions of those that the peer takes in another transaction, it says. */
  private final List<Integer> beyondLimit = new ArrayList<>();

  /** The peer will hear more from us on this connection. */
  private boolean usable = true;

  SmtpTransaction(
      SmtpChannel channel,
      Capabilities capabilities,
      SmtpTimeouts timeouts,
      String host,
      QueueMessage message,
      List<QueueRecipient> recipients,
      TransferForm.Some form) {
    this.channel = channel;
    this.capabilities = capabilities;
    this.timeouts = timeouts;
    this.host = host;
    this.message = message;
    this.recipients = recipients;
    this.form = form;
    this.outcomes = new Outcome[recipients.size()];
  }

  /** What is decided, by position in the recipients; also after {@link #run} has thrown. */
  Outcome[] outcomes() {
    return outcomes;
  }

  /**
   * Positions of recipients that were too many for one transaction; their outcome is that they are
   * deferred.
   */
  List<Integer> beyondLimit() {
    return beyondLimit;
  }

  /** Whether the connection can take another transaction after {@link #run} has returned. */
  boolean usable() {
    return usable;
  }

  /**
   * @throws StoreException when our own contents cannot be read
   * @throws IOException when the connection broke, or the peer lost the thread, before the contents
   *     were complete
   */
  void run() throws IOException {
    boolean pipelining = capabilities.pipelining();
    channel.awaitNothing();
    channel.command(mail(), timeouts.mail());
    if (pipelining) {
      for (QueueRecipient recipient : recipients) {
        channel.command(rcpt(recipient), timeouts.recipient());
      }
      channel.command("DATA", timeouts.dataStart());
    }
    channel.flush(timeouts.mail());
    SmtpReply sender = checked("MAIL", channel.reply(timeouts.mail()));
    if (!done(sender)) {
      fillUndecided(outcome(sender, "1.0"));
      if (ended(sender) || !pipelining) {
        return;
      }
    }
    boolean accepted = name(pipelining);
    if (!usable) {
      return;
    }
    if (!pipelining) {
      if (!accepted) {
        reset();
        return;
      }
      say("DATA");
      channel.flush(timeouts.dataStart());
    }
    data(accepted && done(sender));
  }

  /**
   * Names the recipients, or reads what the peer says to those that were named.
   *
   * @return whether any was accepted
   */
  private boolean name(boolean pipelining) throws IOException {
    boolean accepted = false;
    for (int i = 0; i < recipients.size(); i++) {
      if (!pipelining) {
        say(rcpt(recipients.get(i)));
        channel.flush(timeouts.recipient());
      }
      SmtpReply reply = checked("RCPT", channel.reply(timeouts.recipient()));
      if (done(reply)) {
        accepted = true;
      } else if (outcomes[i] == null) {
        outcomes[i] = recipient(i, reply, accepted);
      }
      if (ended(reply)) {
        fillUndecided(outcome(reply, "3.2"));
        return accepted;
      }
    }
    return accepted;
  }

  private Outcome recipient(int position, SmtpReply reply, boolean anyAccepted) {
    if (isLimit(reply)) {
      // RFC 5321 §4.5.3.1.10: the rest goes in another transaction. "552" for it is an old mistake.
      boolean counts = tellsOfTooMany(reply);
      if (anyAccepted) {
        beyondLimit.add(position);
      }
      if (anyAccepted || counts) {
        String status = reply.status("5.3");
        return new Outcome.Deferred(
            new Cause.Said(host, reply), "4" + status.substring(1), /* elsewhere= */ true);
      }
    }
    return outcome(reply, reply.code() == 550 ? "1.1" : "1.0");
  }

  /** Whether the reply may be about the number of recipients rather than about this one. */
  private static boolean isLimit(SmtpReply reply) {
    boolean code = reply.code() == 452 || reply.code() == 552;
    return code && (reply.enhanced() == null || tellsOfTooMany(reply));
  }

  private static boolean tellsOfTooMany(SmtpReply reply) {
    return reply.status("").endsWith(".5.3")
        || reply.text().toLowerCase(Locale.ROOT).contains("too many recipients");
  }

  private void data(boolean wanted) throws IOException {
    SmtpReply data = channel.reply(timeouts.dataStart());
    if (data.code() == 354) {
      if (wanted) {
        contents();
      } else {
        // RFC 2920 §3.1: it wants contents though nobody is to get them; it gets none.
        say(".");
        channel.flush(timeouts.dataBlock());
        ended(channel.reply(timeouts.dataEnd()));
      }
      return;
    }
    if (!isRefusal(data)) {
      throw new UnexpectedReplyException("DATA", data);
    }
    fillUndecided(outcome(data, "0.0"));
    if (!ended(data)) {
      reset();
    }
  }

  private void contents() throws IOException {
    SmtpReply early = null;
    try {
      form.content().writeTo(channel, timeouts.dataBlock());
      early = channel.early(timeouts.dataEnd());
    } catch (StoreException ours) {
      throw ours;
    } catch (IOException broken) {
      early = lastWords();
      if (early == null) {
        throw broken;
      }
    }
    if (early != null) {
      // It had enough before the end. It may refuse, but it cannot have taken what was not ended.
      usable = false;
      if (!isRefusal(early)) {
        throw new UnexpectedReplyException("contents that have not ended", early);
      }
      fillUndecided(outcome(early, "0.0"));
      return;
    }
    SmtpReply end;
    try {
      channel.command(".", timeouts.dataBlock());
      channel.flush(timeouts.dataBlock());
      end = checked("the end of the contents", channel.reply(timeouts.dataEnd()));
    } catch (IOException unknown) {
      // RFC 1047: perhaps it took the message. Another host at once would make a second copy sure.
      String text =
          unknown instanceof UnexpectedReplyException
              ? String.valueOf(unknown.getMessage())
              : "the connection broke before the host confirmed the message";
      fillUndecided(
          new Outcome.Deferred(new Cause.Found(text, host), "4.4.2", /* elsewhere= */ false));
      usable = false;
      return;
    }
    fillUndecided(
        done(end)
            ? new Outcome.Delivered(
                new Cause.Said(host, end), end.status("0.0"), capabilities.dsn())
            : outcome(end, "0.0"));
    ended(end);
  }

  /** What a peer said that cut the connection, where it arrived. */
  private @Nullable SmtpReply lastWords() {
    try {
      return channel.early(timeouts.quit());
    } catch (IOException none) {
      return null;
    }
  }

  private void fillUndecided(Outcome outcome) {
    for (int i = 0; i < outcomes.length; i++) {
      if (outcomes[i] == null) {
        outcomes[i] = outcome;
      }
    }
  }

  /** What a refusal means. */
  private Outcome outcome(SmtpReply refusal, String fallback) {
    Cause.Said cause = new Cause.Said(host, refusal);
    return refusal.isPermanentFailure()
        ? new Outcome.Failed(cause, refusal.status(fallback), /* elsewhere= */ false)
        : new Outcome.Deferred(cause, refusal.status(fallback), /* elsewhere= */ true);
  }

  private static boolean done(SmtpReply reply) {
    return reply.isPositive() && reply.code() != 221;
  }

  private static boolean isRefusal(SmtpReply reply) {
    return reply.isTransientFailure() || reply.isPermanentFailure();
  }

  private SmtpReply checked(String command, SmtpReply reply) throws UnexpectedReplyException {
    if (!done(reply) && !isRefusal(reply)) {
      usable = false;
      throw new UnexpectedReplyException(command, reply);
    }
    return reply;
  }

  /** A 421 announces that the peer closes the connection (RFC 5321 §3.8). */
  private boolean ended(SmtpReply reply) {
    if (reply.code() == 421 || reply.code() == 221) {
      usable = false;
    }
    return !usable;
  }

  private void reset() throws IOException {
    say("RSET");
    channel.flush(timeouts.command());
    usable &= done(channel.reply(timeouts.command()));
  }

  /** A command to which nothing may have been said yet. */
  private void say(String command) throws IOException {
    channel.awaitNothing();
    channel.command(command, timeouts.command());
  }

  private String mail() {
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
      String envelopeId = message.dsnEnvelopeId();
      if (envelopeId != null && isEnvelopeId(envelopeId)) {
        line.append(" ENVID=").append(Xtext.encode(envelopeId));
      }
    }
    return line.toString();
  }

  /** RFC 3461 §4.4: printable ASCII of bounded length. Another one is not passed on. */
  private static boolean isEnvelopeId(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c < 0x7f)
        && Xtext.encode(text).length() <= MAX_ENVELOPE_ID;
  }

  private String rcpt(QueueRecipient recipient) {
    StringBuilder line = new StringBuilder("RCPT TO:<").append(recipient.address()).append('>');
    if (capabilities.dsn()) {
      Set<String> wanted = recipient.notifyOn();
      if (!wanted.isEmpty()) {
        line.append(" NOTIFY=").append(String.join(",", wanted.stream().sorted().toList()));
      }
      String text = recipient.originalRecipient();
      OriginalRecipient original = text == null ? null : OriginalRecipient.parse(text);
      if (original != null && original.toParameter().length() <= MAX_ORIGINAL) {
        line.append(" ORCPT=").append(original.toParameter());
      }
    }
    return line.toString();
  }
}
