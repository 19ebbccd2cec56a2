package org.angarium.server.config;

import java.util.Locale;

/** What a listener speaks; the names of the {@code listeners} in the configuration. */
public enum Service {
  /** SMTP from other servers (RFC 5321). */
  MX(25, "SMTP from other mail servers; STARTTLS is offered"),
  /** Message submission with STARTTLS (RFC 6409). */
  SUBMISSION(587, "message submission by users, with STARTTLS"),
  /** Message submission over implicit TLS (RFC 8314). */
  SUBMISSIONS(465, "message submission by users, TLS from the first byte"),
  /** LMTP (RFC 2033) on the port for any private mail system, as is usual. */
  LMTP(24, "local delivery by another mail server on this machine"),
  /** IMAP with STARTTLS. */
  IMAP(143, "mailboxes, with STARTTLS"),
  /** IMAP over implicit TLS (RFC 8314). */
  IMAPS(993, "mailboxes, TLS from the first byte"),
  /** HTTP: health, metrics, administration. */
  HTTP(80, "health, metrics and administration in clear: logins on loopback only"),
  /** HTTP over TLS. */
  HTTPS(443, "health, metrics and administration over TLS"),
  /** HTTP for those who watch. */
  METRICS(9090, "health and metrics only, in clear; the other HTTP listeners then have no metrics");

  private final int standardPort;
  private final String description;

  Service(int standardPort, String description) {
    this.standardPort = standardPort;
    this.description = description;
  }

  /** The port that IANA lists (24 for LMTP); the port offset is added to it. */
  public int standardPort() {
    return standardPort;
  }

  public String description() {
    return description;
  }

  /** As it is written in the configuration. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether TLS starts with the first byte. */
  public boolean implicitTls() {
    return this == SUBMISSIONS || this == IMAPS || this == HTTPS;
  }
}
