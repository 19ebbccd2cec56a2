package org.angarium.testkit.grammar.smtp;

import org.angarium.testkit.grammar.Conversation;
import org.angarium.testkit.grammar.Octets;
import org.angarium.testkit.grammar.smtp.Question.Kind;

/**
 * A conversation with an SMTP server, or after LHLO an LMTP server: one reply for each command, and
 * in LMTP one for each recipient that was taken after the message (RFC 2033 §4.2).
 */
public final class SmtpConversation extends Conversation {
  private final SentMail sent = new SentMail();
  private boolean lmtp;
  private boolean statusCodes;
  private boolean utf8;
  private int recipients;

  /** Replies that are still to come for a message. */
  private int owed;

  @Override
  public void follow(byte[] bytes, int offset, int count) {
    sent.add(bytes, offset, count);
  }

  @Override
  public Runnable read(Octets answer) {
    Question question = owed > 0 ? Question.of(Kind.MESSAGE) : sent.next();
    boolean wide = utf8 || question.asks("SMTPUTF8");
    Reply reply = Reply.read(answer, question, statusCodes, wide);
    return () -> apply(question, reply);
  }

  private void apply(Question question, Reply reply) {
    boolean good = reply.code() < 400;
    if (owed > 0) {
      owed--;
      if (owed == 0) {
        transactionEnded();
      }
      return;
    }
    boolean last =
        question.kind() == Kind.MESSAGE || question.verb().equals("BDAT") && question.asks("LAST");
    Kind next = reply.code() == 354 ? Kind.MESSAGE : reply.code() == 334 ? Kind.SASL : Kind.COMMAND;
    if (question.kind() == Kind.CONNECTION && !good) {
      next = Kind.COMMAND;
    }
    sent.answered(question, next);
    if (last) {
      // One that has no recipients, or no transaction, is answered once.
      owed = lmtp && recipients > 0 ? recipients - 1 : 0;
      if (owed == 0) {
        transactionEnded();
      }
      return;
    }
    switch (question.verb()) {
      case "EHLO", "LHLO" -> {
        if (good) {
          lmtp = question.verb().equals("LHLO");
          statusCodes = reply.keywords().contains("ENHANCEDSTATUSCODES");
          transactionEnded();
        }
      }
      case "HELO" -> {
        if (good) {
          statusCodes = false;
          transactionEnded();
        }
      }
      case "MAIL" -> {
        if (good) {
          utf8 = question.asks("SMTPUTF8");
          recipients = 0;
        }
      }
      case "RCPT" -> recipients += good ? 1 : 0;
      case "RSET" -> transactionEnded();
      case "STARTTLS" -> {
        if (good) {
          sent.forget();
          statusCodes = false;
          transactionEnded();
          tlsBegins();
        }
      }
      default -> {
        // No other command changes what may be answered.
      }
    }
  }

  private void transactionEnded() {
    utf8 = false;
    recipients = 0;
    owed = 0;
  }
}
