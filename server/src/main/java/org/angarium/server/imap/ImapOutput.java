package org.angarium.server.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.angarium.mail.imap.ImapWriter;
import org.angarium.server.net.Connection;
import org.jspecify.annotations.Nullable;

/**
 * The responses on their way out: gathered in an {@link ImapWriter}, sent when there are enough of
 * them or when the session is about to wait. Every send has a deadline, so a client that does not
 * read is let go. One thread at a time.
 */
final class ImapOutput {
  /** Sent when so much has gathered; also the bound of what one response holds in memory. */
  static final int CHUNK = 32 << 10;

  private static final byte[] OK = "OK ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NO = "NO ".getBytes(StandardCharsets.US_ASCII);

  private final Connection connection;
  private final Duration writeLimit;
  private final ImapWriter writer = new ImapWriter();

  ImapOutput(Connection connection, Duration writeLimit) {
    this.connection = connection;
    this.writeLimit = writeLimit;
  }

  ImapWriter writer() {
    return writer;
  }

  /** Call between two pieces of a long answer. */
  void drain() throws IOException {
    if (writer.length() >= CHUNK) {
      send();
      writer.clear(2 * CHUNK);
    }
  }

  /** Sends what is there and gives the memory back: the session is going to wait. */
  void flush() throws IOException {
    send();
    writer.clear(0);
  }

  private void send() throws IOException {
    if (writer.length() > 0) {
      connection.sendNow(writer.array(), 0, writer.length(), writeLimit);
    }
  }

  /** {@code * text}. */
  void untagged(String text) {
    writer.ascii("* ").ascii(text).crlf();
  }

  /** {@code + text}, at once. */
  void proceed(String text) throws IOException {
    writer.ascii("+ ").ascii(text).crlf();
    flush();
  }

  void completed(String tag, Completion completion) {
    status(tag, completion.ok() ? OK : NO, completion.code(), completion.text());
  }

  void refused(@Nullable String tag, ImapRefusal refusal) {
    byte[] status = (refusal.bad() ? "BAD " : "NO ").getBytes(StandardCharsets.US_ASCII);
    status(tag == null ? "*" : tag, status, refusal.code(), refusal.text());
  }

  private void status(String tag, byte[] status, @Nullable String code, String text) {
    writer.ascii(tag).octet(' ').raw(status);
    if (code != null) {
      writer.octet('[').ascii(code).ascii("] ");
    }
    writer.ascii(text).crlf();
  }
}
