package org.angarium.server.delivery;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderParser;
import org.angarium.mail.header.MessageDate;
import org.jspecify.annotations.Nullable;

/**
 * Makes the header of submitted mail fit to be sent (RFC 6409 §8): adds what a message must have
 * (RFC 5322 §3.6) and its client left out (Date, Message-ID, From), and takes away what must not be
 * passed on: the blind recipients (RFC 5322 §3.6.3) and Return-Path, which is for the last server
 * alone (RFC 5321 §4.4).
 *
 * <p>All other octets stay as they are and in their order, so a signature over other fields holds.
 */
final class HeaderRepair {
  private static final List<String> NOT_PASSED_ON = List.of("Bcc", "Resent-Bcc", "Return-Path");

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

  /**
   * The header to be sent in place of {@code header}.
   *
   * @param header up to and with the empty line, if there is one
   */
  byte[] repaired(byte[] header) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(header.length + 256);
    byte[] kept = withoutBlindFields(header);
    HeaderFields fields = HeaderParser.parse(kept);
    out.writeBytes(missing(fields).getBytes(StandardCharsets.UTF_8));
    if (out.size() > 0) {
      boolean text = fields.size() == 0 && kept.length > 0 && !endsInEmptyLine(kept);
      // Text alone, without a header and its empty line, is meant to be the body.
      out.writeBytes(text ? TraceFields.CRLF : TraceFields.guard(kept));
    }
    out.writeBytes(kept);
    return out.toByteArray();
  }

  private String missing(HeaderFields fields) {
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
    return added.toString();
  }

  /**
   * Without the fields that are not passed on, however they are spelt and folded. Lines after them
   * that are neither folded nor fields go as well: a broken client wrote the rest of the list
   * there.
   */
  private static byte[] withoutBlindFields(byte[] header) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(header.length);
    boolean dropping = false;
    int start = 0;
    while (start < header.length) {
      int end = lineEnd(header, start);
      if (isEmptyLine(header, start)) {
        kept.write(header, start, header.length - start);
        break;
      }
      String name = fieldName(header, start, end);
      if (name != null) {
        dropping = NOT_PASSED_ON.stream().anyMatch(name::equalsIgnoreCase);
      }
      if (!dropping) {
        kept.write(header, start, end - start);
      }
      start = end;
    }
    return kept.toByteArray();
  }

  /** The name of the field that begins here; null where none does. */
  private static @Nullable String fieldName(byte[] header, int start, int end) {
    int i = start;
    while (i < end && header[i] > ' ' && header[i] < 0x7f && header[i] != ':') {
      i++;
    }
    int nameEnd = i;
    // RFC 5322 §4.5: white space before the colon.
    while (i < end && (header[i] == ' ' || header[i] == '\t')) {
      i++;
    }
    return nameEnd == start || i >= end || header[i] != ':'
        ? null
        : new String(header, start, nameEnd - start, StandardCharsets.US_ASCII);
  }

  private static boolean isEmptyLine(byte[] header, int start) {
    return header[start] == '\n'
        || header[start] == '\r' && start + 1 < header.length && header[start + 1] == '\n';
  }

  private static boolean endsInEmptyLine(byte[] header) {
    int start = 0;
    while (start < header.length) {
      if (isEmptyLine(header, start)) {
        return true;
      }
      start = lineEnd(header, start);
    }
    return false;
  }

  private static int lineEnd(byte[] header, int start) {
    int i = start;
    while (i < header.length && header[i] != '\n') {
      i++;
    }
    return Math.min(i + 1, header.length);
  }
}
