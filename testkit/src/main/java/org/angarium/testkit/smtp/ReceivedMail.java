package org.angarium.testkit.smtp;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A message that the peer took.
 *
 * @param mailFrom what followed {@code MAIL FROM:}, parameters included
 * @param recipients what followed each accepted {@code RCPT TO:}, parameters included
 * @param content with the dots unstuffed
 * @param connection number of the connection, from 1
 * @param tls whether it came over TLS
 */
public record ReceivedMail(
    String mailFrom, List<String> recipients, byte[] content, int connection, boolean tls) {

  /** The content, a character per octet. */
  public String text() {
    return new String(content, StandardCharsets.ISO_8859_1);
  }
}
