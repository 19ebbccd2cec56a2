package org.angarium.mail.sasl;

import java.util.List;
import java.util.Locale;

/**
 * What a server of DIGEST-MD5 is to its clients.
 *
 * @param service as registered for SASL: {@code smtp}, {@code imap}, {@code pop}
 * @param hosts the server's names; a client must mean one of them (RFC 2831 §2.1.2, digest-uri)
 * @param realms that are offered, best first; a password is hashed together with its realm
 */
public record DigestMd5Realm(String service, List<String> hosts, List<String> realms) {
  public DigestMd5Realm {
    hosts = List.copyOf(hosts);
    realms = List.copyOf(realms);
    if (hosts.isEmpty() || realms.isEmpty()) {
      throw new IllegalArgumentException("DIGEST-MD5 needs a host and a realm");
    }
  }

  /** Whether a digest-uri, {@code service/host} or {@code service/host/name}, is this server. */
  boolean isMeantBy(String uri) {
    String lower = uri.toLowerCase(Locale.ROOT);
    int slash = lower.indexOf('/');
    if (slash < 0 || !lower.substring(0, slash).equals(service)) {
      return false;
    }
    int second = lower.indexOf('/', slash + 1);
    String host = lower.substring(slash + 1, second < 0 ? lower.length() : second);
    String name = second < 0 ? host : lower.substring(second + 1);
    return isHost(host) && isHost(name);
  }

  private boolean isHost(String name) {
    return hosts.stream().anyMatch(host -> host.equalsIgnoreCase(name));
  }
}
