package org.angarium.server.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.angarium.store.view.MailboxView;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several sessions send random commands to one mailbox. Beside each stands a model of a client that
 * believes only what it is told, and what follows from its own silent stores. After a NOOP it must
 * believe the truth.
 */
class ImapKnowledgeModelTest {
  private static final String[] FLAGS = {
    "\\Seen", "\\Flagged", "\\Answered", "\\Draft", "\\Deleted", "$Work", "$Home"
  };
  private static final Pattern FETCH = Pattern.compile("^\\* (\\d+) FETCH \\((.*)\\)$");
  private static final Pattern UID = Pattern.compile("UID (\\d+)");
  private static final Pattern TOLD_FLAGS = Pattern.compile("FLAGS \\(([^)]*)\\)");
  private static final Pattern MODSEQ = Pattern.compile("MODSEQ \\((\\d+)\\)");
  private static final Pattern NUMBER = Pattern.compile("^\\* (\\d+) (EXISTS|EXPUNGE|RECENT)$");
  private static final Pattern VANISHED = Pattern.compile("^\\* VANISHED (\\S+)$");
  private static final Pattern UNCHANGED = Pattern.compile("\\(UNCHANGEDSINCE (\\d+)\\)");

  @TempDir Path folder;
  private ImapFixture server;

  @BeforeEach
  void open() throws Exception {
    server = ImapFixture.inMemory(folder);
  }

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  /** What a client knows of a message; null where it was not told. */
  private static final class Known {
    private @Nullable Long uid;
    private @Nullable Set<String> flags;
    private long modSeq;
  }

  /** A client that believes what it is told. */
  private final class Believer implements AutoCloseable {
    private final ImapClient client;
    private final boolean condstore;
    private final List<Known> messages = new ArrayList<>();
    private final StringBuilder transcript = new StringBuilder();
    private @Nullable Pattern deaf;

    /** A client of QRESYNC must know the UIDs, or VANISHED says nothing to it. */
    void learn() throws Exception {
      while (messages.stream().anyMatch(known -> known.uid == null)) {
        run("FETCH 1:* (UID FLAGS)");
      }
    }

    Believer(ImapClient client, String enable, boolean condstore) throws Exception {
      this.client = client;
      this.condstore = condstore;
      if (!enable.isEmpty()) {
        client.ok(enable);
      }
      run("SELECT INBOX");
      run("FETCH 1:* (UID FLAGS)");
    }

    /** Sends a command and believes the answer; what matches {@link #deaf} it does not hear. */
    String run(String command) throws Exception {
      String answer = client.command(command);
      transcript.append("C: ").append(command).append('\n').append(answer).append('\n');
      for (String line : answer.split("\n", -1)) {
        if (deaf == null || !deaf.matcher(line).find()) {
          hear(line);
        }
      }
      return answer;
    }

    private void hear(String line) {
      Matcher number = NUMBER.matcher(line);
      if (number.matches()) {
        int value = Integer.parseInt(number.group(1));
        switch (number.group(2)) {
          case "EXISTS" -> {
            assertThat(value).as("%s", this).isGreaterThanOrEqualTo(messages.size());
            while (messages.size() < value) {
              messages.add(new Known());
            }
          }
          case "EXPUNGE" -> messages.remove(value - 1);
          default -> {}
        }
      }
      Matcher fetch = FETCH.matcher(line);
      if (fetch.matches()) {
        fetched(messages.get(Integer.parseInt(fetch.group(1)) - 1), fetch.group(2));
      }
      Matcher vanished = VANISHED.matcher(line);
      if (vanished.matches()) {
        vanished(vanished.group(1));
      }
    }

    private void fetched(Known message, String items) {
      Matcher uid = UID.matcher(items);
      if (uid.find()) {
        long told = Long.parseLong(uid.group(1));
        assertThat(message.uid == null || message.uid == told).as("%s", this).isTrue();
        message.uid = told;
      }
      Matcher flags = TOLD_FLAGS.matcher(items);
      if (flags.find()) {
        message.flags = new TreeSet<>(List.of(flags.group(1).split(" ")));
        message.flags.remove("");
        message.flags.remove("\\Recent");
      }
      Matcher modSeq = MODSEQ.matcher(items);
      assertThat(condstore && items.contains("FLAGS (") && !items.contains("MODSEQ ("))
          .as("flags without MODSEQ: %s", items)
          .isFalse();
      if (modSeq.find()) {
        long told = Long.parseLong(modSeq.group(1));
        assertThat(told).as("%s", this).isGreaterThanOrEqualTo(message.modSeq);
        message.modSeq = told;
      }
    }

