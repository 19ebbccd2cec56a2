package org.angarium.server.outbound;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where and how a connection is made; equal endpoints can share one.
 *
 * @param host name as found in DNS or settings
 */
record Endpoint(
    String host,
    InetAddress address,
    int port,
    TlsLevel tls,
    @Nullable RelayCredentials credentials) {

  InetSocketAddress socketAddress() {
    return new InetSocketAddress(address, port);
  }

  /** The name for SNI and certificates, or null where the host is given as an address. */
  @Nullable String serverName() {
    boolean literal = host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || c <= '9');
    return literal || host.indexOf('.') < 0 ? null : host;
  }
}
