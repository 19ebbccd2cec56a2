package org.angarium.server.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.angarium.testkit.differential.ImapData;
import org.angarium.testkit.differential.KnownDifferences;
import org.angarium.testkit.differential.RandomMail;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same random messages and sessions on Debian's Dovecot and on ours, answers compared. What
 * differs and is to stay is in {@code differences-dovecot.tsv} with its reason. Needs Dovecot
 * installed, and root to start it; skipped elsewhere.
 */
@EnabledIf("org.angarium.server.imap.DovecotProcess#canBeStarted")
class DovecotDifferenceTest {
  private static final int SESSIONS = 3;
  private static final int STEPS = 200;
  private static final String ITEMS =
      "RFC822.SIZE ENVELOPE BODY BODYSTRUCTURE BODY.PEEK[] BODY.PEEK[HEADER] BODY.PEEK[TEXT]"
          + " BODY.PEEK[7] BODY.PEEK[HEADER.FIELDS (FROM SUBJECT)] BODY.PEEK[]<3.10>"
          + " BODY.PEEK[HEADER.FIELDS.NOT (TO)] BODY.PEEK[TEXT]<100000.10>";

  @TempDir static Path folder;
  private static DovecotProcess dovecot;

  private final KnownDifferences known;

  DovecotDifferenceTest() throws IOException {
    known = KnownDifferences.resource(DovecotDifferenceTest.class, "differences-dovecot.tsv");
  }

  @BeforeAll
  static void start() throws Exception {
    dovecot = new DovecotProcess();
  }

  @AfterAll
  static void stop() throws Exception {
    dovecot.close();
  }

  // ---- messages

  @Test
  void messagesAreDescribedAlike() throws Exception {
    List<String[]> messages = new ArrayList<>();
    for (String field : RandomMail.oddFields()) {
      messages.add(new String[] {field, RandomMail.odd(field)});
    }
    RandomMail random = new RandomMail(new Random(20260105));
    for (int i = 0; i < 100; i++) {
      messages.add(new String[] {"random", random.message(3)});
    }
    compareMessages("messages", messages);
    assertThat(known.unlisted()).isEmpty();
    assertThat(known.unmet("message")).isEmpty();
  }

