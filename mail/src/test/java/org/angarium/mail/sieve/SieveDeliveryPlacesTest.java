package org.angarium.mail.sieve;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.angarium.mail.sieve.action.EnvelopeParameters;
import org.angarium.mail.sieve.action.ImapSieveEvent;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.action.SieveAction.FileInto;
import org.angarium.mail.sieve.action.SieveAction.Keep;
import org.angarium.mail.sieve.action.SieveResult;
import org.angarium.mail.sieve.run.SieveEnvironment;
import org.angarium.mail.sieve.run.SieveWorld;
import org.junit.jupiter.api.Test;

/** A message comes once into a mailbox, however the script names it (RFC 5228 §2.10.3). */
class SieveDeliveryPlacesTest {
  private static final String ALL =
      "require [\"fileinto\", \"imap4flags\", \"variables\", \"copy\", \"mailbox\","
          + " \"special-use\", \"mailboxid\", \"editheader\", \"replace\"]; ";

  private static FileInto into(String mailbox, String... flags) {
    return new FileInto(mailbox, List.of(flags), false, null, null);
  }

  private static List<SieveAction> actions(String script) {
    return Scripts.actions(ALL + script);
  }

  @Test
  void keepAndTheInboxAreOne() {
    Keep keep = new Keep(List.of());
    assertThat(actions("keep; fileinto \"INBOX\"; fileinto \"inbox\";")).containsExactly(keep);
    assertThat(actions("fileinto \"Inbox\"; keep;")).containsExactly(keep);
    assertThat(actions("fileinto \"inBOX\"; fileinto \"INbox\";")).containsExactly(into("INBOX"));
    assertThat(actions("set \"a\" \"in\"; fileinto \"${a}box\"; keep;")).containsExactly(keep);
    assertThat(actions("fileinto \"A\"; fileinto \"inbox\"; keep; fileinto \"A\";"))
        .containsExactly(into("A"), keep);
  }

  @Test
  void aCopyInTheInboxAndTheImplicitKeepAreOne() {
    assertThat(actions("fileinto :copy \"inbox\";")).containsExactly(new Keep(List.of()));
    assertThat(actions("setflag \"x\"; fileinto :copy :flags \"y\" \"inbox\";"))
        .containsExactly(new Keep(List.of("y", "x")));
    assertThat(actions("fileinto :copy \"A\";")).containsExactly(into("A"), new Keep(List.of()));
  }

  @Test
  void theFlagsOfTheLastStay() {
    assertThat(actions("keep :flags \"a\"; fileinto :flags \"b\" \"inbox\";"))
        .containsExactly(new Keep(List.of("b")));
    assertThat(actions("fileinto :flags \"b\" \"inbox\"; keep :flags \"a\";"))
        .containsExactly(new Keep(List.of("a")));
  }

  @Test
  void otherMailboxesAreNotTheInbox() {
    assertThat(actions("keep; fileinto \"INBOX/x\"; fileinto \"inbox2\"; fileinto \" INBOX\";"))
        .containsExactly(new Keep(List.of()), into("INBOX/x"), into("inbox2"), into(" INBOX"));
    assertThat(actions("fileinto \"a\"; fileinto \"A\";")).containsExactly(into("a"), into("A"));
  }

  /** Which mailbox they come to is known only to who delivers. */
  @Test
  void whatIsAskedForByUseOrIdStandsApart() {
    FileInto junk = new FileInto("A", List.of(), false, "\\Junk", null);
    FileInto byId = new FileInto("INBOX", List.of(), false, null, "F1");
    assertThat(actions("fileinto :specialuse \"\\\\Junk\" \"A\"; fileinto \"A\";"))
        .containsExactly(junk, into("A"));
    assertThat(
            actions(
                "fileinto :specialuse \"\\\\Junk\" \"A\"; fileinto :specialuse \"\\\\Junk\" \"A\";"))
        .containsExactly(junk);
    assertThat(actions("keep; fileinto :mailboxid \"F1\" \"inbox\";"))
        .containsExactly(new Keep(List.of()), byId);
  }

  /** RFC 6558 §2.1: another content is another message. */
  @Test
  void aChangedMessageIsAnother() {
    assertThat(actions("keep; replace \"other\"; fileinto \"inbox\";"))
        .filteredOn(action -> action instanceof Keep || action instanceof FileInto)
        .containsExactly(new Keep(List.of()), into("INBOX"));
  }

  /** RFC 6785 §3: there a keep leaves the message where it is, which need not be the inbox. */
  @Test
  void onEventsAKeepIsNoDeliveryIntoTheInbox() {
    ImapSieveEvent event =
        new ImapSieveEvent(
            "u", "u@b.test", ImapSieveEvent.Cause.COPY, "Work", List.of(), List.of());
    SieveEnvironment environment =
        new SieveEnvironment(
            "",
            "",
            null,
            List.of("u@b.test"),
            ZonedDateTime.parse("2026-11-22T21:30:05+01:00"),
            '+',
            Map.of(),
            null,
            null,
            EnvelopeParameters.NONE,
            event,
            SieveWorld.empty());
    SieveResult result =
        Scripts.run(
            "require \"fileinto\"; keep; fileinto \"inbox\";", Scripts.MESSAGE, environment);
    assertThat(result.actions()).containsExactly(new Keep(List.of()), into("INBOX"));
  }
}
