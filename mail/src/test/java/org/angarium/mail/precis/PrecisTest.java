package org.angarium.mail.precis;

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
    for (String bad : List.of("foo bar ", "", "henry\u2163", "\u265a", " foo", " ")) {
      assertThat(Precis.usernameCaseMapped(bad)).as(bad).isEmpty();
    }
    // RFC 8265 §3.1: one space or more between the parts of a user name.
    assertThat(Precis.usernameCaseMapped("Foo Bar")).contains("foo bar");
    assertThat(Precis.usernameCaseMapped("Foo  Bar Baz")).contains("foo  bar baz");
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

  // RFC 8265 §3.3.2, §4.2.2: what normalization would take away is looked at before.
  @Test
  void whatTheClassForbidsIsNotMappedAway() {
    // Kelvin, Angstrom, grave tone mark, Greek numeral sign, theta symbol, Hindi qa, jamo.
    for (int c : new int[] {0x212A, 0x212B, 0x340, 0x374, 0x3F4, 0x958, 0x1E9B}) {
      String name = "a" + Character.toString(c);
      assertThat(Precis.usernameCaseMapped(name)).as("U+%X", c).isEmpty();
      assertThat(Precis.usernameCasePreserved(name)).as("U+%X", c).isEmpty();
      assertThat(Precis.opaqueString(name)).as("U+%X", c).isPresent();
    }
    String jamo = "\u1112\u1161\u11ab";
    assertThat(Precis.usernameCaseMapped(jamo)).isEmpty();
    assertThat(Precis.opaqueString(jamo)).isEmpty();
    assertThat(Precis.usernameCaseMapped("\ud55c")).contains("\ud55c");
    // Width goes first: these would be compatibility forms as well.
    assertThat(Precis.usernameCaseMapped("\uff76\uff9e")).contains("\u30ac");
  }

  // Unicode §3.13, Final_Sigma: cased letters decide, whatever is no letter stands for the end.
  @Test
  void capitalSigmaIsMappedByItsPlace() {
    Map.of(
            "\u039f\u03a3", "\u03bf\u03c2",
            "\u039f\u03a3\u039f", "\u03bf\u03c3\u03bf",
            "\u039f\u03a3.", "\u03bf\u03c2.",
            "\u039f\u03a3-\u039f", "\u03bf\u03c2-\u03bf",
            "\u039f\u03a3'\u039f", "\u03bf\u03c3'\u03bf",
            "\u039f1\u03a3", "\u03bf1\u03c3",
            "\u039f\u0313\u03a3", "\u1f40\u03c2",
            "\u0130", "i\u0307")
        .forEach((given, mapped) ->
            assertThat(Precis.usernameCaseMapped(given)).as(given).contains(mapped));
  }

  // RFC 5892 appendix A.1.
  @Test
  void nonJoinersPartLettersThatWouldJoin() {
    for (String good :
        List.of(
            "\u0628\u200c\u0628",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0628\u064b\u200c\u064b\u0627",
            "\ua872\u200c\ua840",
            "\u0915\u094d\u200c\u0937")) {
      assertThat(Precis.usernameCaseMapped(good)).as(good).contains(good);
      assertThat(Precis.opaqueString(good)).as(good).contains(good);
    }
    for (String bad :
        List.of(
            "\u200c",
            "\u0628\u200c",
            "\u200c\u0628",
            "\u0627\u200c\u0628",
            "\u0628\u200c\u200c\u0628",
            "\u0628\u200c\ua872",
            "\u0628\u200d\u0628",
            "a\u200cb")) {
      assertThat(Precis.usernameCaseMapped(bad)).as(bad).isEmpty();
      assertThat(Precis.opaqueString(bad)).as(bad).isEmpty();
    }
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
