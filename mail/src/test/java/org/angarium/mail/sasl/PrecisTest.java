package org.angarium.mail.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrecisTest {
  // RFC 8265 §3.5 tables 1 and 2.
  @Test
  void takesTheUserNamesOfTheRfc() {
    assertThat(Precis.usernameCaseMapped("juliet@example.com")).contains("juliet@example.com");
    assertThat(Precis.usernameCaseMapped("fussball")).contains("fussball");
    assertThat(Precis.usernameCaseMapped("fu\u00dfball")).contains("fu\u00dfball");
    assertThat(Precis.usernameCaseMapped("\u03c0")).contains("\u03c0");
    assertThat(Precis.usernameCaseMapped("\u03a3")).contains("\u03c3");
    assertThat(Precis.usernameCasePreserved("\u03a3")).contains("\u03a3");
    assertThat(Precis.usernameCaseMapped("\u03c3")).contains("\u03c3");
    assertThat(Precis.usernameCaseMapped("\u03c2")).contains("\u03c2");
    for (String bad : List.of("foo bar ", "", "henry\u2163", "\u265a", " foo", "foo  bar")) {
      assertThat(Precis.usernameCaseMapped(bad)).as(bad).isEmpty();
    }
    // A user name of two parts.
    assertThat(Precis.usernameCaseMapped("Foo Bar")).contains("foo bar");
  }

  // RFC 8265 §4.3 tables 3 and 4.
  @Test
  void takesThePasswordsOfTheRfc() {
    for (String good : List.of("correct horse battery staple", "Correct Horse Battery Staple")) {
      assertThat(Precis.opaqueString(good)).contains(good);
    }
    assertThat(Precis.opaqueString("\u03c0\u00df\u00e5")).contains("\u03c0\u00df\u00e5");
    assertThat(Precis.opaqueString("Jack of \u2666s")).contains("Jack of \u2666s");
    assertThat(Precis.opaqueString("foo\u1680bar")).contains("foo bar");
    assertThat(Precis.opaqueString("")).isEmpty();
    assertThat(Precis.opaqueString("my cat is a \u0009by")).isEmpty();
  }

  @Test
  void namesTypedDifferentlyBecomeTheSame() {
    assertThat(Precis.usernameCaseMapped("\uff21\uff4e\uff4e")).contains("ann");
    assertThat(Precis.usernameCaseMapped("Jose\u0301")).contains("jos\u00e9");
    assertThat(Precis.opaqueString("Jose\u0301\u3000\uff21")).contains("Jos\u00e9 \uff21");
  }

  // RFC 5892 appendix A.
  @Test
  void someLettersAreAllowedInTheirPlaceOnly() {
    Map.of(
            "a\u00b7b", "l\u00b7l",
            "\u0375a", "\u0375\u03b1",
            "a\u05f3", "\u05d0\u05f3",
            "\u30fb", "\u30fb\u30a2",
            "\u0627\u0661\u06f1", "\u0627\u0661",
            "a\u200db", "\u0915\u094d\u200d\u0937")
        .forEach((bad, good) -> {
          assertThat(Precis.usernameCaseMapped(bad)).as(bad).isEmpty();
          assertThat(Precis.usernameCaseMapped(good)).as(good).contains(good);
        });
  }

  // RFC 5893 §2.
  @Test
  void directionsAreNotMixed() {
    assertThat(Precis.usernameCaseMapped("\u0627\u0628\u0661")).isPresent();
    assertThat(Precis.usernameCaseMapped("\u05d0\u05d11")).isPresent();
    assertThat(Precis.usernameCaseMapped("a\u05d0")).isEmpty();
    assertThat(Precis.usernameCaseMapped("\u05d0a")).isEmpty();
    assertThat(Precis.usernameCaseMapped("1\u05d0")).isEmpty();
    assertThat(Precis.usernameCaseMapped("\u05d0-")).isEmpty();
    assertThat(Precis.opaqueString("a\u05d0")).isPresent();
  }

  @Test
  void whatIsPreparedStaysAsItIs() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int prepared = 0;
    for (int i = 0; i < 100_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(4); j >= 0; j--) {
        text.appendCodePoint(random.nextInt(random.nextInt(3) == 0 ? 0x110000 : 0x3100));
      }
      String name = Precis.usernameCaseMapped(text.toString()).orElse("");
      if (!name.isEmpty()) {
        prepared++;
        assertThat(Precis.usernameCaseMapped(name)).as("seed %d", seed).contains(name);
        assertThat(Precis.opaqueString(name)).as("seed %d", seed).contains(name);
      }
      Precis.opaqueString(text.toString())
          .ifPresent(opaque ->
              assertThat(Precis.opaqueString(opaque)).as("seed %d", seed).contains(opaque));
    }
    assertThat(prepared).isGreaterThan(1_000);
  }
}
