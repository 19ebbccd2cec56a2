package org.angarium.mail.sieve.action;

import java.util.List;

/**
 * A message that tells somebody of the one a script looks at (RFC 5436). Who sends it adds {@code
 * Date}, {@code Message-ID} and the fields of MIME, encodes what isn't ASCII, and sends it once.
 *
 * @param reversePath who gets the reports; empty for nobody
 * @param recipients at least one
 * @param fields the header in order, {@code Auto-Submitted} the first: Unicode, each on one line
 * @param body plain text
 */
public record MailNotice(
    String reversePath, List<String> recipients, List<Field> fields, String body) {
  /** One field. */
  public record Field(String name, String value) {}

  /** Copies the lists. */
  public MailNotice {
    recipients = List.copyOf(recipients);
    fields = List.copyOf(fields);
  }
}
