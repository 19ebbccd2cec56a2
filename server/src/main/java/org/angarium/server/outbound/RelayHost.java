package org.angarium.server.outbound;

import org.jspecify.annotations.Nullable;

/**
 * A fixed next host, used as it is without looking for MX records.
 *
 * @param host name or address
 * @param tls what is asked of TLS; credentials are never sent in clear unless this is {@code NONE}
 * @param credentials for AUTH PLAIN, or null
 */
public record RelayHost(
    String host, int port, TlsLevel tls, @Nullable RelayCredentials credentials) {

  /** A relay that is not logged in to. */
  public static RelayHost of(String host, int port) {
    return new RelayHost(host, port, TlsLevel.OPPORTUNISTIC, null);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
