package org.angarium.server.dns;

import java.util.List;

/** Where a domain's mail goes. */
public sealed interface MxHosts {

  /**
   * @param hosts at least one, in the order of trying
   * @param implicit whether the domain has no MX record and is its own host (RFC 5321 §5.1)
   */
  record Listed(List<MxHost> hosts, boolean implicit) implements MxHosts {
    public Listed {
      hosts = List.copyOf(hosts);
    }
  }

  /** The domain says that it takes no mail (RFC 7505). */
  record TakesNoMail() implements MxHosts {}

  record NoSuchDomain() implements MxHosts {}

  /** To be asked again later. */
  record Unknown(String reason) implements MxHosts {}
}
