package org.angarium.server.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What --domain takes: whatever is refused later is refused here, before anything is written. */
class FirstDomainTest {
  @Test
  void internationalDomainsAreInALabels() throws Exception {
    assertThat(FirstStart.domainName("Example.ORG")).isEqualTo("example.org");
    assertThat(FirstStart.domainName("stra\u00dfe.test")).isEqualTo("xn--strae-oqa.test");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not a domain",
        "a@b.test",
        "a..test",
        "a.test.",
        "[127.0.0.1]",
        "127.0.0.1",
        "xn--a.test",
        "stra\u00dfe..test"
      })
  void whatIsNoDomainIsRefused(String text) {
    assertThatThrownBy(() -> FirstStart.domainName(text)).isInstanceOf(StartException.class);
  }

  /** An address has 254 octets, a host name 253. */
  @Test
  void theFirstAddressesAndTheNodeMustFit() throws Exception {
    String label = "x".repeat(63) + ".";
    String longest = label + label + label + "x".repeat(56);
    assertThat(FirstStart.domainName(longest)).hasSize(248);
    assertThatThrownBy(() -> FirstStart.domainName(longest + "x"))
        .isInstanceOf(StartException.class);
  }
}
