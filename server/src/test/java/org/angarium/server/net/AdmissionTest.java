package org.angarium.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Objects;
import org.angarium.server.net.Admission.Bound;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whom the limits on connections count together. */
class AdmissionTest {
  private final Admission admission = new Admission(new ConnectionLimits(2, 3, 8));

  private @Nullable Bound bound(String address) {
    return admission.admit(InetAddress.ofLiteral(address)).bound();
  }

  @Test
  void aSlash64OfIpv6IsOnePeerAndASlash48OneNetwork() {
    assertThat(bound("2001:db8:1:2::1")).isNull();
    assertThat(bound("2001:db8:1:2::2")).isNull();
    assertThat(bound("2001:db8:1:2:ffff::3")).isEqualTo(Bound.ADDRESS);
    assertThat(bound("2001:db8:1:3::1")).isNull();
    assertThat(bound("2001:db8:1:4::1")).isEqualTo(Bound.NETWORK);
    assertThat(bound("2001:db8:2:2::1")).isNull();
  }

  @Test
  void aMappedAddressIsTheIpv4AddressThatItIs() {
    assertThat(bound("192.0.2.1")).isNull();
    assertThat(bound("::ffff:192.0.2.1")).isNull();
    assertThat(bound("192.0.2.1")).isEqualTo(Bound.ADDRESS);
    assertThat(bound("192.0.2.2")).isNull();
    assertThat(bound("192.0.2.3")).isEqualTo(Bound.NETWORK);
    assertThat(bound("192.0.3.1")).isNull();
  }

  @Test
  void whatIsRefusedTakesNoPlaceAndAPlaceIsGivenBackOnce() {
    Admission.Token token =
        Objects.requireNonNull(admission.admit(InetAddress.ofLiteral("192.0.2.1")).token());
    assertThat(bound("192.0.2.1")).isNull();
    for (int i = 0; i < 100; i++) {
      assertThat(bound("192.0.2.1")).isEqualTo(Bound.ADDRESS);
    }
    assertThat(admission.total()).isEqualTo(2);
    token.close();
    token.close();
    assertThat(admission.total()).isEqualTo(1);
    assertThat(bound("192.0.2.1")).isNull();
    assertThat(bound("192.0.2.1")).isEqualTo(Bound.ADDRESS);
    for (int i = 0; i < 6; i++) {
      assertThat(bound("10.0." + i + ".1")).isNull();
    }
    assertThat(bound("10.1.0.1")).isEqualTo(Bound.TOTAL);
  }
}
