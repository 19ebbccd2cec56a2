package org.angarium.server.delivery;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.smtp.EnhancedStatusCode;
import org.angarium.store.blob.Blob;

/**
 * Ends mail loops: too many hops (RFC 5321 §6.3), or back at a mailbox it has been in.
 *
 * <p>Mail the server writes itself is not looked at: it is new.
 */
final class LoopCheck implements Check {
  private static final EnhancedStatusCode LOOP = EnhancedStatusCode.parse("5.4.6");

  private final int maxHops;

  LoopCheck(int maxHops) {
    this.maxHops = maxHops;
  }

  @Override
  public Verdict judge(Envelope envelope, MessageStructure structure, Blob contents) {
    if (structure.header().all("Received").size() > maxHops) {
      return new Verdict.Reject(LOOP, "Too many hops", "too many Received fields");
    }
    List<HeaderField> delivered = structure.header().all("Delivered-To");
    if (delivered.isEmpty()) {
      return Verdict.ACCEPT;
    }
    Set<EmailAddress> before = new HashSet<>();
    for (HeaderField field : delivered) {
      try {
        before.add(EmailAddress.parse(field.text().strip()).canonical());
      } catch (AddressSyntaxException notOurs) {
        // Somebody else's notation; it can't name a mailbox of ours.
      }
    }
    for (Envelope.Recipient recipient : envelope.recipients()) {
      for (Resolution.LocalTarget target : recipient.targets().local()) {
        if (before.contains(target.address())) {
          return new Verdict.Reject(
              LOOP, "Mail forwarding loop", "delivered to that mailbox before");
        }
      }
    }
    return Verdict.ACCEPT;
  }
}
