package org.angarium.server.outbound;

import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.sevenbit.SevenBitPlan;
import org.angarium.store.StoreException;
import org.angarium.store.queue.QueueMessage;
import org.angarium.store.queue.QueueRecipient;
import org.jspecify.annotations.Nullable;

/**
 * The form in which a message can go to a peer, by the extensions that the peer offers: as it is,
 * converted, or not at all (RFC 6152 §3, RFC 6531 §3.2).
 */
sealed interface TransferForm {
  /** What people are told where the peer knows no SMTPUTF8. */
  String NO_ADDRESSES = "the host takes no internationalised addresses (RFC 6531)";

  /** There is none, whatever the peer would say. */
  record None(Outcome.Failed reason) implements TransferForm {}

  /**
   * It can be sent.
   *
   * @param content as the peer can take it
   * @param eightBit to be declared as 8BITMIME
   * @param smtpUtf8 to be declared as SMTPUTF8
   */
  record Some(MessageContent content, boolean eightBit, boolean smtpUtf8) implements TransferForm {}

  /**
   * @param host names the peer
   * @throws StoreException when the contents cannot be read
   */
  static TransferForm of(
      QueueMessage message,
      List<QueueRecipient> recipients,
      MessageContent content,
      Capabilities peer,
      String host)
      throws StoreException {
    boolean addresses = hasInternationalAddress(message, recipients);
    if (addresses && !peer.smtpUtf8()) {
      return none(NO_ADDRESSES, "5.6.7", host);
    }
    boolean eightBit = message.eightBit() && peer.eightBitMime();
    boolean smtpUtf8 = (addresses || message.smtpUtf8()) && peer.smtpUtf8();
    MessageContent form = content;
    if (message.eightBit() != eightBit || (message.smtpUtf8() && !smtpUtf8)) {
      // Its sender declared more than this peer knows; what matters is what is really in it.
      switch (content.sevenBitPlan()) {
        case SevenBitPlan.Impossible impossible
            when impossible.obstacle() == SevenBitPlan.Obstacle.HEADER -> {
          return none("the host takes no internationalised headers (RFC 6531)", "5.6.9", host);
        }
        case SevenBitPlan.Impossible impossible -> {
          if (message.eightBit() != eightBit) {
            return none(
                "the host takes no 8-bit contents (RFC 6152), and these cannot be converted",
                "5.6.3",
                host);
          }
        }
        case SevenBitPlan.Edits edits -> {
          if (message.eightBit() != eightBit) {
            form = content.sevenBit(edits);
          }
        }
      }
    }
    form = form.signed();
    if (peer.maxSize() > 0 && form.size() > peer.maxSize()) {
      return none(
          "the message is larger than the host takes, which is " + peer.maxSize(), "5.3.4", host);
    }
    return new Some(form, eightBit, smtpUtf8);
  }

  /**
   * Why this recipient cannot be named to the peer, whatever the others are like; null where it
   * can.
   */
  static Outcome.@Nullable Failed obstacle(
      QueueRecipient recipient, Capabilities peer, String host) {
    return recipient.address().isAscii() || peer.smtpUtf8()
        ? null
        : none(NO_ADDRESSES, "5.6.7", host).reason();
  }

  private static None none(String reason, String status, String host) {
    return new None(
        new Outcome.Failed(new Cause.Found(reason, host), status, /* elsewhere= */ true));
  }

  private static boolean hasInternationalAddress(
      QueueMessage message, List<QueueRecipient> recipients) {
    EmailAddress sender = message.reversePath().address();
    if (sender != null && !sender.isAscii()) {
      return true;
    }
    for (QueueRecipient recipient : recipients) {
      if (!recipient.address().isAscii()) {
        return true;
      }
    }
    return false;
  }
}
