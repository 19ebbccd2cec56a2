package org.angarium.server.delivery;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.Domains;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.header.MessageDate;
import org.angarium.mail.smtp.Xtext;
import org.angarium.server.net.TlsFacts;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields a server puts on top of a message (RFC 5321 §4.4): Return-Path and Delivered-To
 * for each local copy, Delivered-To for what an alias sends on, Received for all. Neutral: no
 * product, no version.
 *
 * <p>They change nothing of what follows: a message whose first line is folded, or the separator of
 * an mbox file, is given the name of a field for that line. Otherwise the line would continue our
 * last field, or end the header for readers that take no such line but at the very beginning.
 */
final class TraceFields {
  static final byte[] CRLF = {'\r', '\n'};
  private static final byte[] NOTHING = {};
  private static final int MAX_COMMENT = 80;
  private static final String STRAY_LINE = "Mailbox-Line: ";

  private final byte[] guard;
  private final String received;
  private final String returnPath;

  /**
   * @param judged fields of the judgement, each ended by CRLF
   * @param header of the contents
   */
  TraceFields(Envelope envelope, String judged, byte[] header, String hostName, Instant now) {
    this.guard = guard(header);
    // RFC 7208 §9.1, RFC 8601 §4.1: above the Received field of the server that judged.
    this.received = judged + received(envelope, hostName, now);
    this.returnPath = "Return-Path: " + envelope.reversePath() + "\r\n";
  }

  /**
   * @param status what judgement says to this recipient: fields, each ended by CRLF, or nothing
   */
  byte[] local(EmailAddress recipient, String status) {
    return guarded(returnPath + "Delivered-To: " + recipient + "\r\n" + status + received);
  }

  byte[] remote() {
    return guarded(received);
  }

  /** For copies that an alias sends on to other hosts: they are known if they come back. */
  byte[] forwarded(EmailAddress alias) {
    return guarded("Delivered-To: " + alias + "\r\n" + received);
  }

  private byte[] guarded(String fields) {
    byte[] bytes = fields.getBytes(StandardCharsets.UTF_8);
    if (guard.length == 0) {
      return bytes;
    }
    byte[] all = Arrays.copyOf(bytes, bytes.length + guard.length);
    System.arraycopy(guard, 0, all, bytes.length, guard.length);
    return all;
  }

  /** What must stand between fields of ours and a header that begins like this; mostly nothing. */
  static byte[] guard(byte[] header) {
    boolean stray =
        header.length > 0
            && (header[0] == ' '
                || header[0] == '\t'
                || startsWith(header, "From ") && header[5] != ':'
                || startsWith(header, ">From "));
    return stray ? STRAY_LINE.getBytes(StandardCharsets.US_ASCII) : NOTHING;
  }

  /** And goes on after it. */
  private static boolean startsWith(byte[] header, String text) {
    if (header.length <= text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (header[i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static String received(Envelope envelope, String hostName, Instant now) {
    Origin origin = envelope.origin();
    StringBuilder out = new StringBuilder(256).append("Received: ");
    InetAddress client = origin.client();
    if (client != null) {
      String name = domain(origin.clientName());
      out.append("from ").append(name == null ? literal(client) : name);
      out.append(" (").append(literal(client)).append(")\r\n\t");
      if (name == null && !origin.clientName().isEmpty()) {
        out.append("(greeting ").append(comment(origin.clientName())).append(")\r\n\t");
      }
      TlsFacts tls = origin.tls();
      if (tls != null) {
        out.append("(using ").append(tls.protocol());
        out.append(" with cipher ").append(tls.cipherSuite()).append(")\r\n\t");
      }
    }
    out.append("by ").append(hostName);
    if (!origin.protocol().isEmpty()) {
      out.append(" with ").append(origin.protocol());
    }
    out.append(" id ").append(envelope.trace());
    if (envelope.recipients().size() == 1) {
      // With several it would tell each of them about the others.
      EmailAddress recipient = envelope.recipients().getFirst().given();
      if (envelope.smtpUtf8() || recipient.isAscii()) {
        out.append("\r\n\tfor <").append(recipient).append('>');
      }
    }
    out.append(";\r\n\t").append(MessageDate.format(now.atOffset(ZoneOffset.UTC)));
    return out.append("\r\n").toString();
  }

  /**
   * The name of a greeting as the {@code Domain} that the From clause asks for (RFC 5321 §4.4), an
   * international one in A-labels (RFC 6531 §3.7.3); null where it is none.
   */
  private static @Nullable String domain(String clientName) {
    try {
      String canonical = Domains.canonical(clientName);
      return canonical.indexOf('_') < 0 ? canonical : null;
    } catch (AddressSyntaxException noDomain) {
      return null;
    }
  }

  /**
   * Any text within a comment: every octet can be told, none ends it or makes the line too long.
   */
  private static String comment(String text) {
    String start = text.length() <= MAX_COMMENT ? text : text.substring(0, MAX_COMMENT);
    return Xtext.encode(start).replace("(", "+28").replace(")", "+29").replace("\\", "+5C");
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress();
    if (!(address instanceof Inet6Address)) {
      return "[" + text + "]";
    }
    int zone = text.indexOf('%');
    return "[IPv6:" + (zone < 0 ? text : text.substring(0, zone)) + "]";
  }
}
