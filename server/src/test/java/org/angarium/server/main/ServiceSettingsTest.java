package org.angarium.server.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Map;
import java.util.Set;
import org.angarium.server.config.ConfigurationReader;
import org.junit.jupiter.api.Test;

/** What outbound mail takes for this node itself (RFC 5321 §5.1). */
class ServiceSettingsTest {
  @Test
  void anAddressIsOursOnlyAtThePortWhereWeTakeMail() throws Exception {
    assertThat(own(Map.of("outbound.port", "2525", "listeners.mx.port", "2525")))
        .contains(InetAddress.ofLiteral("127.0.0.1"));
    assertThat(own(Map.of("outbound.port", "2525", "listeners.mx.port", "2526"))).isEmpty();
    assertThat(own(Map.of())).isEmpty();
  }

  @Test
  void allAddressesOfTheMachineAreOursWhereWeListenOnAll() throws Exception {
    assertThat(own(Map.of("listen", "all", "port-offset", "0")))
        .hasSameElementsAs(
            NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).toList())
        .contains(InetAddress.ofLiteral("127.0.0.1"));
  }

  private static Set<InetAddress> own(Map<String, String> settings) throws Exception {
    return new ServiceSettings(ConfigurationReader.read(null, settings), "mail.example.test")
        .outbound()
        .ownAddresses();
  }
}
