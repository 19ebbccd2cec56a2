package org.angarium.mail.address;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '\'',
      value = {
        "user@example.org user@example.org",
        "User.Name+tag@EXAMPLE.Org User.Name+tag@example.org",
        "\"user\"@example.org user@example.org",
        "'\"a b\"@example.org' '\"a b\"@example.org'",
        "\"a\\\"b\"@example.org \"a\\\"b\"@example.org",
        "\"a\\b\"@example.org ab@example.org",
        "\".a\"@example.org \".a\"@example.org",
        "\"a@b\"@example.org \"a@b\"@example.org",
        "\"a\u00e4\"@example.org a\u00e4@example.org",
        "a@B\u00dcCHER.example a@xn--bcher-kva.example",
        "a@[192.0.2.1] a@[192.0.2.1]",
        "a@[ipv6:2001:DB8::1] a@[IPv6:2001:db8::1]",
        "a@[IPv6:::ffff:192.0.2.1] a@[IPv6:::ffff:192.0.2.1]",
        "a@my_host.example a@my_host.example",
      })
  void writesOneFormOfEachMailbox(String text, String canonical) {
    assertThat(EmailAddress.parse(text)).hasToString(canonical);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        "a",
        "a@",
        "@b",
        ".a@b",
        "a.@b",
        "a..b@c",
        "a b@c",
        "\"a@b",
        "\"a\"b@c",
        "\"\"@c",
        "a@b c",
        "a@b..c",
        "a@.b",
        "a@b.",
        "a@-b",
        "a@b-",
        "a@b<",
        "a@[192.0.2]",
        "a@[192.0.2.256]",
        "a@[192.0.2.01]",
        "a@[192.0.2.1",
        "a@[IPv6:1::2::3]",
        "a@[IPv6:1:2:3:4:5:6:7:8:9]",
        "a@[IPv6:1:2]",
        "a@[IPv6:::]x",
        "a@[x]",
        "a\u0000@b",
        "\"a\r\nb\"@c",
        "a@b\r\nRCPT TO:<c>",
        "a\ud800@b",
        "a@b\u0000",
        "a@b@c",
      })
  void refusesWhatIsNoMailbox(String text) {
    assertThatThrownBy(() -> EmailAddress.parse(text)).isInstanceOf(AddressSyntaxException.class);
  }

  @Test
  void lengthsCountOctets() {
    assertThat(EmailAddress.parse("a".repeat(64) + "@b").localPart()).hasSize(64);
    assertThatThrownBy(() -> EmailAddress.parse("a".repeat(65) + "@b")).hasMessageContaining("64");
    assertThat(EmailAddress.parse("\u00e4".repeat(32) + "@b").isAscii()).isFalse();
    assertThatThrownBy(() -> EmailAddress.parse("\u00e4".repeat(33) + "@b"))
        .hasMessageContaining("64");
    String label = "x".repeat(63);
    assertThatThrownBy(() -> EmailAddress.parse("a@" + label + "x")).hasMessageContaining("63");
    assertThat(
            EmailAddress.parse("a@" + label + "." + label + "." + label + "." + "x".repeat(60))
                .toString())
        .hasSize(254);
    assertThatThrownBy(() ->
            EmailAddress.parse("ab@" + label + "." + label + "." + label + "." + "x".repeat(60)))
        .hasMessageContaining("254");
    assertThatThrownBy(() -> EmailAddress.parse("a".repeat(1_000_000) + "@b"))
        .hasMessageContaining("64");
    assertThatThrownBy(() -> EmailAddress.parse("a@" + "b".repeat(1_000_000)))
        .hasMessageContaining("253");
  }

  @Test
  void tellsWhereTheFaultIs() {
    assertThatThrownBy(() -> SmtpPath.parse("MAIL FROM:<a..b@c>", 10))
        .isInstanceOfSatisfying(
            AddressSyntaxException.class, e -> assertThat(e.position()).isEqualTo(13));
  }

  @Test
  void placesOfFaultsLieInTheText() {
    for (String bad :
        new String[] {
          "<@" + "x".repeat(60) + "..y:a@b>", "<a@\u00fc..b>", "<a@" + "\u00fc".repeat(200) + ">"
        }) {
      assertThatThrownBy(() -> SmtpPath.parse(bad, 0))
          .isInstanceOfSatisfying(
              AddressSyntaxException.class,
              e -> assertThat(e.position()).isBetween(1, bad.length()));
    }
  }

  @Test
  void canonicalFoldsCaseAndComposition() {
    assertThat(EmailAddress.parse("JoE@x").canonical()).isEqualTo(EmailAddress.parse("joe@x"));
    assertThat(EmailAddress.parse("A\u0308@x").canonical())
        .isEqualTo(EmailAddress.parse("\u00e4@x"));
    assertThat(EmailAddress.parse("Joe@x")).isNotEqualTo(EmailAddress.parse("joe@x"));
    assertThat(EmailAddress.parse("a@xn--bcher-kva.example").toUnicode())
        .isEqualTo("a@b\u00fccher.example");
  }

  /** U+0130 has two octets, and three in lower case. */
  @Test
  void everyAddressHasACanonicalForm() {
    EmailAddress grown = EmailAddress.parse("\u0130".repeat(32) + "@x");
    assertThat(grown.canonical()).isEqualTo(grown);
    assertThat(EmailAddress.parse("\u0130".repeat(21) + "@x").canonical().localPart())
        .isEqualTo("i\u0307".repeat(21));
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder local = new StringBuilder();
      for (int n = 1 + random.nextInt(30); n > 0; n--) {
        local.appendCodePoint(0xa1 + random.nextInt(0x2f00));
      }
      EmailAddress address;
      try {
        address = new EmailAddress(local.toString(), "x");
      } catch (AddressSyntaxException tooLong) {
        continue;
      }
      EmailAddress canonical = address.canonical();
      assertThat(canonical.canonical()).as("seed %d", seed).isEqualTo(canonical);
    }
  }

  @Test
  void splitsSubaddress() {
    EmailAddress address = EmailAddress.parse("joe+lists+x@example.org");
    assertThat(address.subaddress('+'))
        .hasValueSatisfying(split -> {
          assertThat(split.base()).hasToString("joe@example.org");
          assertThat(split.detail()).isEqualTo("lists+x");
        });
    assertThat(EmailAddress.parse("+x@example.org").subaddress('+')).isEmpty();
    assertThat(EmailAddress.parse("joe@example.org").detail('+')).isEmpty();
  }

  @Test
  void readsPathsInPlace() {
    byte[] line = "MAIL FROM:<@relay.example,@b.example:user@example.org> SIZE=1".getBytes(UTF_8);
    SmtpPath path = SmtpPath.parse(line, 10, line.length);
    assertThat(path.toReversePath()).hasToString("<user@example.org>");
    assertThat(line[path.end()]).isEqualTo((byte) ' ');

    byte[] international = "RCPT TO:<\u00fcser@example.org> X".getBytes(UTF_8);
    SmtpPath other = SmtpPath.parse(international, 8, international.length);
    assertThat(other.toReversePath()).hasToString("<\u00fcser@example.org>");
    assertThat(international[other.end()]).isEqualTo((byte) ' ');

    assertThat(SmtpPath.parse("<>", 0).toReversePath()).isEqualTo(ReversePath.NULL);
    assertThat(ReversePath.parse("<>").isNull()).isTrue();
    assertThat(ReversePath.parse("<a@b>")).isEqualTo(ReversePath.parse("a@b")).hasToString("<a@b>");
    byte[] notUtf8 = {'<', 'a', (byte) 0xff, '@', 'b', '>'};
    assertThatThrownBy(() -> SmtpPath.parse(notUtf8, 0, notUtf8.length))
        .isInstanceOf(AddressSyntaxException.class);
    for (String bad :
        new String[] {"", "<", "<a@b", "a@b>", "<a@b\">", "<@x:>", "<@x a@b>", "<a>", "< a@b>"}) {
      assertThatThrownBy(() -> SmtpPath.parse(bad, 0))
          .as(bad)
          .isInstanceOf(AddressSyntaxException.class);
    }
  }

  @Test
  void everyAddressReadsBackAsItself() {
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      StringBuilder local = new StringBuilder();
      for (int i = 1 + random.nextInt(12); i > 0; i--) {
        local.appendCodePoint(
            switch (random.nextInt(4)) {
              case 0 -> "\"\\ .@<>(),;:".charAt(random.nextInt(12));
              case 1 -> 0xa1 + random.nextInt(0x2000 - 0xa1);
              default -> ' ' + random.nextInt(95);
            });
      }
      EmailAddress address =
          new EmailAddress(
              local.toString(),
              "Host" + random.nextInt(9) + (random.nextBoolean() ? ".example" : ""));
      assertThat(EmailAddress.parse(address.toString())).as("seed %d", seed).isEqualTo(address);
      byte[] line = ("<" + address + ">rest").getBytes(UTF_8);
      SmtpPath path = SmtpPath.parse(line, 0, line.length);
      assertThat(path.address()).as("seed %d", seed).isEqualTo(address);
      assertThat(path.end()).isEqualTo(line.length - 4);
    }
  }
}
