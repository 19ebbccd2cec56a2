package org.angarium.server.delivery;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.header.AddressItem;
import org.angarium.mail.header.AddressListParser;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderLimits;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.server.delivery.Resolution.LocalTarget;
import org.jspecify.annotations.Nullable;

/**
 * Ends mail loops that concern one recipient alone (RFC 2033 §4.2): back at a mailbox that it has
 * been in, or at an alias through which it was sent on to another host. Too many hops, which
 * concern the whole message, are a check of the chain of judgement.
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

  /** What the message has come back to; usually nothing. */
  Loops looped(Envelope envelope, MessageStructure structure) {
    HeaderFields header = structure.header();
    if (envelope.origin().login() != null || !header.contains("Delivered-To")) {
      return Loops.NONE;
    }
    Map<EmailAddress, Integer> before = deliveries(header);
    Set<LocalTarget> targets = new HashSet<>();
    Set<EmailAddress> aliases = new HashSet<>();
    for (Envelope.Recipient recipient : envelope.recipients()) {
      for (LocalTarget target : recipient.targets().local()) {
        int times = before.getOrDefault(target.address(), 0);
        if (times >= (target.viaAlias() ? VIA_ALIAS : 1)) {
          targets.add(target);
        }
      }
      EmailAddress given = recipient.given().canonical();
      if (before.containsKey(given)) {
        aliases.add(given);
      }
    }
    return new Loops(targets, aliases);
  }

  /** How often it was delivered to each address since somebody last sent it. */
  private static Map<EmailAddress, Integer> deliveries(HeaderFields header) {
    Map<EmailAddress, Integer> deliveries = new HashMap<>();
    for (HeaderField field : header) {
      if (field.name().regionMatches(true, 0, "Resent-", 0, 7)) {
        break;
      }
      if (field.is("Delivered-To")) {
        EmailAddress address = address(field);
        if (address != null) {
          deliveries.merge(address.canonical(), 1, Integer::sum);
        }
      }
    }
    return deliveries;
  }

  /**
   * The one address that the field names, bare as we and others write it, in angle brackets or with
   * comments; null where that is none, or not one.
   */
  private static @Nullable EmailAddress address(HeaderField field) {
    try {
      return EmailAddress.parse(field.text().strip());
    } catch (AddressSyntaxException otherNotation) {
      List<AddressItem> items = AddressListParser.parse(field, HeaderLimits.DEFAULT);
      if (items.size() != 1 || !(items.getFirst() instanceof AddressItem.MailboxItem item)) {
        return null;
      }
      try {
        return EmailAddress.parse(item.localPart() + "@" + item.domain());
      } catch (AddressSyntaxException notOurs) {
        // Somebody else's notation; it can't name a mailbox of ours.
        return null;
      }
    }
  }
}
