package org.angarium.mail.mdn;

import java.util.List;
import org.angarium.mail.address.EmailAddress;

/** Whether a notification may be sent for a message. */
public sealed interface NotificationDecision {

  /** No, whatever the recipient says. */
  record Never(Reason reason) implements NotificationDecision {}

  /**
   * Only if the recipient agrees to this one.
   *
   * @param to who would be notified
   */
  record Ask(Reason reason, List<EmailAddress> to) implements NotificationDecision {
    public Ask {
      to = List.copyOf(to);
    }
  }

  /**
   * Yes, for the recipient has agreed to all such.
   *
   * @param to who is to be notified
   */
  record Send(List<EmailAddress> to) implements NotificationDecision {
    public Send {
      to = List.copyOf(to);
    }
  }

  /** Why not, or not without asking. */
  enum Reason {
    /** Nobody asked for a notification. */
    NOT_REQUESTED,
    /** The field names no address, too many, or stands there twice. */
    REQUEST_MALFORMED,
    /** The request has an option marked {@code required} that isn't known here (§2.2). */
    OPTION_REQUIRED,
    /** One was sent already (§2.1). */
    ALREADY_SENT,
    /** The message is a notification or an automatic reply itself. */
    LOOP,
    /** The recipient doesn't want to notify anybody. */
    RECIPIENT_REFUSES,
    /** The recipient wants to be asked. */
    RECIPIENT_DECIDES,
    /** The message doesn't say where it comes from. */
    NO_RETURN_PATH,
    /** It would go to another address than the message came from. */
    OTHER_ADDRESS,
    /** It would go to several addresses. */
    SEVERAL_ADDRESSES
  }
}
