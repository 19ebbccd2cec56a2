package org.angarium.server.smtp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.angarium.testkit.differential.KnownDifferences;

/**
 * One session on both servers: plays the same steps and compares the classes of the replies. Where
 * they differ, both are brought to the same state again.
 */
final class SmtpPair implements AutoCloseable {
  private static final int SHOWN_RUN = 20;

  private final int ourPort;
  private final int theirPort;
  private final KnownDifferences known;

  private final SentMessages sent;

  private SmtpPeer ours;
  private SmtpPeer theirs;
  private SmtpState state = SmtpState.NEW;
  private SmtpState greeted = SmtpState.NEW;
  private String sender = "";
  private String context = "";

  /**
   * A message that both have taken.
   *
   * @param sender the MAIL command
   */
  record Sent(int number, String kind, String sender, String context) {
    String mark() {
      return "number-" + number + "-";
    }
  }

  /** What all pairs of a test have sent. */
  static final class SentMessages {
    /** What both have taken. */
    final List<Sent> taken = new ArrayList<>();

    private int numbers;
  }

  SmtpPair(int ourPort, int theirPort, KnownDifferences known, SentMessages sent)
      throws IOException {
    this.ourPort = ourPort;
    this.theirPort = theirPort;
    this.known = known;
    this.sent = sent;
    ours = SmtpPeer.ours(ourPort);
    theirs = SmtpPeer.theirs(theirPort);
  }

  SmtpState state() {
    return state;
  }

  void play(RandomSmtpSessions.Step step, String where) throws IOException {
    context = where;
    try {
      switch (step) {
        case RandomSmtpSessions.Step.Commands(List<String> lines) -> commands(lines);
        case RandomSmtpSessions.Step.Data(String kind) -> data(kind);
        case RandomSmtpSessions.Step.Bdat(String kind, int most, boolean empty) ->
            bdat(kind, most, empty);
      }
    } catch (IOException e) {
      throw new IOException(where + ", " + step, e);
    }
  }

  private void send(String octets) throws IOException {
    ours.send(octets);
    theirs.send(octets);
  }

  /** The replies to one command; {@code same} is the class, empty where they differ. */
  private record Replies(String ours, String theirs) {
    String same() {
      return kind(ours).equals(kind(theirs)) ? kind(ours) : "";
    }

    static String kind(String reply) {
      return reply.equals(SmtpPeer.CLOSED) ? reply : reply.substring(0, 1);
    }

    boolean end() {
      return ended(ours) || ended(theirs);
    }

    private static boolean ended(String reply) {
      return reply.equals(SmtpPeer.CLOSED) || reply.startsWith("421");
    }
  }

  private Replies replies(String what) throws IOException {
    Replies both = new Replies(ours.reply(), theirs.reply());
    known.compare(
        "reply " + state + " " + shown(what),
        Replies.kind(both.ours()),
        Replies.kind(both.theirs()),
        context + ": " + both.ours() + " | " + both.theirs());
    return both;
  }

  private void commands(List<String> lines) throws IOException {
    send(String.join("\r\n", lines) + "\r\n");
    boolean alike = true;
    boolean sizeRefused = false;
    String different = "";
    for (String line : lines) {
      if (!alike) {
        // What comes after a difference differs by it.
        ours.reply();
        theirs.reply();
        continue;
      }
      Replies both = replies(line);
      if (both.end() || line.equals("QUIT")) {
        reconnect();
        return;
      }
      alike = !both.same().isEmpty();
      if (!alike) {
        different = line;
      } else if (both.same().equals("2")) {
        succeeded(line);
      } else if (line.contains("SIZE=")) {
        // Postfix remembers the size that it has refused, up to the next RSET.
        sizeRefused = true;
      }
    }
    if (!alike) {
      String verb = different.strip().toUpperCase(Locale.ROOT);
      align(verb.startsWith("EHLO") || verb.startsWith("HELO") || verb.startsWith("LHLO"));
    } else if (sizeRefused) {
      align(false);
    }
  }