  @Test
  @Tag("long")
  void manyMessagesAreDescribedAlike() throws Exception {
    long seed = System.nanoTime();
    RandomMail random = new RandomMail(new Random(seed));
    List<String[]> messages = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      messages.add(new String[] {"random", random.message(4)});
    }
    compareMessages("many", messages);
    assertThat(known.unlisted()).as("seed %s", seed).isEmpty();
  }

  private void compareMessages(String name, List<String[]> messages) throws Exception {
    try (ImapFixture server = ImapFixture.inMemory(folder.resolve(name));
        ImapPeer ours = ImapPeer.ours(server.port());
        ImapPeer theirs = ImapPeer.theirs(dovecot.port(), name)) {
      for (String[] message : messages) {
        int length = message[1].getBytes(StandardCharsets.ISO_8859_1).length;
        String append = "APPEND INBOX {" + length + "+}\r\n" + message[1];
        assertThat(ours.command(append).status()).isEqualTo("OK");
        assertThat(theirs.command(append).status()).isEqualTo("OK");
      }
      ours.command("SELECT INBOX");
      theirs.command("SELECT INBOX");
      for (int i = 0; i < messages.size(); i++) {
        String command = "FETCH " + (i + 1) + " (" + ITEMS + parts(ours, i + 1) + ")";
        String field = shown(messages.get(i)[0]);
        Map<String, String> left = AnswerFacts.of(command, ours.command(command));
        Map<String, String> right = AnswerFacts.of(command, theirs.command(command));
        for (String key : union(left, right)) {
          String item = key.replaceFirst("message \\d+ ", "");
          known.compare(
              "message " + item + " | " + field,
              left.get(key),
              right.get(key),
              shown(messages.get(i)[1]));
        }
      }
      for (String key :
          List.of(
              "FROM ann",
              "SUBJECT folded",
              "TEXT pear",
              "TO joe",
              "BODY lines",
              "HEADER Subject \"\"",
              "SENTON 5-Jan-2026",
              "HEADER Content-Type mixed",
              "SUBJECT \u00c3\u00b6",
              "HEADER Message-ID a@b",
              "CC c@x",
              "SENTSINCE 6-Jan-2026",
              "SUBJECT second")) {
        String command =
            "SEARCH CHARSET UTF-8 "
                + (key.length() > 8 && key.charAt(8) > '~' ? "SUBJECT {2+}\r\n\u00c3\u00b6" : key);
        String left = AnswerFacts.of(command, ours.command(command)).get("found");
        String right = AnswerFacts.of(command, theirs.command(command)).get("found");
        for (int i = 0; i < messages.size(); i++) {
          known.compare(
              "message SEARCH " + shown(key) + " | " + shown(messages.get(i)[0]),
              found(left, i + 1),
              found(right, i + 1),
              shown(messages.get(i)[1]));
        }
      }
    }
  }

  private static String found(String numbers, int number) {
    boolean found =
        (", " + numbers.substring(1, numbers.length() - 1) + ",").contains(", " + number + ",");
    return found ? "found" : "not found";
  }

  /** Items for every part that the message has. */
  private static String parts(ImapPeer ours, int number) throws IOException {
    String response = ours.command("FETCH " + number + " BODYSTRUCTURE").untagged().getFirst();
    List<?> pairs = ImapData.read(response, response.indexOf('(') + 1);
    StringBuilder items = new StringBuilder();
    addParts((List<?>) pairs.get(1), "", items);
    return items.toString();
  }

  private static void addParts(List<?> body, String path, StringBuilder items) {
    if (body.getFirst() instanceof List) {
      for (int i = 0; i < body.size() && body.get(i) instanceof List<?> part; i++) {
        addPart(part, path + (i + 1), items);
      }
    } else if (path.isEmpty() || path.endsWith(".")) {
      addPart(body, path + "1", items);
    }
  }

  private static void addPart(List<?> part, String path, StringBuilder items) {
    for (String section : List.of("", ".MIME")) {
      items.append(" BODY.PEEK[").append(path).append(section).append("]");
    }
    items.append(" BODY.PEEK[").append(path).append("]<1.4>");
    if (part.getFirst() instanceof List) {
      addParts(part, path + ".", items);
    } else if (ImapData.shown(part.getFirst()).equalsIgnoreCase("\"message\"")
        && part.size() > 8
        && part.get(8) instanceof List<?> inner) {
      for (String section : List.of(".HEADER", ".TEXT", ".HEADER.FIELDS (TO)")) {
        items.append(" BODY.PEEK[").append(path).append(section).append("]");
      }
      addParts(inner, path + ".", items);
    }
  }

  private static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    for (char c : text.toCharArray()) {
      switch (c) {
        case '\r' -> shown.append("\\r");
        case '\n' -> shown.append("\\n");
        case '\t' -> shown.append("\\t");
        default -> shown.append(c < 0x7F ? String.valueOf(c) : "\\x%02x".formatted((int) c));
      }
    }
    return shown.toString();
  }

  private static Set<String> union(Map<String, String> left, Map<String, String> right) {
    Set<String> keys = new TreeSet<>(left.keySet());
    keys.addAll(right.keySet());
    return keys;
  }

  // ---- sessions

  @Test
  void sessionsAreAnsweredAlike() throws Exception {
    compareFixed();
    for (int seed = 1; seed <= 6; seed++) {
      compareSessions(seed);
    }
    assertThat(known.unlisted()).isEmpty();
    assertThat(known.unmet("session")).isEmpty();
  }

  @Test
  @Tag("long")
  void manySessionsAreAnsweredAlike() throws Exception {
    long seed = System.nanoTime();
    for (int i = 0; i < 300; i++) {
      compareSessions(seed + i);
    }
    assertThat(known.unlisted()).as("from seed %s", seed).isEmpty();
  }

  /** Both ends of one session. */
  private static final class Pair implements AutoCloseable {
    final ImapPeer ours;
    final ImapPeer theirs;
    String selected = "";
    boolean readOnly;

    Pair(int ours, int theirs, String user) throws IOException {
      this.ours = ImapPeer.ours(ours);
      this.theirs = ImapPeer.theirs(theirs, user);
      for (String usual : List.of("INBOX", "Archive", "Drafts", "Junk", "Sent", "Trash")) {
        this.theirs.command("CREATE " + usual);
        this.theirs.command("SUBSCRIBE " + usual);
      }
    }

    @Override
    public void close() throws IOException {
      ours.close();
      theirs.close();
    }
  }

  private void compareFixed() throws Exception {
    try (ImapFixture server = ImapFixture.inMemory(folder.resolve("fixed"));
        Pair pair = new Pair(server.port(), dovecot.port(), "fixed")) {
      for (String command : RandomImapSessions.FIXED) {
        play(pair, command, "fixed");
      }
    }
  }

  private void compareSessions(long seed) throws Exception {
    RandomImapSessions commands = new RandomImapSessions(new Random(seed));
    Random turns = new Random(seed + 1);
    List<Pair> pairs = new ArrayList<>();
    try (ImapFixture server = ImapFixture.inMemory(folder.resolve("sessions" + seed))) {
      for (int i = 0; i < SESSIONS; i++) {
        pairs.add(new Pair(server.port(), dovecot.port(), "sessions" + seed));
      }
      for (int step = 0; step < STEPS; step++) {
        Pair pair = pairs.get(turns.nextInt(SESSIONS));
        String context = "seed " + seed + " step " + step;
        if (!pair.selected.isEmpty()) {
          // What became of messages that the session doesn't know to be gone is each one's matter.
          compareState(pair, context);
        }
        String command = commands.next(pair.selected, pair.readOnly, pair.ours.count());
        play(pair, command, context);
        context += " after " + shown(command);
        if (pair.selected.isEmpty() && step % 3 == 0) {
          play(pair, "SELECT " + commands.permanent(), context);
        }
        if (!pair.selected.isEmpty()) {
          compareState(pair, context);
        }
      }
    } finally {
      for (Pair pair : pairs) {
        pair.close();
      }
    }
  }

  private void play(Pair pair, String command, String context) throws IOException {
    String verb = AnswerFacts.verb(command);
    if ((verb.equals("SELECT") || verb.equals("EXAMINE")) && command.indexOf(' ') > 0) {
      pair.ours.forget();
      pair.theirs.forget();
    }
    ImapPeer.Answer left;
    ImapPeer.Answer right;
    try {
      left = pair.ours.command(command);
      right = pair.theirs.command(command);
    } catch (IOException e) {
      throw new IOException(context + ", " + command + ": " + dovecot.log(), e);
    }
    Map<String, String> our = AnswerFacts.of(command, left);
    Map<String, String> their = AnswerFacts.of(command, right);
    for (String key : union(our, their)) {
      known.compare(
          "session " + shown(command) + " | " + key, our.get(key), their.get(key), context);
    }
    boolean ok = left.status().equals("OK");
    switch (verb) {
      case "SELECT", "EXAMINE" -> {
        // A command without a name, or one of no sense, changes nothing.
        if (!left.status().equals("BAD")) {
          pair.selected = ok ? command.substring(command.indexOf(' ') + 1) : "";
          pair.readOnly = verb.equals("EXAMINE");
        }
      }
      case "CLOSE", "UNSELECT" -> {
        if (ok) {
          pair.selected = "";
          pair.ours.forget();
          pair.theirs.forget();
        }
      }
      default -> {
        // The mailbox stays as it is.
      }
    }
  }

  /** After a NOOP both must have been told the same of the mailbox. */
  private void compareState(Pair pair, String context) throws IOException {
    play(pair, "NOOP", context);
    known.compare(
        "session state | messages",
        Integer.toString(pair.ours.count()),
        Integer.toString(pair.theirs.count()),
        context);
    known.compare(
        "session state | removed",
        new HashSet<>(pair.ours.takeRemoved()).toString(),
        new HashSet<>(pair.theirs.takeRemoved()).toString(),
        context);
    if (pair.ours.count() > 0) {
      play(pair, "FETCH 1:* (UID FLAGS)", context);
    }
  }
}
