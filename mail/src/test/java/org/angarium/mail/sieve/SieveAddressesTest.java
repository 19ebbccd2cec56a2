package org.angarium.mail.sieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.sieve.action.MailNotice;
import org.angarium.mail.sieve.action.MessageSegment;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.action.SieveResult;
import org.angarium.mail.sieve.run.SieveEnvironment;
import org.angarium.mail.sieve.run.SieveWorld;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses in arguments (RFC 5228 §2.4.2.3) and in the fields of messages (§2.7.4, §5.1). */
class SieveAddressesTest {
  private static final SieveAction KEEP = new SieveAction.Keep(List.of());

  private static SieveEnvironment environment() {
    return SieveEnvironment.of(
        "b@example.test", "alias@example.test", Scripts.NOW, SieveWorld.empty());
  }

  private static List<SieveAction> actions(String script, String message) {
    SieveResult result = Scripts.run(script, message, environment());
    assertThat(result.error()).isNull();
    return result.actions();
  }

  private static boolean holds(String test, String fields) {
    String script =
        "require [\"subaddress\", \"variables\", \"mime\"]; if " + test + " { discard; }";
    return actions(script, fields + "\r\n\r\nHello\r\n").contains(new SieveAction.Discard());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jane@example.test",
        " jane@example.test ",
        "Jane Doe <jane@example.test>",
        "\"Doe, Jane\" <jane@example.test>",
        "Jane D. Doe <jane@EXAMPLE.test>",
        "<jane@example.test>",
        "jane@example.test (Jane)",
        "=?utf-8?Q?J=C3=A4ne?= <jane@example.test>",
        "J\u00e4ne <jane@example.test>",
        "Jane <\"jane\"@example . test>",
      })
  void redirectTakesAnAddressWithAName(String address) {
    String quoted = "\"" + address.replace("\"", "\\\"") + "\"";
    SieveAction expected = new SieveAction.Redirect("jane@example.test");
    assertThat(actions("redirect " + quoted + ";", "\r\n")).containsExactly(expected);
    assertThat(
            actions("require \"variables\"; set \"a\" " + quoted + "; redirect \"${a}\";", "\r\n"))
        .containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jane@example.test, joe@example.test",
        "jane@example.test joe@example.test",
        "jane@example.test <joe@example.test>",
        "<jane@example.test> <joe@example.test>",
        "jane@example.test,",
        ",jane@example.test",
        "Jane <@relay.test:jane@example.test>",
        "friends: jane@example.test;",
        "friends: jane@example.test",
        "jane@example.test;",
        "Jane <jane@example.test> junk",
        "Jane jane@example.test",
        "Jane <jane@example.test",
        "Jane",
        "Jane <>",
        "<>",
        "",
        " ",
        "@example.test",
        "jane@",
        "jane@example..test",
        "jane@example.test.",
        "jane..doe@example.test",
        ".jane@example.test",
        "jane.@example.test",
        "jane doe@example.test",
        "jane@exa mple.test",
        "jane@joe@example.test",
        "\"jane@example.test",
        "jane@example.test (Jane",
        "jane@[192.0.2.1",
        "jane@example.test\r\nBcc: joe@example.test",
        "jane\u0007@example.test",
        "jane@-example.test",
      })
  void redirectRefusesWhatIsNotExactlyOneAddress(String address) {
    String quoted = "\"" + address.replace("\"", "\\\"") + "\"";
    assertThat(Scripts.errors("redirect " + quoted + ";")).as(address).isNotEmpty();
    SieveResult result =
        Scripts.run(
            "require \"variables\"; set \"a\" " + quoted + "; redirect \"${a}\";",
            "\r\n",
            environment());
    assertThat(result.error()).as(address).isNotNull();
    assertThat(result.actions()).containsExactly(KEEP);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Jane Doe <jane@example.test>|jane@example.test",
        "JANE@EXAMPLE.TEST|jane@example.test",
        "jane@example.test|\"Jane\" <JANE@example.test>",
        "jane@example.test|Somebody <x@example.test>, Jane (here) <jane@example.test>",
        "jane@example.test|g: x@example.test, jane@example.test;",
        "jane@b\u00fccher.test|jane@xn--bcher-kva.test",
        "jane@xn--bcher-kva.test|jane@b\u00fccher.test",
      })
  void vacationKnowsItsOwnerByAddressesWithNames(String own, String to) {
    String script = "require \"vacation\"; vacation :addresses \"" + own + "\" \"away\";";
    assertThat(actions(script, "From: b@example.test\r\nTo: " + to + "\r\n\r\nHello\r\n"))
        .anyMatch(SieveAction.Vacation.class::isInstance);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nobody@example.test <jane@example.test>",
        "jane@example.test <nobody@example.test>",
        "jane@example.test nobody@example.test",
        "\"jane@example.test\" <nobody@example.test>",
        "nobody@example.test (jane@example.test)",
        "jane",
      })
  void vacationDoesNotGuessWhoIsMeant(String to) {
    String script = "require \"vacation\"; vacation :addresses \"jane@example.test\" \"away\";";
    assertThat(actions(script, "From: b@example.test\r\nTo: " + to + "\r\n\r\nHello\r\n"))
        .containsExactly(KEEP);
  }

  @Test
  void vacationTellsOfAddressesThatAreNone() {
    assertThat(
            Scripts.errors(
                "require \"vacation\"; vacation :addresses [\"a@b.test\", \"nonsense\"] \"away\";"))
        .hasSize(1);
    assertThat(
            Scripts.errors(
                "require \"vacation\"; vacation :from \"a@b.test <c@d.test>\" \"away\";"))
        .hasSize(1);
    assertThat(Scripts.errors("require \"vacation\"; vacation :from \"A <c@d.test>\" \"away\";"))
        .isEmpty();
  }

  @Test
  void theOwnerIsNotAnsweredInAnyFormOfTheDomain() {
    SieveEnvironment own =
        SieveEnvironment.of(
            "jane@xn--bcher-kva.test", "jane@b\u00fccher.test", Scripts.NOW, SieveWorld.empty());
    SieveResult result =
        Scripts.run(
            "require \"vacation\"; vacation \"away\";", "To: jane@b\u00fccher.test\r\n\r\n", own);
    assertThat(result.actions()).containsExactly(KEEP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c@example.test, @example.test",
        "nonsense",
        "a@b@example.test",
        "a..b@example.test",
        ".a@example.test",
        "a.@example.test",
        "a b@example.test",
        "Joe a@example.test",
        "a@example.test b@example.test",
        "a@example.test <b@example.test>",
        "Joe <a@example.test",
        "Joe <a@example.test> junk",
        "Joe <>",
        "\"Joe <a@example.test>",
        "a@example..test",
        "a@example.test.",
        "a@.example.test",
        "a@[192.0.2.1",
        "a@example.test (Joe",
      })
  void partsOfInvalidAddressesMatchNothing(String bcc) {
    String others = "To: c@other.test\r\nBcc: ";
    for (String part : List.of(":localpart", ":domain", ":user", ":detail")) {
      for (String match : List.of(":is \"\"", ":matches \"*\"", ":contains \"example.test\"")) {
        boolean valid = bcc.startsWith("c@") && !match.startsWith(":is");
        boolean there = valid && !part.equals(":detail");
        if (there && part.equals(":domain") || !valid) {
          String[] words = match.split(" ", 2);
          assertThat(
                  holds("address " + part + " " + words[0] + " \"bcc\" " + words[1], others + bcc))
              .as("%s %s of %s", part, match, bcc)
              .isEqualTo(there);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Joe (the one) <a+b@example.test>|a+b@example.test|a+b|example.test",
        "(x) a (y) @ (z) example . (w) test|a@example.test|a|example.test",
        "Joe <@relay.test,@other.test:a@example.test>|a@example.test|a|example.test",
        "friends: a@example.test;|a@example.test|a|example.test",
        "\"a b\"@example.test|a b@example.test|a b|example.test",
        "\"a..b\"@example.test|a..b@example.test|a..b|example.test",
        "\"a@b\"@example.test|a@b@example.test|a@b|example.test",
        "a@[192.0.2.1]|a@[192.0.2.1]|a|[192.0.2.1]",
        "J. R. <a@example.test>|a@example.test|a|example.test",
        ",, a@example.test ,|a@example.test|a|example.test",
        "\u00e4@\u00fc.test|\u00e4@\u00fc.test|\u00e4|\u00fc.test",
      })
  void partsOfValidAddressesMatch(String to, String all, String local, String domain) {
    String fields = "To: " + to;
    assertThat(holds("address :is \"to\" \"" + all + "\"", fields)).isTrue();
    assertThat(holds("address :localpart :is \"to\" \"" + local + "\"", fields)).isTrue();
    assertThat(holds("address :domain :is \"to\" \"" + domain + "\"", fields)).isTrue();
    assertThat(holds("address :mime :domain :is \"to\" \"" + domain + "\"", fields)).isTrue();
  }

  @Test
  void allOfAnUnclearAddressIsWhatStandsThere() {
    String fields = "To: a@example.test <b@example.test>";
    assertThat(holds("address :is \"to\" \"a@example.test\"", fields)).isFalse();
    assertThat(holds("address :is \"to\" \"b@example.test\"", fields)).isFalse();
    assertThat(holds("address :is \"to\" \"a@example.test <b@example.test>\"", fields)).isTrue();
  }

  @Test
  void addressLooksOnlyAtFieldsOfAddresses() {
    for (String name : List.of("Subject", "X-Spam", "Received", "Message-ID", "Date", "List-Id")) {
      String fields = name + ": d@example.test";
      assertThat(holds("address \"" + name + "\" \"d@example.test\"", fields)).as(name).isFalse();
      assertThat(holds("address :mime \"" + name + "\" \"d@example.test\"", fields))
          .as(name)
          .isFalse();
      assertThat(holds("address :matches [\"" + name + "\", \"to\"] \"*\"", fields))
          .as(name)
          .isFalse();
    }
    for (String name :
        List.of(
            "From",
            "To",
            "Cc",
            "Bcc",
            "Sender",
            "Reply-To",
            "Resent-From",
            "Resent-To",
            "Resent-Cc",
            "Resent-Bcc",
            "Resent-Sender",
            "Delivered-To",
            "X-Original-To")) {
      String fields = name + ": d@example.test";
      assertThat(holds("address \"" + name + "\" \"d@example.test\"", fields)).as(name).isTrue();
    }
  }

  /** Only the names may be encoded, or nobody can answer. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "replace :from \"J\u00e4ne \ud83d\ude00 <jane@example.test>\" \"x\";",
        "addheader \"From\" \"J\u00e4ne \ud83d\ude00 <jane@example.test>\"; enclose \"x\";",
      })
  void addressesThatAScriptWritesStayAddresses(String script) {
    String message = "From: =?utf-8?Q?Doe=2C_J=C3=B6e?= <joe@example.test>\r\n\r\nHello\r\n";
    SieveResult result =
        Scripts.run(
            "require [\"replace\", \"editheader\", \"enclose\"]; " + script,
            message,
            environment());
    assertThat(result.error()).isNull();
    List<MessageSegment> segments =
        result.actions().stream()
            .filter(SieveAction.Rewrite.class::isInstance)
            .map(action -> ((SieveAction.Rewrite) action).message())
            .findFirst()
            .orElseThrow();
    String rewritten =
        new String(
            MessageSegment.source(
                    segments, MessageSource.of(message.getBytes(StandardCharsets.UTF_8)))
                .bytes(0, MessageSegment.length(segments)),
            StandardCharsets.UTF_8);
    assertThat(rewritten).matches("(?s).*From: =\\?UTF-8\\?[^<]*\\?= <jane@example.test>\r\n.*");
    if (script.startsWith("replace")) {
      assertThat(rewritten)
          .contains("Original-From: =?utf-8?Q?Doe=2C_J=C3=B6e?= <joe@example.test>\r\n");
    }
  }

  @Test
  void notifyTakesAnAuthorWithAName() {
    String script =
        "require \"enotify\"; notify :from \"Me <alias@EXAMPLE.test>\" \"mailto:a@example.test\";";
    assertThat(actions(script, "\r\n").getFirst())
        .isInstanceOfSatisfying(
            SieveAction.Notify.class,
            notify ->
                assertThat(notify.notice().fields())
                    .contains(new MailNotice.Field("From", "alias@example.test")));
    assertThat(
            Scripts.errors(
                "require \"enotify\"; notify :from \"a@b.test, c@d.test\" \"mailto:a@b.test\";"))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a@example.test%2Cb@example.test|a@example.test b@example.test",
        "a@example.test%2cb@example.test|a@example.test b@example.test",
        "a@example.test,b@example.test|a@example.test b@example.test",
        "a@example.test%2C%20b@example.test|a@example.test b@example.test",
        "a@example.test%2Ca@example.test|a@example.test",
        "?to=a@example.test%2Cb@example.test|a@example.test b@example.test",
        "a@example.test?cc=b@example.test%2Cc@example.test|a@example.test",
        "%22a%2Cb%22@example.test|\"a,b\"@example.test",
        "%22a%5C%22%2Cb%22@example.test|\"a\\\",b\"@example.test",
        "%61%40example.test|a@example.test",
      })
  void commasOfMailtoPartAddressesEncodedOrNot(String uri, String recipients) {
    String script = "require \"enotify\"; notify \"mailto:" + uri + "\";";
    assertThat(actions(script, "\r\n").getFirst())
        .isInstanceOfSatisfying(
            SieveAction.Notify.class,
            notify ->
                assertThat(String.join(" ", notify.notice().recipients())).startsWith(recipients));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a@example.test%2C",
        "%2Ca@example.test",
        "a@example.test,,b@example.test",
        "a@example.test%2Cnonsense",
        "a@example.test%20b@example.test",
        "a@example.test%0D%0ABcc:b@example.test",
        "%22a@example.test",
        "a@example.test%",
        "a@example.test%2",
        "a@example.test%FF",
        "",
        "%2C",
      })
  void mailtoOfNoAddressIsAnError(String uri) {
    assertThat(Scripts.errors("require \"enotify\"; notify \"mailto:" + uri + "\";")).isNotEmpty();
  }
}
