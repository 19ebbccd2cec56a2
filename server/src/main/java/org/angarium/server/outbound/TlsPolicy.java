package org.angarium.server.outbound;

/** Says what is asked of TLS. DANE, MTA-STS and rules of the administrator are such policies. */
@FunctionalInterface
public interface TlsPolicy {
  TlsPolicy OPPORTUNISTIC = (destination, host) -> TlsLevel.OPPORTUNISTIC;

  /**
   * @param destination domain of the recipients
   * @param host name of the host that is about to be used
   */
  TlsLevel level(String destination, String host);
}