    private void vanished(String set) {
      for (String range : set.split(",", -1)) {
        String[] ends = range.split(":", -1);
        long first = Long.parseLong(ends[0]);
        long last = Long.parseLong(ends[ends.length - 1]);
        messages.removeIf(known -> known.uid != null && first <= known.uid && known.uid <= last);
      }
    }

    /** A silent store: the client works out what it is not told. */
    void storeSilently(int first, int last, String mode, Set<String> flags, String modifier)
        throws Exception {
      List<@Nullable Set<String>> before = new ArrayList<>();
      for (Known known : messages) {
        before.add(known.flags == null ? null : new TreeSet<>(known.flags));
      }
      String set = first + ":" + last;
      List<Known> meant = new ArrayList<>(messages.subList(first - 1, last));
      String command =
          "STORE " + set + modifier + " " + mode + "FLAGS.SILENT (" + String.join(" ", flags) + ")";
      String answer = client.command(command);
      transcript.append("C: ").append(command).append('\n').append(answer).append('\n');
      Matcher modified = Pattern.compile("\\[MODIFIED (\\S+)]").matcher(answer);
      String failed = modified.find() ? "," + modified.group(1) + "," : "";
      if (!ImapClient.status(answer).startsWith("BAD")) {
        for (int i = 0; i < meant.size(); i++) {
          Set<String> old = before.get(first - 1 + i);
          if (old != null && !contains(failed, first + i)) {
            switch (mode) {
              case "+" -> old.addAll(flags);
              case "-" -> old.removeAll(flags);
              default -> old = new TreeSet<>(flags);
            }
            meant.get(i).flags = old;
          }
        }
      }
      for (String line : answer.split("\n", -1)) {
        if (deaf == null || !deaf.matcher(line).find()) {
          hear(line);
        }
      }
    }

    private boolean contains(String set, long number) {
      for (String range : set.split(",", -1)) {
        if (!range.isEmpty()) {
          String[] ends = range.split(":", -1);
          if (Long.parseLong(ends[0]) <= number
              && number <= Long.parseLong(ends[ends.length - 1])) {
            return true;
          }
        }
      }
      return false;
    }

    /** What is wrong with what it believes, or null. */
    @Nullable String error(MailboxView truth) {
      if (messages.size() != truth.size()) {
        return "believes in " + messages.size() + " messages of " + truth.size();
      }
      for (int i = 0; i < messages.size(); i++) {
        Known known = messages.get(i);
        if (known.uid != null && known.uid != truth.uid(i)) {
          return "message " + (i + 1) + " is UID " + truth.uid(i) + ", not " + known.uid;
        }
        if (known.flags != null && !known.flags.equals(flags(truth, i))) {
          return "UID " + truth.uid(i) + " is " + flags(truth, i) + ", not " + known.flags;
        }
        if (condstore && known.modSeq > 0 && known.modSeq != truth.modSeq(i)) {
          return "UID " + truth.uid(i) + " has " + truth.modSeq(i) + ", not " + known.modSeq;
        }
      }
      return null;
    }

    @Override
    public void close() throws IOException {
      client.close();
    }

    @Override
    public String toString() {
      return transcript.substring(Math.max(0, transcript.length() - 3000));
    }
  }

  private static Set<String> flags(MailboxView view, int index) {
    Set<String> flags = new TreeSet<>();
    List<String> names = view.flagNames();
    for (int bit = 0; bit < names.size(); bit++) {
      if (view.flags(index).has(bit)) {
        flags.add(names.get(bit));
      }
    }
    return flags;
  }

  private MailboxView truth() throws Exception {
    return server.store.mailboxes().view(server.mailbox("INBOX"));
  }

