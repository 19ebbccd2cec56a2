package org.angarium.server.delivery;

import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.dmarc.DmarcEvaluator;
import org.angarium.mail.header.HeaderFields;

/** Whose mail a message is. */
final class Authorship {
  private Authorship() {}

  /**
   * Whether we can vouch for the author that From names, so that the message may be signed in the
   * name of the author's domain: the server wrote it, or it was submitted by a login that has an
   * address of that domain. Mail of others that is passed on is never ours.
   */
  static boolean isOurs(Envelope envelope, HeaderFields header) {
    Origin origin = envelope.origin();
    if (origin.equals(Origin.SELF)) {
      return true;
    }
    EmailAddress login = origin.login();
    String author = DmarcEvaluator.authorDomain(header);
    if (login == null || author == null) {
      return false;
    }
    // The reverse path was checked when it was given: it is an address of the login.
    EmailAddress sender = envelope.reversePath().address();
    return author.equals(login.domain()) || sender != null && author.equals(sender.domain());
  }
}
