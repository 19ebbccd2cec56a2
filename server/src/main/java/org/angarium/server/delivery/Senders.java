package org.angarium.server.delivery;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.address.ReversePath;
import org.angarium.mail.srs.SenderRewriting;
import org.angarium.server.directory.DirectoryReader;
import org.angarium.server.directory.RecipientLookup;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The reverse paths of mail that is sent on: of the domain that sends it on, so that SPF holds at
 * the next host, and bounces to them find the original sender (SRS). Thread-safe.
 */
public final class Senders {
  /** Longer than any queue here and at the next host keeps a message. */
  private static final int VALID_DAYS = 21;

  private final byte[] secret;
  private final boolean rewriting;
  private final DirectoryReader directory;
  private final InstantSource clock;

  /**
   * @param secret at least 16 octets, the same on all nodes
   * @param rewriting else reverse paths are kept; bounces to those rewritten before still arrive
   */
  public Senders(byte[] secret, boolean rewriting, DirectoryReader directory, InstantSource clock) {
    this.secret = secret.clone();
    this.rewriting = rewriting;
    this.directory = directory;
    this.clock = clock;
  }

  /**
   * The reverse path to send on with: that of the message where it is empty, or of a domain of
   * ours, for whose mail this server may speak.
   *
   * @param by the address that sends it on
   * @param owner takes the bounces where the sender does not fit into a rewritten address; null to
   *     keep the reverse path then
   */
  ReversePath sentOn(ReversePath path, EmailAddress by, @Nullable EmailAddress owner)
      throws StoreException {
    EmailAddress sender = path.address();
    if (!rewriting || sender == null || directory.isLocalDomain(sender.domain())) {
      return path;
    }
    Optional<String> rewritten =
        rewriting(by).forward(sender.localPart(), sender.domain(), today());
    EmailAddress address = rewritten.map(Senders::parsed).orElse(owner);
    return address == null ? path : ReversePath.of(address);
  }

  /** Whether the address has the form of a rewritten one; says nothing of whose it is. */
  private static boolean isRewritten(EmailAddress address) {
    String local = address.localPart();
    return local.length() > 5
        && (local.regionMatches(true, 0, "SRS0", 0, 4)
            || local.regionMatches(true, 0, "SRS1", 0, 4))
        && "=+-".indexOf(local.charAt(4)) >= 0;
  }

  /**
   * The sender that a rewritten address stands for; null if this server did not write it, or too
   * long ago.
   *
   * @param recipient of one of our domains
   */
  @Nullable EmailAddress original(EmailAddress recipient) {
    return rewriting(recipient)
        .reverse(recipient.localPart(), today())
        .map(Senders::parsed)
        .orElse(null);
  }

  /** Whether mail for the address is for a sender: it has that form, and nobody has that name. */
  boolean isForSender(EmailAddress recipient, RecipientLookup found) throws StoreException {
    return isRewritten(recipient)
        && switch (found) {
          case RecipientLookup.UnknownUser() -> true;
          // That of the domain, which takes what nobody else does, has not got the name itself.
          case RecipientLookup.Alias _ -> directory.alias(recipient).isEmpty();
          case RecipientLookup.Account _, RecipientLookup.Suspended _, RecipientLookup.NotLocal _ ->
              false;
        };
  }

  private SenderRewriting rewriting(EmailAddress by) {
    return new SenderRewriting(secret, by.domain(), VALID_DAYS);
  }

  private long today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toEpochDay();
  }

  /** The local part has no quotes, and may need them. */
  private static @Nullable EmailAddress parsed(String text) {
    int at = text.lastIndexOf('@');
    try {
      return new EmailAddress(text.substring(0, at), text.substring(at + 1));
    } catch (AddressSyntaxException unfit) {
      return null;
    }
  }
}