  private void succeeded(String line) {
    state = state.after(line, greeted);
    switch (state) {
      case NEW, HELO, EHLO -> greeted = state;
      case MAIL -> sender = line.toUpperCase(Locale.ROOT).startsWith("MAIL") ? line : sender;
      case RCPT -> {
        // The sender has been noted.
      }
    }
  }

  /** No transaction, and greeted alike. */
  private void align(boolean greet) throws IOException {
    send("RSET\r\n");
    Replies both = new Replies(ours.reply(), theirs.reply());
    if (both.end()) {
      reconnect();
      return;
    }
    state = greeted;
    if (greet) {
      send(RandomSmtpSessions.HELLO + "\r\n");
      both = new Replies(ours.reply(), theirs.reply());
      greeted = SmtpState.EHLO;
      state = greeted;
    }
    if (!both.same().equals("2")) {
      throw new IOException("not brought together: " + both);
    }
  }

  private void reconnect() throws IOException {
    ours.close();
    theirs.close();
    ours = SmtpPeer.ours(ourPort);
    theirs = SmtpPeer.theirs(theirPort);
    state = SmtpState.NEW;
    greeted = SmtpState.NEW;
  }

  private static String stuffed(String message) {
    String stuffed = message.replace("\r\n.", "\r\n..");
    return (stuffed.startsWith(".") ? "." : "") + stuffed + ".\r\n";
  }

  private Sent next(String kind) {
    return new Sent(++sent.numbers, kind, sender, context);
  }

  private static String message(Sent next) {
    return RandomSmtpSessions.MESSAGES.get(next.kind()).replace("NUMBER", next.mark());
  }

  private void data(String kind) throws IOException {
    send("DATA\r\n");
    Replies both = replies("DATA");
    Sent next = next(kind);
    for (SmtpPeer peer : List.of(ours, theirs)) {
      boolean goOn = (peer.equals(ours) ? both.ours() : both.theirs()).startsWith("3");
      if (goOn) {
        peer.send(both.same().equals("3") ? stuffed(message(next)) : ".\r\n");
        if (!both.same().equals("3")) {
          peer.reply();
        }
      }
    }
    if (both.same().equals("3")) {
      both = replies("text | " + kind);
      if (both.same().equals("2")) {
        sent.taken.add(next);
      }
      state = greeted;
    }
    finish(both);
  }

  private void bdat(String kind, int most, boolean empty) throws IOException {
    Sent next = next(kind);
    String message = message(next);
    int at = 0;
    boolean last = false;
    while (!last) {
      int size = Math.min(most, message.length() - at);
      last = at + size == message.length() && !(empty && size > 0);
      send("BDAT " + size + (last ? " LAST" : "") + "\r\n" + message.substring(at, at + size));
      at += size;
      Replies both = replies((last ? "BDAT LAST | " : "BDAT | ") + kind);
      if (!both.same().equals("2")) {
        finish(both);
        return;
      }
    }
    sent.taken.add(next);
    state = greeted;
  }

  private void finish(Replies both) throws IOException {
    if (both.end()) {
      reconnect();
    } else if (!both.same().equals("2")) {
      align(false);
    }
  }

  /** On one line; a long run of one character is shortened. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    int run = 0;
    for (int i = 0; i < text.length(); i += run) {
      char c = text.charAt(i);
      run = 1;
      while (i + run < text.length() && text.charAt(i + run) == c) {
        run++;
      }
      String one =
          switch (c) {
            case '\r' -> "\\r";
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            default -> c >= ' ' && c < 0x7F ? String.valueOf(c) : "\\x%02x".formatted((int) c);
          };
      shown.append(run > SHOWN_RUN ? one + "{" + run + "}" : one.repeat(run));
    }
    return shown.toString();
  }

  @Override
  public void close() throws IOException {
    ours.close();
    theirs.close();
  }
}
