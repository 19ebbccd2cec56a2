package org.angarium.server.delivery;

import java.net.InetAddress;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.filter.Facts;
import org.angarium.server.net.TlsFacts;
import org.jspecify.annotations.Nullable;

/**
 * Where a message comes from, for its Received field and for checks.
 *
 * @param sessionId for events; null for mail the server writes
 * @param protocol the keyword after {@code with}: ESMTP, ESMTPSA, LMTP … (RFC 3848, RFC 6531 §4.3)
 * @param clientName as given in EHLO; empty for mail the server writes
 * @param client null for mail the server writes
 * @param login who submitted it, or null
 */
public record Origin(
    @Nullable String sessionId,
    String protocol,
    String clientName,
    @Nullable InetAddress client,
    @Nullable TlsFacts tls,
    @Nullable EmailAddress login) {
  /** The server itself. */
  public static final Origin SELF = new Origin(null, "", "", null, null, null);

  /** On which way the message came, for its judgement. */
  Facts.Source source() {
    if (client == null) {
      return Facts.Source.OWN;
    }
    if (login != null) {
      return Facts.Source.SUBMITTED;
    }
    return protocol.contains("LMTP") ? Facts.Source.HANDED_ON : Facts.Source.INBOUND;
  }
}
