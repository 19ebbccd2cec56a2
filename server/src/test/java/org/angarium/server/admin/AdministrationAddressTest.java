package org.angarium.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.angarium.server.directory.Directory;
import org.angarium.server.directory.DirectorySettings;
import org.angarium.server.directory.HashingCost;
import org.angarium.server.directory.PasswordHashing;
import org.angarium.store.MailStore;
import org.angarium.store.StoreSettings;
import org.angarium.store.directory.DirectoryLimits;
import org.angarium.store.directory.DirectoryStore;
import org.angarium.store.engine.memory.MemoryEngine;
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
  private MailStore store;
  private Administration administration;

  @BeforeEach
  void open() throws Exception {
    MemoryEngine engine = new MemoryEngine();
    InstantSource clock = InstantSource.system();
    store = MailStore.on(engine, folder, StoreSettings.DEFAULT, clock);
    Directory directory =
        new Directory(
            DirectoryStore.open(engine, DirectoryLimits.DEFAULT, clock),
            new PasswordHashing(new HashingCost(64, 1, 1, 4_096), 1, Duration.ofSeconds(60)),
            DirectorySettings.DEFAULT,
            event -> {});
    // Neither the queue nor traces nor the status nor settings are asked.
    administration =
        new Administration(
            directory, store, null, null, () -> null, Map.of(), Map.of(), event -> {});
    administration.createDomain("example.test", "test");
  }

  @AfterEach
  void close() throws Exception {
    store.close();
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
    assertInvalid(
        () -> administration.createAccounts(List.of(text), PASSWORD, false, 0, 0, "test"));
    assertInvalid(() -> administration.addAlias(text, List.of(ADDRESS), "test"));
    assertInvalid(() -> administration.addAlias("alias@example.test", List.of(text), "test"));
    assertInvalid(
        () -> administration.addAlias("alias@example.test", List.of(ADDRESS, text), "test"));
    if (!text.isEmpty()) {
      // The empty text takes the catch-all away.
      assertInvalid(() -> administration.changeDomain("example.test", null, text, "test"));
    }
    assertThat(administration.accounts(null, "", null, 10).items()).isEmpty();
    assertThat(administration.aliases(null, "", null, 10).items()).isEmpty();
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
    assertInvalid(() -> administration.createDomain(text, "test"));
    assertThat(administration.domains("", null, 10).items()).hasSize(1);
  }

  @Test
  void boundsAreThoseOfTheRfc() throws Exception {
    String label = "x".repeat(63);
    String domain = label + "." + label + "." + label + "." + "x".repeat(59);
    administration.createDomain(domain, "test");
    assertThat(
            administration.createAccounts(
                List.of("ab@" + domain, "a".repeat(64) + "@example.test"),
                PASSWORD,
                false,
                0,
                0,
                "test"))
        .hasSize(2);
    for (String text : List.of("abc@" + domain, "a".repeat(65) + "@example.test")) {
      assertInvalid(
          () -> administration.createAccounts(List.of(text), PASSWORD, false, 0, 0, "test"));
    }
    assertInvalid(() -> administration.createDomain(label + "x.test", "test"));
    assertInvalid(() ->
        administration.createDomain(label + "." + label + "." + label + "." + "x".repeat(62), "t"));
  }

  @Test
  void tellsUnderWhichNameADomainWasKeptEarlier() throws Exception {
    administration.createDomain("strasse.test", "test");
    assertThatThrownBy(() -> administration.domain("stra\u00dfe.test"))
        .isInstanceOfSatisfying(
            AdministrationRefusal.class,
            refusal -> assertThat(refusal.remedy()).contains("strasse.test"));
    assertThat(administration.createDomain("stra\u00dfe.test", "test").name())
        .isEqualTo("xn--strae-oqa.test");
    assertThat(administration.domain("STRASSE.test").name()).isEqualTo("strasse.test");
  }
}
