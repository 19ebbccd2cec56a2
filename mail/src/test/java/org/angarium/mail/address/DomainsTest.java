package org.angarium.mail.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainsTest {
  private static final String LABEL = "x".repeat(63);

  /** RFC 5891, UTS 46 without transitional mapping. */
  @ParameterizedTest
  @CsvSource(
      value = {
        "stra\u00dfe.example, xn--strae-oqa.example",
        "STRA\u1e9eE.Example, xn--strae-oqa.example",
        "fa\u00df.de, xn--fa-hia.de",
        "\u03b2\u03cc\u03bb\u03bf\u03c2.com, xn--nxasmm1c.com",
        "\u0392\u038c\u039b\u039f\u03a3.com, xn--nxasmq6b.com",
        "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.com, xn--mgba3gch31f060k.com",
        "\u0dc1\u0dca\u200d\u0dbb\u0dd3.com, xn--10cl1a0b660p.com",
        "B\u00dcCHER.example, xn--bcher-kva.example",
        "bu\u0308cher.example, xn--bcher-kva.example",
        "XN--STRAE-OQA.example, xn--strae-oqa.example",
        "xn--fa-hia.b\u00fccher, xn--fa-hia.xn--bcher-kva",
        "\u4f8b\u3048\u3002\u30c6\u30b9\u30c8, xn--r8jz45g.xn--zckzah",
        "\uff45\uff58\uff41\uff4d\uff50\uff4c\uff45\uff0etest, example.test",
        "b\u00fccher\uff61test, xn--bcher-kva.test",
        "b\u00fc\u00adcher.test, xn--bcher-kva.test",
        "\u05d0\u05d1.test, xn--4dbc.test",
        "\ud83e\udd84.test, xn--3s9h.test",
        "my_host.example, my_host.example",
        "192.0.2.1, 192.0.2.1",
      })
  void mapsNamesToTheirALabels(String name, String canonical) {
    assertThat(Domains.canonical(name)).isEqualTo(canonical);
    assertThat(Domains.canonical(canonical)).isEqualTo(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "a.",
        "a..b",
        "b\u00fccher.",
        "b\u00fccher..test",
        "b\u00fccher\u3002",
        "\u3002b\u00fccher",
        "-\u00fc.test",
        "\u00fc-.test",
        "\u00fc b.test",
        "\u00fc:b.test",
        "a\u200cb.test",
        "a\u200db.test",
        "\u05d0b.test",
        "\u0301a.test",
        "\u0378.test",
        "\ue000.test",
        "\u00fc.xn--a",
        "\u00fc.xn--",
        "\ud800.test",
        "\u00ad",
        "a\u0000b",
        "a\u2028b.test",
      })
  void refusesWhatIsNoName(String name) {
    assertThatThrownBy(() -> Domains.canonical(name)).isInstanceOf(AddressSyntaxException.class);
  }

  @Test
  void boundsNamesAndLabels() {
    String three = LABEL + "." + LABEL + "." + LABEL + ".";
    assertThat(Domains.canonical(three + "x".repeat(61))).hasSize(253);
    assertThatThrownBy(() -> Domains.canonical(three + "x".repeat(62))).hasMessageContaining("253");
    assertThat(Domains.canonical(LABEL)).hasSize(63);
    assertThatThrownBy(() -> Domains.canonical(LABEL + "x")).hasMessageContaining("63");
    // 57 of these letters are 63 octets as an A-label.
    String umlauts = "\u00fc".repeat(57);
    assertThat(Domains.canonical(umlauts)).hasSizeLessThanOrEqualTo(63);
    assertThatThrownBy(() -> Domains.canonical("\u00fc".repeat(60))).hasMessageContaining("63");
    assertThatThrownBy(() -> Domains.canonical((umlauts + ".").repeat(4) + "x"))
        .hasMessageContaining("253");
    assertThatThrownBy(() -> Domains.canonical("\u00fc".repeat(1_000_000)))
        .hasMessageContaining("253");
  }

  @Test
  void namesOfOursAreHeldToTheRules() {
    assertThat(Domains.registrable("Stra\u00dfe.test")).isEqualTo("xn--strae-oqa.test");
    assertThat(Domains.registrable("my_domain.test")).isEqualTo("my_domain.test");
    assertThat(Domains.registrable("xn--strae-oqa.test")).isEqualTo("xn--strae-oqa.test");
    assertThat(Domains.hostName("mail.M\u00fcnchen.test")).isEqualTo("mail.xn--mnchen-3ya.test");
    for (String bad :
        new String[] {
          "xn--a.test",
          "xn--.test",
          "xn--abc-.test",
          "xn--example-.test",
          "[192.0.2.1]",
          "192.0.2.1",
          "example.1",
          "\uff11\uff19\uff12.0.2.1"
        }) {
      assertThatThrownBy(() -> Domains.registrable(bad))
          .as(bad)
          .isInstanceOf(AddressSyntaxException.class);
    }
    assertThatThrownBy(() -> Domains.hostName("my_host.test")).hasMessageContaining("underscore");
    // A foreign name that claims to be international is its owner's affair.
    assertThat(Domains.canonical("xn--a.test")).isEqualTo("xn--a.test");
  }

  @Test
  void knowsTheFormerFormOfANameThatIdna2003Changed() {
    assertThat(Domains.formerName("stra\u00dfe.test")).isEqualTo("strasse.test");
    assertThat(Domains.formerName("STRA\u1e9eE.test")).isEqualTo("strasse.test");
    assertThat(Domains.formerName("\u03b2\u03cc\u03bb\u03bf\u03c2.com"))
        .isEqualTo("xn--nxasmq6b.com");
    assertThat(Domains.formerName("strasse.test")).isNull();
    assertThat(Domains.formerName("b\u00fccher.test")).isNull();
    assertThat(Domains.formerName("\u200c")).isNull();
  }

  @Test
  void showsNamesInUnicode() {
    assertThat(Domains.toUnicode("xn--strae-oqa.test")).isEqualTo("stra\u00dfe.test");
    assertThat(Domains.toUnicode("xn--a.xn--strae-oqa.test")).isEqualTo("xn--a.xn--strae-oqa.test");
    assertThat(Domains.toUnicode("example.test")).isEqualTo("example.test");
    assertThat(Domains.toUnicode("[192.0.2.1]")).isEqualTo("[192.0.2.1]");
  }
}
