package org.angarium.server.delivery;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.server.delivery.Resolution.LocalTarget;

/**
 * Ends mail loops: too many hops, which concerns the whole message (RFC 5321 §6.3), or back at a
 * mailbox that it has been in, which concerns that recipient alone (RFC 2033 §4.2).
 *
 * <p>Having been in a mailbox is no loop when a person sent the message on from there: when it is
 * submitted with a login, or has Resent fields above that delivery (RFC 5322 §3.6.6). A list or
 * alias may bring it to a member once more; a true loop comes by a second time.
 *
 * <p>Mail the server writes itself is not looked at: it is new.
 */
final class LoopCheck {
  /** Earlier deliveries that make a loop where the recipient is an alias of others too. */
  private static final int VIA_ALIAS = 2;

  private final int maxHops;

  LoopCheck(int maxHops) {
    this.maxHops = maxHops;
  }

  boolean tooManyHops(MessageStructure structure) {
    return structure.header().all("Received").size() > maxHops;
  }

  /** The targets that the message has come back to; usually none. */
  Set<LocalTarget> looped(Envelope envelope, MessageStructure structure) {
    HeaderFields header = structure.header();
    if (envelope.origin().login() != null || !header.contains("Delivered-To")) {
      return Set.of();
    }
    Map<EmailAddress, Integer> before = deliveries(header);
    Set<LocalTarget> looped = new HashSet<>();
    for (Envelope.Recipient recipient : envelope.recipients()) {
      for (LocalTarget target : recipient.targets().local()) {
        int times = before.getOrDefault(target.address(), 0);
        if (times >= (target.viaAlias() ? VIA_ALIAS : 1)) {
          looped.add(target);
        }
      }
    }
    return looped;
  }

  /** How often it was delivered to each mailbox since somebody last sent it. */
  private static Map<EmailAddress, Integer> deliveries(HeaderFields header) {
    Map<EmailAddress, Integer> deliveries = new HashMap<>();
    for (HeaderField field : header) {
      if (field.name().regionMatches(true, 0, "Resent-", 0, 7)) {
        break;
      }
      if (field.is("Delivered-To")) {
        try {
          deliveries.merge(EmailAddress.parse(field.text().strip()).canonical(), 1, Integer::sum);
        } catch (AddressSyntaxException notOurs) {
          // Somebody else's notation; it can't name a mailbox of ours.
        }
      }
    }
    return deliveries;
  }
}
