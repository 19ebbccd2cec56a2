package org.angarium.mail.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.angarium.mail.header.AddressItem.GroupItem;
import org.angarium.mail.header.AddressItem.MailboxItem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressListParserTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "a@b#null|a|b",
        "<a@b>#null|a|b",
        "Joe <a@b>#Joe|a|b",
        "\"Joe, Q.\" <a@b>, c@d#Joe, Q.|a|b + null|c|d",
        "Joe Q. Public <a@b>#Joe Q. Public|a|b",
        "a@b (Joe)#Joe|a|b",
        "(x) a (y) @ (z) b . c#z|a|b.c",
        "a . b @ c . d#null|a.b|c.d",
        "\"a b\"@c#null|a b|c",
        "\"a\".\"b\"@c#null|a.b|c",
        "Joe <@x,@y:a@b>#Joe|a|b",
        "a@[192.0.2.1]#null|a|[192.0.2.1]",
        ", a@b,, c@d ,#null|a|b + null|c|d",
        "=?utf-8?Q?J=C3=B6e?= <a@b>#J\u00f6e|a|b",
        "\"=?utf-8?Q?J=C3=B6e?=\" <a@b>#J\u00f6e|a|b",
        "J\u00f6e <a@b>#J\u00f6e|a|b",
        "team: a@b, Joe <c@d>;#team{null|a|b + Joe|c|d}",
        "undisclosed-recipients:;#undisclosed-recipients{}",
        "x: a@b; , y@z#x{null|a|b} + null|y|z",
        "x: a@b#x{null|a|b}",
        "Postmaster#null|Postmaster|",
        "Joe Public#Joe Public||",
        "Joe a@b#Joe|a|b",
        "Joe <a@b#Joe|a|b",
        "Joe <a@b, c@d#Joe|a|b + null|c|d",
        "Joe <>#Joe||",
        "a@b@c#null|a|b",
        "Joe <a@b> junk, c@d#Joe|a|b + null|c|d",
        "a@b c@d#null|a|b",
        "((((#",
        "\"unclosed <a@b>#null|unclosed <a@b>|",
        "@#null||",
        ">>>)))]#",
      })
  void readsWhatIsThere(String text, @org.jspecify.annotations.Nullable String expected) {
    assertThat(describe(AddressListParser.parse(text, HeaderLimits.DEFAULT)))
        .isEqualTo(expected == null ? "" : expected);
  }

  @Test
  void givesValidAddressesTheirCanonicalForm() {
    MailboxItem item =
        (MailboxItem)
            AddressListParser.parse("Joe <Joe@EXAMPLE.org>", HeaderLimits.DEFAULT).getFirst();
    assertThat(item.address())
        .hasValueSatisfying(a -> assertThat(a).hasToString("Joe@example.org"));
    assertThat(new MailboxItem(null, "a", "b c").address()).isEmpty();
  }

  @Test
  void stopsAtTheLimit() {
    HeaderLimits limits = new HeaderLimits(10, 3, 10, 10);
    assertThat(AddressListParser.parse("a@b,".repeat(10), limits)).hasSize(3);
    GroupItem group =
        (GroupItem) AddressListParser.parse("g:" + "a@b,".repeat(10), limits).getFirst();
    assertThat(group.members()).hasSize(3);
  }

  @Test
  void namesAndAddressesRoundTrip() {
    for (long seed = 0; seed < 5000; seed++) {
      Random random = new Random(seed);
      String name = text(random, " abcXYZ0.,:;<>@()[]\\\"").strip();
      String local = text(random, "abc.+\" @<>,\\(");
      String written =
          (name.isEmpty() ? "" : quote(name) + " ") + "<" + quote(local) + "@example.org>";
      String expected = (name.isEmpty() ? "null" : name) + "|" + local + "|example.org";
      assertThat(
              describe(
                  AddressListParser.parse(written + " ,\r\n " + written, HeaderLimits.DEFAULT)))
          .as("seed %d: %s", seed, written)
          .isEqualTo(expected + " + " + expected);
    }
  }

  private static String text(Random random, String alphabet) {
    StringBuilder out = new StringBuilder();
    for (int i = 1 + random.nextInt(10); i > 0; i--) {
      out.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return out.toString();
  }

  private static String quote(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String describe(List<? extends AddressItem> items) {
    return items.stream().map(AddressListParserTest::describe).collect(Collectors.joining(" + "));
  }

  private static String describe(AddressItem item) {
    return switch (item) {
      case MailboxItem m -> m.displayName() + "|" + m.localPart() + "|" + m.domain();
      case GroupItem g -> g.displayName() + "{" + describe(g.members()) + "}";
    };
  }
}
