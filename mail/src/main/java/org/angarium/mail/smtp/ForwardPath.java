package org.angarium.mail.smtp;

import org.angarium.mail.address.EmailAddress;

/** Who shall receive (RFC 5321 §4.1.1.3). */
public sealed interface ForwardPath {

  /** An address, its source route dropped. */
  record Mailbox(EmailAddress address) implements ForwardPath {
    @Override
    public String toString() {
      return "<" + address + ">";
    }
  }

  /** {@code <Postmaster>} without a domain, which every server takes. */
  record Postmaster() implements ForwardPath {
    @Override
    public String toString() {
      return "<Postmaster>";
    }
  }
}
