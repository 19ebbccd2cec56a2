package org.angarium.mail.dmarc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class PublicSuffixListTest {
  private static final Path DEBIAN = Path.of("/usr/share/publicsuffix/public_suffix_list.dat");
  private static final String LIST =
      """
      // ===BEGIN ICANN DOMAINS===

      com
      uk
      co.uk and what follows is no rule
      *.ck
      !www.ck
      // jp: cities
      jp
      *.kobe.jp
      !city.kobe.jp
      \u4e2d\u56fd
      not a..rule
      // ===END ICANN DOMAINS===
      // ===BEGIN PRIVATE DOMAINS===
      github.io
      // ===END PRIVATE DOMAINS===
      """;

  static boolean debianHasOne() {
    return Files.isReadable(DEBIAN);
  }

  private static void check(PublicSuffixList list, String domain, String organization) {
    assertThat(list.organization(domain)).as(domain).isEqualTo(organization);
  }

  @Test
  void theLongestRulePrevails() {
    PublicSuffixList list = PublicSuffixList.parse(LIST, true);
    check(list, "example.com", "example.com");
    check(list, "a.b.example.com", "example.com");
    check(list, "com", "com");
    check(list, "example.co.uk", "example.co.uk");
    check(list, "a.example.co.uk", "example.co.uk");
    check(list, "a.example.uk", "example.uk");
    check(list, "joe.github.io", "joe.github.io");
    check(list, "a.joe.github.io", "joe.github.io");
    // What no rule knows is as if there were a rule for its last label.
    check(list, "a.example.unknown", "example.unknown");
    check(list, "localhost", "localhost");
    check(list, "a.xn--fiqs8s", "a.xn--fiqs8s");
    check(list, "b.a.xn--fiqs8s", "a.xn--fiqs8s");
  }

  @Test
  void wildcardsAndTheirExceptions() {
    PublicSuffixList list = PublicSuffixList.parse(LIST, true);
    check(list, "b.test.ck", "b.test.ck");
    check(list, "a.b.test.ck", "b.test.ck");
    check(list, "www.ck", "www.ck");
    check(list, "a.www.ck", "www.ck");
    check(list, "b.c.kobe.jp", "b.c.kobe.jp");
    check(list, "a.b.c.kobe.jp", "b.c.kobe.jp");
    check(list, "a.city.kobe.jp", "city.kobe.jp");
    check(list, "test.jp", "test.jp");
  }

  @Test
  void companiesRulesCanBeLeftOut() {
    PublicSuffixList list = PublicSuffixList.parse(LIST, false);
    check(list, "a.joe.github.io", "github.io");
    assertThat(list.size()).isEqualTo(PublicSuffixList.parse(LIST, true).size() - 1);
  }

  @Test
  void whatIsNoListIsRefused() {
    assertThatThrownBy(() -> PublicSuffixList.parse("// nothing\n\n", true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PublicSuffixList.parse("a.b\n".repeat(5 << 20), true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @EnabledIf("debianHasOne")
  void theRealListIsRead() throws IOException {
    PublicSuffixList list = PublicSuffixList.parse(Files.readString(DEBIAN), true);
    assertThat(list.size()).isGreaterThan(8_000);
    check(list, "mail.example.co.uk", "example.co.uk");
    check(list, "a.www.ck", "www.ck");
    check(list, "x.y.city.kobe.jp", "city.kobe.jp");
    check(list, "joe.github.io", "joe.github.io");
  }
}
