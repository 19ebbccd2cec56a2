package org.angarium.mail.header;

import java.util.List;
import java.util.Optional;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.EmailAddress;
import org.jspecify.annotations.Nullable;

/** One entry of an address field (RFC 5322 §3.4): a mailbox, or a named group of mailboxes. */
public sealed interface AddressItem {
  /**
   * A mailbox as a header names it. Nothing is promised about local part and domain: they are what
   * was written.
   *
   * @param rawName the display name without quotes and comments, encoded words as they are; null if
   *     there is none
   * @param route the obsolete source route, {@code @a,@b}, of {@code <@a,@b:local@domain>} (RFC
   *     5322 §4.4); null if there is none
   * @param localPart without quotes; may be empty
   * @param domain as written; empty if there was none
   * @param valid whether the entry follows the grammar, obsolete forms included
   * @param unclear the whole entry as written if it doesn't tell which one address is meant ({@code
   *     a@b <c@d>}, a lone word): then all else is a guess, for display only. Null if it does
   */
  record MailboxItem(
      @Nullable String rawName,
      @Nullable String route,
      String localPart,
      String domain,
      boolean valid,
      @Nullable String unclear)
      implements AddressItem {
    /** A mailbox without a route, of which all is in order. */
    public MailboxItem(@Nullable String rawName, String localPart, String domain) {
      this(rawName, null, localPart, domain, true, null);
    }

    /** The display name with encoded words decoded, or null. */
    public @Nullable String displayName() {
      return rawName == null ? null : EncodedWords.decode(rawName);
    }

    /**
     * The address in the canonical form of the rest of the system; empty if the entry isn't clear
     * or names no valid RFC 5321 mailbox.
     */
    public Optional<EmailAddress> address() {
      if (unclear != null || localPart.isEmpty() || domain.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(new EmailAddress(localPart, domain));
      } catch (AddressSyntaxException notAnAddress) {
        return Optional.empty();
      }
    }
  }

  /**
   * A group: {@code name: mailbox, mailbox;}.
   *
   * @param rawName the name without quotes and comments, encoded words as they are; may be empty
   */
  record GroupItem(String rawName, List<MailboxItem> members) implements AddressItem {
    /** The name with encoded words decoded. */
    public String displayName() {
      return EncodedWords.decode(rawName);
    }
  }
}
