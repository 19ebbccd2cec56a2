package org.angarium.server.delivery;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.MessageDate;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.jspecify.annotations.Nullable;

/**
 * Adds to submitted mail what a message must have (RFC 5322 §3.6) and its client left out: Date,
 * Message-ID, From (RFC 6409 §8).
 */
final class HeaderRepair {
  private final String trace;
  private final String hostName;
  private final Instant now;
  private final @Nullable EmailAddress sender;

  HeaderRepair(String trace, String hostName, Instant now, @Nullable EmailAddress sender) {
    this.trace = trace;
    this.hostName = hostName;
    this.now = now;
    this.sender = sender;
  }

  /** The fields to be put before {@code header}; empty when nothing is missing. */
  byte[] missing(byte[] header) {
    HeaderFields fields = MessageStructure.of(header, MimeLimits.DEFAULT).header();
    StringBuilder added = new StringBuilder();
    if (!fields.contains("Date")) {
      added
          .append("Date: ")
          .append(MessageDate.format(now.atOffset(ZoneOffset.UTC)))
          .append("\r\n");
    }
    if (!fields.contains("Message-ID")) {
      added.append("Message-ID: <").append(trace).append('@').append(hostName).append(">\r\n");
    }
    if (!fields.contains("From") && sender != null) {
      added.append("From: <").append(sender).append(">\r\n");
    }
    return added.toString().getBytes(StandardCharsets.UTF_8);
  }
}
