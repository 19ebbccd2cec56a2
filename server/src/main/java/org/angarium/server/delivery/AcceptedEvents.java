package org.angarium.server.delivery;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.server.delivery.Resolution.LocalTarget;
import org.angarium.server.event.DeliveryEvent;
import org.angarium.server.filter.Verdict;
import org.angarium.store.intake.Accepted;
import org.angarium.store.mailbox.Appended;
import org.angarium.store.queue.NewQueueEntry;

/** What is told of messages that are on disk: of each, and of each place where it is. */
final class AcceptedEvents {
  private static final int MAX_MESSAGE_ID = 250;

  private AcceptedEvents() {}

  /**
   * @param size of the message as it came
   * @param verdict the mildest of all recipients
   * @param accepted where the parts of {@code kept} are, in order
   */
  static List<DeliveryEvent> of(long size, Verdict verdict, Kept kept, Accepted accepted) {
    List<DeliveryEvent> events = new ArrayList<>();
    int local = 0;
    int queued = 0;
    Envelope told = null;
    for (Kept.Part part : kept.parts()) {
      Envelope envelope = part.envelope();
      String session = envelope.origin().sessionId();
      String trace = envelope.trace();
      MessageStructure structure = part.contents().structure();
      if (told == null) {
        events.add(accepted(envelope, structure, size, verdict));
      } else if (!envelope.equals(told)) {
        events.add(accepted(envelope, structure, part.contents().blob().size(), Verdict.accept()));
      }
      told = envelope;
      for (LocalTarget target : part.targets()) {
        Appended appended = accepted.local().get(local++);
        events.add(
            new DeliveryEvent.Delivered(
                session,
                trace,
                target.address().toString(),
                target.account().toString(),
                appended.mailbox().mailbox(),
                appended.uid()));
      }
      for (NewQueueEntry entry : part.queued()) {
        events.add(
            new DeliveryEvent.Queued(
                session,
                trace,
                accepted.queued().get(queued++).toString(),
                entry.recipients().size()));
      }
    }
    return events;
  }

  private static DeliveryEvent accepted(
      Envelope envelope, MessageStructure structure, long size, Verdict verdict) {
    Origin origin = envelope.origin();
    String messageId = structure.header().text("Message-ID");
    if (messageId != null && messageId.length() > MAX_MESSAGE_ID) {
      messageId = messageId.substring(0, MAX_MESSAGE_ID);
    }
    return new DeliveryEvent.Accepted(
        origin.sessionId(),
        envelope.trace(),
        envelope.reversePath().toString(),
        origin.login() == null ? null : origin.login().toString(),
        origin.client() == null ? null : origin.client().getHostAddress(),
        messageId,
        size,
        envelope.recipients().size(),
        switch (verdict) {
          case Verdict.Tag(String reason) -> "tag: " + reason;
          case Verdict.Quarantine(String reason) -> "quarantine: " + reason;
          case Verdict.Accept(), Verdict.Greylist _, Verdict.Defer _, Verdict.Reject _ -> "accept";
        });
  }
}
