package org.angarium.server.admin;

import static org.angarium.server.admin.AdministrationFixture.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text that is not exactly one address, or one domain, is refused with nothing changed. */
class AdministrationAddressTest {
  private static final String ADDRESS = "bob@example.test";
  private static final String PASSWORD = "correct horse battery";

  @TempDir Path folder;
  private AdministrationFixture fixture;
  private DomainOperations domains;
  private AccountOperations accounts;
  private AliasOperations aliases;

  @BeforeEach
  void open() throws Exception {
    fixture = new AdministrationFixture(folder);
    domains = fixture.administration.domains();
    accounts = fixture.administration.accounts();
    aliases = fixture.administration.aliases();
    domains.create(SYSTEM, "example.test");
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private static void assertInvalid(ThrowingCallable change) {
    assertThatThrownBy(change)
        .isInstanceOfSatisfying(
            AdministrationRefusal.class,
            refusal -> assertThat(refusal.kind()).isEqualTo(AdministrationRefusal.Kind.INVALID));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "bob",
        "@",
        "@example.test",
        "bob@",
        "a@example.test b@example.test",
        "a@example.test,b@example.test",
        "a@example.test;b@example.test",
        "a@@example.test",
        "a@example.test@example.test",
        " a@example.test",
        "a@example.test ",
        "a@example.test\n",
        "a@example.test\u0000",
        "a\tb@example.test",
        "<a@example.test>",
        "A <a@example.test>",
        "a@example.test (comment)",
        "a(comment)@example.test",
        "@relay.test:a@example.test",
        "a.@example.test",
        ".a@example.test",
        "a..b@example.test",
        "a b@example.test",
        "\"a@example.test",
        "\"\"@example.test",
        "a@example.test.",
        "a@example..test",
        "a@-example.test",
        "a@[127.0.0.1",
        "a@[localhost]",
        "a@[IPv6:fe80::1%lo]",
        "a@\u200b",
        "a@stra\u00dfe..test",
        "a\u202e\u2028@example.test",
        "mailto:a@example.test,b@example.test"
      })
  void takesExactlyOneAddress(String text) throws Exception {
    assertInvalid(() -> accounts.create(SYSTEM, List.of(text), PASSWORD, false, 0, 0));
    assertInvalid(() -> aliases.add(SYSTEM, text, List.of(ADDRESS)));
    assertInvalid(() -> aliases.add(SYSTEM, "alias@example.test", List.of(text)));
    assertInvalid(() -> aliases.add(SYSTEM, "alias@example.test", List.of(ADDRESS, text)));
    if (!text.isEmpty()) {
      // The empty text takes the catch-all away.
      assertInvalid(() -> domains.change(SYSTEM, "example.test", null, text));
    }
    assertThat(accounts.list(SYSTEM, null, "", null, 10).items()).isEmpty();
    assertThat(aliases.list(SYSTEM, null, "", null, 10).items()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "not a domain",
        "a.test b.test",
        "a.test,b.test",
        "a.test\n",
        "a.test\u0000",
        "a..test",
        ".a.test",
        "a.test.",
        "-a.test",
        "a-.test",
        "a@b.test",
        "<a.test>",
        "[127.0.0.1]",
        "127.0.0.1",
        "2001:db8::1",
        "http://a.test/",
        "a.test/",
        "*.test",
        "xn--a.test",
        "stra\u00dfe..test",
        "a\u200cb.test",
        "\u05d0b.test"
      })
  void takesExactlyOneDomain(String text) throws Exception {
    assertInvalid(() -> domains.create(SYSTEM, text));
    assertThat(domains.list(SYSTEM, "", null, 10).items()).hasSize(1);
  }

  @Test
  void boundsAreThoseOfTheRfc() throws Exception {
    String label = "x".repeat(63);
    String domain = label + "." + label + "." + label + "." + "x".repeat(59);
    domains.create(SYSTEM, domain);
    assertThat(
            accounts.create(
                SYSTEM,
                List.of("ab@" + domain, "a".repeat(64) + "@example.test"),
                PASSWORD,
                false,
                0,
                0))
        .hasSize(2);
    for (String text : List.of("abc@" + domain, "a".repeat(65) + "@example.test")) {
      assertInvalid(() -> accounts.create(SYSTEM, List.of(text), PASSWORD, false, 0, 0));
    }
    assertInvalid(() -> domains.create(SYSTEM, label + "x.test"));
    assertInvalid(
        () -> domains.create(SYSTEM, label + "." + label + "." + label + "." + "x".repeat(62)));
  }

  @Test
  void tellsUnderWhichNameADomainWasKeptEarlier() throws Exception {
    domains.create(SYSTEM, "strasse.test");
    assertThatThrownBy(() -> domains.show(SYSTEM, "stra\u00dfe.test"))
        .isInstanceOfSatisfying(
            AdministrationRefusal.class,
            refusal -> assertThat(refusal.remedy()).contains("strasse.test"));
    assertThat(domains.create(SYSTEM, "stra\u00dfe.test").name()).isEqualTo("xn--strae-oqa.test");
    assertThat(domains.show(SYSTEM, "STRASSE.test").name()).isEqualTo("strasse.test");
  }
}
