package org.angarium.server.auth;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * Whom a client address stands for when guesses are counted: the address itself in IPv4, the /64 in
 * IPv6, of which everybody has 2^64 addresses.
 */
record ClientNetwork(long bits, boolean v6) {

  static ClientNetwork of(InetAddress address) {
    byte[] octets = address.getAddress();
    long bits = 0;
    for (int i = 0; i < (address instanceof Inet4Address ? 4 : 8); i++) {
      bits = bits << 8 | octets[i] & 0xFF;
    }
    return new ClientNetwork(bits, !(address instanceof Inet4Address));
  }

  /** One account seen from one network. */
  record WithUser(ClientNetwork network, String user) {}
}