  private static Set<String> some(Random random) {
    Set<String> flags = new TreeSet<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      // Seldom \Deleted, or nothing would be left.
      flags.add(FLAGS[random.nextInt(random.nextInt(4) == 0 ? FLAGS.length : 4)]);
    }
    return flags;
  }

  private void act(Random random, Believer believer) throws Exception {
    if (believer.condstore) {
      believer.learn();
    }
    int size = believer.messages.size();
    if (size == 0 || random.nextInt(12) == 0) {
      server.deliver("INBOX", ImapFixture.simple("m" + random.nextInt(1000)));
      return;
    }
    int one = 1 + random.nextInt(size);
    int other = Math.min(size, one + random.nextInt(4));
    String set = one + ":" + other;
    String flags = "(" + String.join(" ", some(random)) + ")";
    String mode = new String[] {"+", "-", ""}[random.nextInt(3)];
    String modifier =
        believer.condstore && random.nextInt(3) == 0
            ? " (UNCHANGEDSINCE " + (truth().info().highestModSeq() - random.nextInt(6)) + ")"
            : "";
    switch (random.nextInt(16)) {
      case 0, 1 -> believer.run("STORE " + set + modifier + " " + mode + "FLAGS " + flags);
      case 2, 3, 4 -> believer.storeSilently(one, other, mode, some(random), modifier);
      case 5 -> {
        Long uid = believer.messages.get(one - 1).uid;
        believer.run("UID STORE " + (uid == null ? 1 : uid) + " " + mode + "FLAGS " + flags);
      }
      case 6 -> believer.run("FETCH " + set + " (UID FLAGS)");
      case 7 -> believer.run("FETCH " + set + " (BODY[TEXT]<0.1>)");
      case 8 -> believer.run("UID FETCH " + one + ":* (FLAGS)");
      case 9 -> believer.run("SEARCH " + (random.nextBoolean() ? "SEEN" : "KEYWORD $Work"));
      case 10 -> believer.run("UID SEARCH UNSEEN");
      case 11 -> believer.run("EXPUNGE");
      case 12 -> believer.run("COPY " + one + " INBOX");
      case 13 -> believer.run("MOVE " + one + " Archive");
      case 14 -> believer.run("STATUS INBOX (MESSAGES RECENT)");
      default -> idle(believer);
    }
  }

  private static void idle(Believer believer) throws Exception {
    believer.run("IDLE\r\nDONE");
  }

  private List<Believer> believers() throws Exception {
    List<Believer> believers = new ArrayList<>();
    believers.add(new Believer(server.login(), "", false));
    believers.add(new Believer(server.login(), "ENABLE CONDSTORE", true));
    believers.add(new Believer(server.login(), "ENABLE QRESYNC", true));
    believers.add(new Believer(server.login(), "", false));
    return believers;
  }

  private void fill() throws Exception {
    for (int i = 0; i < 8; i++) {
      server.deliver("INBOX", ImapFixture.simple("m" + i));
    }
  }

  @RepeatedTest(6)
  void allBelieveTheTruthAfterNoop() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    fill();
    List<Believer> believers = believers();
    try {
      for (int round = 0; round < 60; round++) {
        for (int i = random.nextInt(8); i >= 0; i--) {
          act(random, believers.get(random.nextInt(believers.size())));
        }
        for (Believer believer : believers) {
          if (believer.condstore) {
            believer.learn();
          }
          believer.run("NOOP");
          assertThat(believer.error(truth())).as("seed %d\n%s", seed, believer).isNull();
          if (believer.messages.stream().anyMatch(known -> known.flags == null)) {
            believer.run("FETCH 1:* (UID FLAGS)");
          }
        }
      }
    } finally {
      for (Believer believer : believers) {
        believer.close();
      }
    }
  }

  /** The model notices it when a single notification is missing. */
  @Test
  void whoDoesNotHearAllIsFound() throws Exception {
    for (String unheard : new String[] {" FETCH ", " EXPUNGE$", " EXISTS$"}) {
      fill();
      try (Believer hearer = new Believer(server.login(), "", false);
          Believer other = new Believer(server.login(), "", false)) {
        hearer.deaf = Pattern.compile(unheard);
        other.run("STORE 3 +FLAGS (\\Answered)");
        other.run("STORE 4 +FLAGS.SILENT (\\Deleted)");
        other.run("EXPUNGE");
        server.deliver("INBOX", ImapFixture.simple("more"));
        hearer.run("NOOP");
        assertThat(hearer.error(truth())).as(unheard).isNotNull();
        hearer.deaf = null;
        hearer.run("SELECT INBOX");
      }
    }
  }
}
