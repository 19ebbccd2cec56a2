package org.angarium.server.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.angarium.server.endtoend.PostfixProcess;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.testkit.differential.KnownDifferences;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same sessions on Debian's Postfix and on ours: the classes of the replies and the messages as
 * delivered are compared. What differs and is to stay is in {@code differences-postfix.tsv} with
 * its reason. Needs Postfix installed, and root to start it; skipped elsewhere.
 */
@EnabledIf("org.angarium.server.endtoend.PostfixProcess#canBeStarted")
class PostfixDifferenceTest {
  private static final int STEPS = 60;
  private static final Pattern MARK = Pattern.compile("number-(\\d+)-");

  /** Fields that each server puts before what it was given. */
  private static final Set<String> TRACE =
      Set.of("return-path", "delivered-to", "x-original-to", "received");

  @TempDir Path folder;
  private PostfixProcess postfix;
  private SmtpFixture fixture;
  private int port;

  private final KnownDifferences known;
  private final SmtpPair.SentMessages sent = new SmtpPair.SentMessages();

  PostfixDifferenceTest() throws IOException {
    known = KnownDifferences.resource(PostfixDifferenceTest.class, "differences-postfix.tsv");
  }

  @BeforeEach
  void start() throws Exception {
    fixture = new SmtpFixture(new MemoryEngine(), folder);
    int many = 1_000_000;
    port =
        fixture
            .listen(
                SmtpFixture.settings(SmtpRole.MX)
                    .withLimits(new SessionLimits(64L << 20, 1000, 5000, many, many, many, many)))
            .port();
    postfix =
        new PostfixProcess()
            .with(
                "virtual_mailbox_domains = example.test",
                "virtual_mailbox_maps = inline:{ alice@example.test=alice/,"
                    + " bob@example.test=bob/, postmaster@example.test=alice/ }",
                "myorigin = example.test",
                "recipient_delimiter = +",
                "mynetworks = 192.0.2.1/32",
                "smtpd_relay_restrictions = reject_unauth_destination",
                "strict_rfc821_envelopes = yes",
                "smtpd_helo_required = yes",
                "smtpd_peername_lookup = no",
                "smtpd_error_sleep_time = 0",
                "smtpd_soft_error_limit = 1000000",
                "smtpd_hard_error_limit = 1000000",
                "smtpd_junk_command_limit = 1000000",
                "local_header_rewrite_clients =",
                "message_size_limit = 67108864",
                "virtual_mailbox_limit = 0",
                "in_flow_delay = 0",
                "notify_classes =",
                "default_transport = error:none");
    postfix.start();
  }

  @AfterEach
  void stop() throws Exception {
    postfix.stop();
    fixture.close();
  }

  @Test
  void sessionsAreAnsweredAndDeliveredAlike() throws Exception {
    playAll();
    for (int seed = 1; seed <= 20; seed++) {
      playRandom(seed);
    }
    compareDelivered();
    assertThat(known.unlisted()).isEmpty();
    assertThat(known.unmet("")).isEmpty();
  }

  @Test
  @Tag("long")
  void manySessionsAreAnsweredAndDeliveredAlike() throws Exception {
    long seed = System.nanoTime();
    for (int i = 0; i < 1000; i++) {
      playRandom(seed + i);
    }
    compareDelivered();
    assertThat(known.unlisted()).as("from seed %s", seed).isEmpty();
  }

  private SmtpPair pair() throws IOException {
    return new SmtpPair(port, postfix.port(), known, sent);
  }

  private void playRandom(long seed) throws Exception {
    RandomSmtpSessions steps = new RandomSmtpSessions(new Random(seed));
    try (SmtpPair pair = pair()) {
      for (int step = 0; step < STEPS; step++) {
        pair.play(steps.next(pair.state()), "seed " + seed + " step " + step);
      }
    }
  }

  /** Every command in its place, most of them out of place too, and every kind of message. */
  private void playAll() throws Exception {
    List<String> misplaced =
        List.of(
            RandomSmtpSessions.SENDER,
            RandomSmtpSessions.RECIPIENT,
            RandomSmtpSessions.SENDER + " BODY=8BITMIME");
    for (List<String> before :
        List.of(
            List.<String>of(),
            List.of("HELO client.test"),
            List.of(RandomSmtpSessions.HELLO),
            List.of(RandomSmtpSessions.HELLO, RandomSmtpSessions.SENDER),
            List.of(
                RandomSmtpSessions.HELLO,
                RandomSmtpSessions.SENDER,
                RandomSmtpSessions.RECIPIENT))) {
      playEach(before, RandomSmtpSessions.OTHERS);
      playEach(before, misplaced);
      play(before, new RandomSmtpSessions.Step.Data("plain"));
      play(before, new RandomSmtpSessions.Step.Bdat("plain", 100, false));
      play(before, new RandomSmtpSessions.Step.Bdat("plain", 10, false));
    }
    playEach(List.of(), RandomSmtpSessions.HELLOS);
    playEach(List.of(RandomSmtpSessions.HELLO), RandomSmtpSessions.MAILS);
    for (String mail : RandomSmtpSessions.MAILS) {
      play(
          List.of(RandomSmtpSessions.HELLO, mail, RandomSmtpSessions.RECIPIENT),
          new RandomSmtpSessions.Step.Data("plain"));
    }
    playEach(
        List.of(RandomSmtpSessions.HELLO, RandomSmtpSessions.SENDER), RandomSmtpSessions.RCPTS);
    List<String> ready =
        List.of(RandomSmtpSessions.HELLO, RandomSmtpSessions.SENDER, RandomSmtpSessions.RECIPIENT);
    play(
        List.of(
            RandomSmtpSessions.HELLO,
            RandomSmtpSessions.SENDER,
            "RCPT TO:<alice@example.test>",
            "RCPT TO:<bob+x@example.test>"),
        new RandomSmtpSessions.Step.Data("loop"));
    for (String kind : RandomSmtpSessions.MESSAGES.keySet()) {
      play(ready, new RandomSmtpSessions.Step.Data(kind));
      play(ready, new RandomSmtpSessions.Step.Bdat(kind, 37, false));
      play(ready, new RandomSmtpSessions.Step.Bdat(kind, 10_000, true));
    }
  }

