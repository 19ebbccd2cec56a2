package org.angarium.mail.dsn;

/** What enhanced status codes (RFC 3463, IANA registry) mean, in words a person understands. */
final class StatusWords {
  private StatusWords() {}

  /** A sentence for a code such as {@code 5.1.1}. */
  static String of(String status) {
    int dot = status.indexOf('.');
    String detail = dot < 0 ? "" : status.substring(dot + 1);
    return switch (detail) {
      case "1.1", "1.6" -> "There is no such mailbox.";
      case "1.2" -> "The domain of this address does not exist or takes no mail.";
      case "1.3" -> "This is not a valid address.";
      case "1.10" -> "The domain of this address takes no mail.";
      case "1.7", "1.8" -> "The recipient's system does not accept the sender's address.";
      case "2.1" -> "The mailbox is switched off.";
      case "2.2" -> "The mailbox is full.";
      case "2.3", "3.4" -> "The message is too large.";
      case "4.1" -> "The recipient's system did not answer.";
      case "4.2" -> "The connection to the recipient's system broke.";
      case "4.3" -> "The name of the recipient's system could not be looked up.";
      case "4.4" -> "No way to the recipient's system was found.";
      case "4.6" -> "The message went in a circle.";
      case "4.7" -> "Delivery was tried for too long without success.";
      case "6.7" -> "The recipient's system cannot take internationalised addresses.";
      case "7.0", "7.1" -> "The recipient's system refused the message.";
      case "7.10" -> "The recipient's system could not be reached over a trusted connection.";
      default ->
          status.startsWith("4") ? "There is a passing problem." : "The message was refused.";
    };
  }
}
