package org.angarium.server.delivery;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.header.MessageDate;
import org.angarium.server.net.TlsFacts;

/**
 * Writes the fields a server puts on top of a message (RFC 5321 §4.4): Return-Path and Delivered-To
 * for each local copy, Received for all. Neutral: no product, no version.
 */
final class TraceFields {
  private final String received;
  private final String returnPath;

  TraceFields(Envelope envelope, String hostName, Instant now) {
    this.received = received(envelope, hostName, now);
    this.returnPath = "Return-Path: " + envelope.reversePath() + "\r\n";
  }

  byte[] local(EmailAddress recipient) {
    return (returnPath + "Delivered-To: " + recipient + "\r\n" + received)
        .getBytes(StandardCharsets.UTF_8);
  }

  byte[] remote() {
    return received.getBytes(StandardCharsets.UTF_8);
  }

  private static String received(Envelope envelope, String hostName, Instant now) {
    Origin origin = envelope.origin();
    StringBuilder out = new StringBuilder(256).append("Received: ");
    InetAddress client = origin.client();
    if (client != null) {
      out.append("from ").append(origin.clientName()).append(" (").append(literal(client));
      out.append(")\r\n\t");
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
      out.append("\r\n\tfor <").append(envelope.recipients().getFirst().given()).append('>');
    }
    out.append(";\r\n\t").append(MessageDate.format(now.atOffset(ZoneOffset.UTC)));
    return out.append("\r\n").toString();
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
