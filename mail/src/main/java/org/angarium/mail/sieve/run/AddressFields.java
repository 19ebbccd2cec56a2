package org.angarium.mail.sieve.run;

import java.util.Set;

/**
 * The fields that have addresses in them. {@code address} looks at no others (RFC 5228 §5.1): to it
 * a subject that reads like an address is none. Names that are no such field match nothing rather
 * than being an error, since a script is told of names only when it runs, by way of variables.
 */
final class AddressFields {
  private static final Set<String> NAMES =
      Set.of(
          // RFC 5322 §3.6.2, §3.6.3, §3.6.6, §4.5.6
          "from",
          "sender",
          "reply-to",
          "to",
          "cc",
          "bcc",
          "resent-from",
          "resent-sender",
          "resent-reply-to",
          "resent-to",
          "resent-cc",
          "resent-bcc",
          // RFC 5321 §4.4, RFC 5703 §5, RFC 8098 §2.1, RFC 9057 §3, RFC 9228 §3
          "return-path",
          "original-from",
          "disposition-notification-to",
          "author",
          "delivered-to",
          // Not standardised, in use (RFC 4021 §2.1 has some of them)
          "apparently-to",
          "errors-to",
          "envelope-to",
          "original-to",
          "mail-followup-to",
          "mail-reply-to",
          "return-receipt-to",
          "read-receipt-to",
          "abuse-reports-to",
          "for-approval",
          "for-comment",
          "for-handling",
          "x-admin",
          "x-beenthere",
          "x-complaints-to",
          "x-confirm-reading-to",
          "x-delivered-to",
          "x-envelope-from",
          "x-envelope-to",
          "x-original-from",
          "x-original-to",
          "x-report-abuse-to");

  private AddressFields() {}

  /**
   * Whether a field is one of them.
   *
   * @param name in lower case
   */
  static boolean contains(String name) {
    return NAMES.contains(name);
  }
}
