package org.angarium.mail.sieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.angarium.mail.sieve.action.MailNotice;
import org.angarium.mail.sieve.action.MailNotice.Field;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.action.SieveResult;
import org.angarium.mail.sieve.run.SieveEnvironment;
import org.angarium.mail.sieve.run.SieveWorld;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code notify} by mail (RFC 5435, RFC 5436). */
class NotifyTest {
  // RFC 5435 §8.
  @Test
  void theMessageChoosesNoRecipient() {
    String chosen =
        "From: x@evil.example\r\nSubject: hi&cc=victim@c.example\r\nX-To: mailto:victim@c.example\r\n\r\n";
    for (String bad :
        List.of(
            "if header :matches \"x-to\" \"*\" { notify \"${1}\"; }",
            "if header :regex \"x-to\" \"mailto:(.*)\" { set \"to\" \"${1}\"; notify \"mailto:${to}\"; }",
            "if address :matches \"from\" \"*\" { notify \"mailto:a@b.example,${0}\"; }",
            "if header :matches \"subject\" \"*\" { notify \"mailto:a@b.example?subject=${1}\"; }",
            "if envelope :matches \"from\" \"*@*\" { set :lower \"d\" \"${2}\"; notify \"mailto:a@${d}\"; }",
            "if header :matches \"x-to\" \"*\" { set \"a\" \"${1}\"; if string :matches \"${a}\" \"*\""
                + " { set \"b\" \"${1}\"; notify \"${b}\"; } }")) {
      SieveResult result =
          Scripts.run(
              "require [\"enotify\", \"variables\", \"regex\", \"envelope\"];" + bad,
              chosen,
              Scripts.environment(SieveWorld.empty()));
      assertThat(result.error()).as(bad).contains("a recipient that the message chose");
      assertThat(result.actions()).as(bad).containsExactly(new SieveAction.Keep(List.of()));
    }
    String asked =
        "require [\"enotify\", \"variables\"]; if header :matches \"x-to\" \"*\" {"
            + " if valid_notify_method \"${1}\" { notify \"${1}\"; } else { discard; } }";
    assertThat(Scripts.run(asked, chosen, Scripts.environment(SieveWorld.empty())).actions())
        .containsExactly(new SieveAction.Discard());
  }

  @Test
  void theScriptChoosesRecipientsAndTheMessageWhatIsSaid() {
    for (String good :
        List.of(
            "set \"m\" \"mailto:a@b.example\"; notify \"${m}\";",
            "if string :matches \"a@b.example\" \"*@*\" { notify \"mailto:${1}@${2}\"; }",
            "if header :matches \"subject\" \"*\" { set :encodeurl \"s\" \"${1}\";"
                + " set \"m\" \"mailto:a@b.example?body=${s}&subject=${s}\"; notify \"${m}\"; }")) {
      assertThat(notice(good).recipients()).as(good).containsExactly("a@b.example");
    }
  }

  private static final SieveAction.Keep KEEP = new SieveAction.Keep(List.of());
  private static final String OWNER = "roadrunner@acme.example.com";

  private static MailNotice notice(String script) {
    return notice(script, Scripts.MESSAGE, Scripts.environment(SieveWorld.empty()));
  }

  private static MailNotice notice(String script, String message, SieveEnvironment environment) {
    SieveResult result =
        Scripts.run("require [\"enotify\", \"variables\"];" + script, message, environment);
    assertThat(result.error()).isNull();
    return ((SieveAction.Notify) result.actions().getFirst()).notice();
  }

  private static String field(MailNotice notice, String name) {
    return notice.fields().stream()
        .filter(field -> field.name().equals(name))
        .map(Field::value)
        .findFirst()
        .orElse("");
  }

  @Test
  void aNoticeTellsWhoWroteWhat() {
    MailNotice notice = notice("notify \"mailto:alm@example.com\";");
    assertThat(notice)
        .isEqualTo(
            new MailNotice(
                OWNER,
                List.of("alm@example.com"),
                List.of(
                    new Field("Auto-Submitted", "auto-notified; owner-email=\"" + OWNER + "\""),
                    new Field("From", OWNER),
                    new Field("To", "alm@example.com"),
                    new Field("Subject", "Grüße from ACME [42]"),
                    new Field("References", "<one@desert.example.org>")),
                "From: \"Coyote, Wile E.\" <coyote+acme@Desert.Example.ORG>\r\n"
                    + "Subject: Grüße from ACME [42]\r\n"));
  }

  @Test
  void itDoesNotCancelTheImplicitKeep() {
    assertThat(Scripts.actions("require \"enotify\"; notify \"mailto:a@b.example\";"))
        .hasSize(2)
        .endsWith(KEEP);
  }

  @Test
  void theUriSaysToWhomAndWhat() {
    MailNotice notice =
        notice(
            "notify \"mailto:a@b.example,c%40d.example?to=e@f.example&cc=g@h.example,a@b.example"
                + "&subject=Gr%C3%BC%C3%9Fe&body=one%0D%0Atwo&x-kind=sms\";");
    assertThat(notice.recipients())
        .containsExactly("a@b.example", "c@d.example", "e@f.example", "g@h.example");
    assertThat(field(notice, "To")).isEqualTo("a@b.example, c@d.example, e@f.example");
    assertThat(field(notice, "Cc")).isEqualTo("g@h.example, a@b.example");
    assertThat(field(notice, "Subject")).isEqualTo("Grüße");
    assertThat(field(notice, "X-kind")).isEqualTo("sms");
    assertThat(notice.body()).isEqualTo("one\r\ntwo");
  }

