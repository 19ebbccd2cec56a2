package org.angarium.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.sieve.compile.SieveCompiler;
import org.angarium.mail.sieve.syntax.SieveLimits;
import org.angarium.server.admin.view.MailSettingsView;
import org.angarium.server.sieve.MailSettings;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings are a script, and can be read back from it. */
class MailSettingsTest {
  private static final String MEMBER = "member@own.test";

  @TempDir Path folder;

  private static void refused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AdministrationRefusal.class,
            refusal -> assertThat(refusal.kind()).isEqualTo(AdministrationRefusal.Kind.INVALID));
  }

  @Test
  void nothingIsNoScript() {
    assertThat(MailSettings.NONE.toScript()).isEmpty();
    assertThat(MailSettings.of(new byte[0])).isEqualTo(MailSettings.NONE);
  }

  @Test
  void randomSettingsComeBackAsTheyWere() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      MailSettings settings =
          new MailSettings(
              random.nextBoolean()
                  ? null
                  : new MailSettings.Forward(
                      List.of(
                          EmailAddress.parse("a@x.test"),
                          new EmailAddress("b \"quoted\"", "y.test")),
                      random.nextBoolean()),
              reply(random),
              random.nextBoolean()
                  ? null
                  : new MailSettings.Reply(null, null, 1, null, text(random, true)));
      byte[] script = settings.toScript();
      SieveCompiler.compile(script, SieveLimits.DEFAULT);
      assertThat(MailSettings.of(script))
          .as("seed %d: %s", seed, new String(script, StandardCharsets.UTF_8))
          .isEqualTo(settings);
    }
  }

  private static MailSettings.Reply reply(Random random) {
    LocalDate day = LocalDate.of(2026, 12, 1).plusDays(random.nextInt(100));
    return random.nextInt(3) == 0
        ? null
        : new MailSettings.Reply(
            random.nextBoolean() ? null : day,
            random.nextBoolean() ? null : day.plusDays(3),
            1 + random.nextInt(365),
            random.nextBoolean() ? null : text(random, false),
            text(random, true));
  }

  private static String text(Random random, boolean lines) {
    StringBuilder text = new StringBuilder("x");
    String[] pieces = {
      "a", " ", "\"", "\\", "${x}", "\u00fc", "#", "/*", "*/", ";", "}", ".", "\ud83d\ude00"
    };
    for (int i = random.nextInt(30); i > 0; i--) {
      text.append(pieces[random.nextInt(pieces.length)]);
      if (lines && random.nextInt(5) == 0) {
        text.append("\r\n").append(random.nextBoolean() ? "." : "");
      }
    }
    return text.append("x").toString();
  }

  @Test
  void eachIsSetShownAndEndedByItself() throws Exception {
    try (AdministrationFixture site = new AdministrationFixture(folder)) {
      site.directory.createDomain("own.test");
      site.account(MEMBER);
      Actor owner = site.actor(MEMBER);
      MailSettingsOperations settings = site.administration.mailSettings();
      settings.forward(owner, MEMBER, List.of("x@far.test", "y@far.test"), true);
      settings.vacation(
          owner,
          MEMBER,
          new MailSettingsOperations.Answer("away", "Away", "2026-12-24", "2027-01-06", 3L));
      settings.autoReply(
          owner, MEMBER, new MailSettingsOperations.Answer("thanks", null, null, null, null));
      MailSettingsView shown = settings.show(owner, MEMBER);
      assertThat(shown.forward())
          .isEqualTo(new MailSettingsView.ForwardView(List.of("x@far.test", "y@far.test"), true));
      assertThat(shown.vacation())
          .isEqualTo(new MailSettingsView.ReplyView("2026-12-24", "2027-01-06", 3, "Away", "away"));
      assertThat(shown.autoReply())
          .isEqualTo(new MailSettingsView.ReplyView(null, null, 1, null, "thanks"));
      settings.forward(owner, MEMBER, List.of(), false);
      settings.vacation(owner, MEMBER, null);
      shown = settings.show(owner, MEMBER);
      assertThat(shown.forward()).isNull();
      assertThat(shown.vacation()).isNull();
      assertThat(shown.autoReply()).isNotNull();
      assertThat(site.administration.scripts().list(owner, MEMBER, null, 10).items()).isEmpty();
    }
  }

  @Test
  void whatCannotBeIsRefused() throws Exception {
    try (AdministrationFixture site = new AdministrationFixture(folder)) {
      site.directory.createDomain("own.test");
      site.account(MEMBER);
      Actor owner = site.actor(MEMBER);
      MailSettingsOperations settings = site.administration.mailSettings();
      refused(() -> settings.forward(owner, MEMBER, List.of("no address"), true));
      refused(() -> settings.forward(owner, MEMBER, List.of("Member@own.test"), true));
      refused(() ->
          settings.forward(
              owner,
              MEMBER,
              List.of("a@x.test", "b@x.test", "c@x.test", "d@x.test", "e@x.test"),
              true));
      for (MailSettingsOperations.Answer answer :
          List.of(
              new MailSettingsOperations.Answer(" ", null, null, null, null),
              new MailSettingsOperations.Answer("x".repeat(20_000), null, null, null, null),
              new MailSettingsOperations.Answer("a\0b", null, null, null, null),
              new MailSettingsOperations.Answer("a", "two\r\nlines", null, null, null),
              new MailSettingsOperations.Answer("a", null, "24.12.2026", null, null),
              new MailSettingsOperations.Answer("a", null, "2026-12-24", "2026-12-23", null),
              new MailSettingsOperations.Answer("a", null, null, null, 0L),
              new MailSettingsOperations.Answer("a", null, null, null, 366L))) {
        refused(() -> settings.vacation(owner, MEMBER, answer));
      }
      assertThat(settings.show(owner, MEMBER)).isEqualTo(new MailSettingsView(null, null, null));
    }
  }
}
