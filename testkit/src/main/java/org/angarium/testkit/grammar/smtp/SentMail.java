package org.angarium.testkit.grammar.smtp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.angarium.testkit.grammar.smtp.Question.Kind;

/**
 * What a client has sent and the server has not answered: commands, messages after DATA, chunks
 * after BDAT, lines of AUTH. What the next octets are depends on the replies, so they are cut when
 * a reply comes and not before. A command ends with LF, a message with CRLF dot CRLF only.
 */
final class SentMail {
  private static final int MOST = 64 << 20;
  private static final byte[] END = "\r\n.\r\n".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[1024];
  private int from;
  private int to;

  /** Octets of a chunk that have not come yet. */
  private long toSkip;

  /** What is left of a line was refused before its end. */
  private boolean skipLine;

  /** Nothing of the message has gone yet. */
  private boolean messageBegins;

  private boolean lost;
  private Kind phase = Kind.CONNECTION;

  void add(byte[] more, int offset, int count) {
    int skipped = (int) Math.min(toSkip, count);
    toSkip -= skipped;
    int have = count - skipped;
    if (to - from + (long) have > MOST) {
      // A flood of what nobody has answered yet: from here on only the form of replies counts.
      lost = true;
      from = to;
    }
    if (bytes.length - to < have) {
      byte[] larger = new byte[Math.max(bytes.length, 2 * (to - from + have))];
      System.arraycopy(bytes, from, larger, 0, to - from);
      to -= from;
      from = 0;
      bytes = larger;
    }
    System.arraycopy(more, offset + skipped, bytes, to, have);
    to += have;
    if (skipLine) {
      int end = lineEnd();
      from = end < 0 ? to : end;
      skipLine = end < 0;
    }
    if (phase == Kind.MESSAGE && messageEnd() < 0 && to - from >= END.length) {
      // What can't be the beginning of the end is not kept.
      from = to - END.length + 1;
      messageBegins = false;
    }
  }

  /** What the next reply answers. */
  Question next() {
    if (lost) {
      return Question.of(Kind.LOST);
    }
    return switch (phase) {
      case CONNECTION -> Question.of(Kind.CONNECTION);
      case MESSAGE -> Question.of(messageEnd() < 0 ? Kind.UNFINISHED : Kind.MESSAGE);
      case SASL -> Question.of(lineEnd() < 0 ? Kind.UNFINISHED : Kind.SASL);
      case COMMAND, UNFINISHED, NONE, LOST -> {
        int end = lineEnd();
        if (end < 0) {
          yield Question.of(from == to && !skipLine ? Kind.NONE : Kind.UNFINISHED);
        }
        int length = end - from - 1;
        length -= length > 0 && bytes[from + length - 1] == '\r' ? 1 : 0;
        yield Question.command(new String(bytes, from, length, StandardCharsets.ISO_8859_1));
      }
    };
  }

  /** Behind the LF of the next line; negative where it has not come. */
  private int lineEnd() {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  private int messageEnd() {
    // The CRLF of the DATA command counts.
    if (messageBegins && matches(from, 2)) {
      return from + END.length - 2;
    }
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\r' && matches(i, 0)) {
        return i + END.length;
      }
    }
    return -1;
  }

  private boolean matches(int at, int skipped) {
    int length = END.length - skipped;
    return to - at >= length && Arrays.equals(bytes, at, at + length, END, skipped, END.length);
  }

  /** The question was answered, and {@code phase} is next. */
  void answered(Question question, Kind next) {
    switch (question.kind()) {
      case CONNECTION, NONE, LOST -> {
        // Nothing was said for it.
      }
      case COMMAND -> {
        from = lineEnd();
        skip(chunk(question));
      }
      case SASL -> from = lineEnd();
      case MESSAGE -> from = messageEnd();
      case UNFINISHED -> {
        from = to;
        skipLine = phase == Kind.COMMAND;
      }
    }
    phase = next;
    messageBegins = next == Kind.MESSAGE;
  }

  /** How many octets follow the line of a BDAT, whatever the answer (RFC 3030 §2). */
  private static long chunk(Question question) {
    if (!question.verb().equals("BDAT")) {
      return 0;
    }
    String[] words = question.line().trim().split(" +", 3);
    if (words.length < 2 || words[1].isEmpty() || words[1].length() > 18) {
      return 0;
    }
    for (int i = 0; i < words[1].length(); i++) {
      if (words[1].charAt(i) < '0' || words[1].charAt(i) > '9') {
        return 0;
      }
    }
    return Long.parseLong(words[1]);
  }

  private void skip(long count) {
    int here = (int) Math.min(count, to - from);
    from += here;
    toSkip = count - here;
  }

  /** TLS begins: what was sent before is void. */
  void forget() {
    from = to;
    skipLine = false;
    toSkip = 0;
  }
}