  @Test
  void fieldsThatProtectFromLoopsCannotBeSet() {
    MailNotice notice =
        notice(
            "notify \"mailto:a@b.example?from=x@y.example&auto-submitted=no&received=x&date=x"
                + "&message-id=x&bcc=x@y.example&content-type=text/html&resent-to=x@y.example"
                + "&importance=high&subject=a%0D%0ABcc:%20x@y.example\";");
    assertThat(notice.recipients()).containsExactly("a@b.example");
    assertThat(notice.fields())
        .extracting(Field::name)
        .containsExactly("Auto-Submitted", "From", "To", "Subject", "References", "Importance");
    assertThat(field(notice, "From")).isEqualTo(OWNER);
    assertThat(field(notice, "Subject")).isEqualTo("a Bcc: x@y.example");
  }

  @Test
  void theScriptSaysMoreThanTheUri() {
    MailNotice notice =
        notice(
            "if header :matches \"subject\" \"* from *\" { set \"w\" \"${2}\"; }"
                + "notify :importance \"1\" :message \"[SIEVE] ${w}\" :options [\"a-1=b\"]"
                + " \"mailto:a@b.example?subject=other\";");
    assertThat(field(notice, "Subject")).isEqualTo("[SIEVE] ACME [42]");
    assertThat(field(notice, "Importance")).isEqualTo("high");
  }

  @Test
  void onlyTheOwnerIsAnAuthor() {
    assertThat(
            field(notice("notify :from \"ceo@acme.example.com\" \"mailto:a@b.example\";"), "From"))
        .isEqualTo(OWNER);
    assertThat(
            field(
                notice("notify :from \"RoadRunner@acme.example.com\" \"mailto:a@b.example\";"),
                "From"))
        .isEqualTo(OWNER);
  }

  @Test
  void machinesCauseNoNotices() {
    SieveEnvironment environment = Scripts.environment(SieveWorld.empty());
    String script = "require \"enotify\"; notify \"mailto:a@b.example\";";
    for (String value : List.of("auto-notified; owner-email=\"x@y.example\"", "auto-replied")) {
      String message = "Auto-Submitted: " + value + "\r\n" + Scripts.MESSAGE;
      assertThat(Scripts.run(script, message, environment).actions()).containsExactly(KEEP);
    }
    assertThat(
            Scripts.run(script, "Auto-Submitted: No\r\n" + Scripts.MESSAGE, environment).actions())
        .hasSize(2);
  }

  @Test
  void theNullReversePathStaysNull() {
    SieveEnvironment bounce = SieveEnvironment.of("", OWNER, Scripts.NOW, SieveWorld.empty());
    assertThat(notice("notify \"mailto:a@b.example\";", Scripts.MESSAGE, bounce).reversePath())
        .isEmpty();
  }

  @Test
  void otherWaysToNotifyFailOnlyWhereTheRunComes() {
    String script =
        "require \"enotify\"; if valid_notify_method \"xmpp:a@b.example\""
            + " { notify \"xmpp:a@b.example\"; } else { discard; }";
    assertThat(Scripts.actions(script)).containsExactly(new SieveAction.Discard());
    assertThat(Scripts.run("require \"enotify\"; notify \"xmpp:a@b.example\";").error())
        .contains("no way to notify");
  }

  @Test
  void theSameNoticeGoesOutOnce() {
    String notify = "notify :message \"m\" \"mailto:a@b.example\";";
    assertThat(Scripts.actions("require \"enotify\";" + notify.repeat(9))).hasSize(2);
  }

  @Test
  void noticesAndTheirRecipientsAreFew() {
    assertThat(Scripts.run("require \"enotify\";" + notices(5)).error())
        .contains("more than 4 notices");
    assertThat(
            Scripts.run(
                    "require \"enotify\";"
                        + "notify \"mailto:a@b.org,b@b.org,c@b.org,d@b.org,e@b.org\";")
                .error())
        .contains("more than 4 recipients");
  }

  private static String notices(int count) {
    StringBuilder script = new StringBuilder();
    for (int i = 0; i < count; i++) {
      script.append("notify \"mailto:a").append(i).append("@b.example\";");
    }
    return script.toString();
  }

  @Test
  void valuesAreEncodedForTheUri() {
    MailNotice notice =
        notice(
            "set :encodeurl \"b\" \"Safe body&evil=Grüße~\";"
                + "notify \"mailto:a@b.example?body=${b}\";");
    assertThat(notice.body()).isEqualTo("Safe body&evil=Grüße~");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          notify "mailto:a@b.example?subject";                | no way to notify
          notify "mailto:";                                   | no way to notify
          notify :importance "4" "mailto:a@b.example";        | importance
          notify :from "nobody" "mailto:a@b.example";         | no address
          notify :options "x" "mailto:a@b.example";           | no option
          notify :create "mailto:a@b.example";                | without ":fcc"
          """)
  void saysWhatIsWrong(String command, String words) {
    assertThat(Scripts.errors("require [\"enotify\", \"fcc\", \"mailbox\"];" + command).toString())
        .contains(words);
    String later = "require [\"enotify\", \"variables\"]; set \"q\" \"xmpp:a\"; notify \"${q}\";";
    assertThat(Scripts.run(later).error()).contains("no way to notify");
  }
}