  private void playEach(List<String> before, List<String> commands) throws IOException {
    for (String command : commands) {
      play(before, new RandomSmtpSessions.Step.Commands(List.of(command)));
    }
  }

  private void play(List<String> before, RandomSmtpSessions.Step step) throws IOException {
    try (SmtpPair pair = pair()) {
      if (!before.isEmpty()) {
        pair.play(new RandomSmtpSessions.Step.Commands(before), "before");
      }
      pair.play(step, "fixed");
    }
  }

  // ---- delivered

  /**
   * A message in a mailbox.
   *
   * @param returnPath empty where there is none
   */
  private record Delivered(String returnPath, String header, String body) {
    /** Without trace fields; lines end with LF. */
    static Delivered of(String text) {
      String rest = text;
      String returnPath = "";
      while (TRACE.contains(name(rest))) {
        int end = rest.indexOf('\n') + 1;
        while (end < rest.length() && (rest.charAt(end) == ' ' || rest.charAt(end) == '\t')) {
          end = rest.indexOf('\n', end) + 1;
        }
        if (name(rest).equals("return-path")) {
          returnPath = rest.substring("return-path:".length(), end).strip();
        }
        rest = rest.substring(end);
      }
      int separator = rest.startsWith("\n") ? 0 : rest.indexOf("\n\n") + 1;
      return separator == 0 && !rest.startsWith("\n")
          ? new Delivered(returnPath, rest, "")
          : new Delivered(returnPath, rest.substring(0, separator), rest.substring(separator));
    }

    private static String name(String text) {
      int colon = text.indexOf(':');
      return colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
    }
  }

  private void compareDelivered() throws Exception {
    Awaitility.await("Postfix's deliveries").until(postfix::idle);
    for (String user : List.of("alice", "bob")) {
      Map<Integer, List<String>> ours =
          byNumber(fixture.inbox(user.equals("bob") ? fixture.bob : fixture.alice));
      Map<Integer, List<String>> theirs = byNumber(postfix.mail(user));
      for (SmtpPair.Sent each : sent.taken) {
        compare(
            each,
            ours.getOrDefault(each.number(), List.of()),
            theirs.getOrDefault(each.number(), List.of()));
      }
    }
  }

  private void compare(SmtpPair.Sent message, List<String> ours, List<String> theirs) {
    String where = "delivered " + message.kind() + " | ";
    known.compare(
        where + "copies",
        Integer.toString(ours.size()),
        // Postfix delivers once for each address of a mailbox.
        Integer.toString(Math.min(1, theirs.size())),
        message.toString());
    if (ours.isEmpty() || theirs.isEmpty()) {
      return;
    }
    String context = message + ": " + SmtpPair.shown(ours.getFirst() + "\n|\n" + theirs.getFirst());
    Delivered left = Delivered.of(ours.getFirst());
    Delivered right = Delivered.of(theirs.getFirst());
    known.compare(where + "header", shown(left.header()), shown(right.header()), context);
    known.compare(where + "body", shown(left.body()), shown(right.body()), context);
    known.compare(
        "delivered Return-Path | " + SmtpPair.shown(message.sender()),
        SmtpPair.shown(left.returnPath()),
        SmtpPair.shown(right.returnPath()),
        context);
  }

  private static String shown(String text) {
    return SmtpPair.shown(MARK.matcher(text).replaceAll("NUMBER"));
  }

  /** With LF; reports about messages are left out. */
  private static Map<Integer, List<String>> byNumber(List<String> mail) {
    Map<Integer, List<String>> byNumber = new HashMap<>();
    for (String each : mail) {
      Matcher mark = MARK.matcher(each);
      if (mark.find() && !each.contains("\nFrom: MAILER-DAEMON@")) {
        byNumber
            .computeIfAbsent(Integer.valueOf(mark.group(1)), _ -> new ArrayList<>())
            .add(each.replace("\r\n", "\n"));
      }
    }
    return byNumber;
  }
}
