package org.angarium.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Messages of a given size that look like mail: words of a small vocabulary, CRLF lines, no line
 * starting with a dot. Each is different, also from those of another run. Thread-safe.
 */
final class TestMessages {
  private static final String[] WORDS = {
    "snow",
    "rain",
    "heat",
    "gloom",
    "night",
    "courier",
    "swift",
    "appointed",
    "round",
    "letter",
    "road",
    "horse",
    "station",
    "king",
    "message",
    "river",
    "morning",
    "city",
    "harbour",
    "winter",
    "answer",
    "paper",
    "table",
    "window",
    "garden",
    "market",
    "bridge",
    "account",
    "number",
    "meeting",
    "report",
    "question",
    "thanks",
    "regards",
    "please",
    "tomorrow",
    "invoice",
    "project",
    "office"
  };

  /** Octets of the smallest message: a header and a line of text. */
  static final int LEAST = 1024;

  private static final byte[] DOT = {'.', '\r', '\n'};

  private final byte[] filler;
  private final long seed;
  private final AtomicLong sequence = new AtomicLong();

  TestMessages(long seed) {
    this.seed = seed;
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder(1 << 21);
    int column = 0;
    while (text.length() < 1 << 21) {
      String word = WORDS[random.nextInt(WORDS.length)];
      text.append(word).append(random.nextInt(8) == 0 ? ", " : " ");
      column += word.length() + 2;
      if (column > 66) {
        text.append(Integer.toString(random.nextInt(1 << 24), 36)).append("\r\n");
        column = 0;
      }
    }
    filler = text.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** Room for a message of {@code size} octets, at least {@link #LEAST}, and the dot after it. */
  static byte[] room(int size) {
    return new byte[size + DOT.length];
  }

  /**
   * Writes the next message into the whole of {@code room}, as it is sent after DATA, with the dot
   * that ends it. A session that keeps its room stays within the processor's caches; new memory for
   * each message would cost the generator more than all the rest of its work.
   */
  void dotted(byte[] room, String from, String to) {
    int end = room.length - DOT.length;
    write(room, end, (int) sequence.getAndIncrement(), from, to);
    System.arraycopy(DOT, 0, room, end, DOT.length);
  }

  /** Message number {@code number} of {@code size} octets, at least {@link #LEAST}. */
  byte[] message(int number, int size, String from, String to) {
    byte[] message = new byte[size];
    write(message, size, number, from, to);
    return message;
  }

  private void write(byte[] message, int end, int number, String from, String to) {
    SplittableRandom random = new SplittableRandom(seed * 31 + number);
    String subject =
        WORDS[random.nextInt(WORDS.length)]
            + " "
            + WORDS[random.nextInt(WORDS.length)]
            + " "
            + number;
    // Put together by hand: a format string would cost a fifth of all that the generator does.
    String head =
        "Date: Sun, 22 Nov 2026 "
            + (10 + number / 3600 % 14)
            + ":"
            + (10 + number / 60 % 50)
            + ":"
            + (10 + number % 50)
            + " +0000\r\nFrom: Sender "
            + number % 97
            + " <"
            + from
            + ">\r\nTo: <"
            + to
            + ">\r\nSubject: "
            + subject
            + "\r\nMessage-ID: <"
            + number
            + "."
            + random.nextInt(1 << 30)
            + "@load.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Content-Transfer-Encoding: 7bit\r\n\r\n";
    byte[] headBytes = head.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(headBytes, 0, message, 0, headBytes.length);
    int at = headBytes.length;
    int source = random.nextInt(filler.length / 2);
    while (filler[source] != '\n') {
      source++;
    }
    source++;
    while (at < end) {
      int step = Math.min(end - at, filler.length - source);
      System.arraycopy(filler, source, message, at, step);
      at += step;
      source = 0;
    }
    // The cut may fall inside a CRLF: the last line is ended properly.
    if (message[end - 4] == '\r') {
      message[end - 4] = 'z';
    }
    message[end - 3] = 'z';
    message[end - 2] = '\r';
    message[end - 1] = '\n';
  }
}
