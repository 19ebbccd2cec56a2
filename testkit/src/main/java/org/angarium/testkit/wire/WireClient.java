package org.angarium.testkit.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.angarium.testkit.conversation.MailConversation;
import org.angarium.testkit.grammar.Conversation;
import org.angarium.testkit.grammar.OverheardSocket;

/**
 * A client's end of a line protocol: buffered, blocking, one thread. Waits at most two minutes for
 * the server, then fails: a load never hangs.
 */
public final class WireClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 120_000;

  /** Octets of the longest line that {@link ImapAnswer#last} may have. */
  private static final int LONGEST_KEPT = 2000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private byte[] buffer;
  private int position;
  private int limit;

  /** The current line in the buffer, without its line end. */
  private int lineStart;

  private int lineEnd;
  private int tagNumber;

  /**
   * Connects, and is overheard: what the server sends against its grammar makes a {@link
   * org.angarium.testkit.grammar.GrammarFault}.
   *
   * @param bufferBytes what the read buffer starts with; it grows with the longest line
   */
  public WireClient(Conversation conversation, String host, int port, int bufferBytes)
      throws IOException {
    this(new OverheardSocket(conversation), host, port, bufferBytes);
  }

  /** Connects to a server of either protocol, and is overheard. */
  public WireClient(String host, int port, int bufferBytes) throws IOException {
    this(new MailConversation(), host, port, bufferBytes);
  }

  private WireClient(Socket socket, String host, int port, int bufferBytes) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), TIMEOUT_MILLIS);
    in = socket.getInputStream();
    out = socket.getOutputStream();
    buffer = new byte[bufferBytes];
  }

  /** Connects for a load: answers are not judged, which would take time from what is measured. */
  public static WireClient ofLoad(String host, int port, int bufferBytes) throws IOException {
    return new WireClient(new Socket(), host, port, bufferBytes);
  }

  /** Sends the bytes as they are. */
  public void send(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  /** Sends a part of the bytes. */
  public void send(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
  }

  /** Sends the line in UTF-8 with CRLF. */
  public void send(String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The next line without its line end. */
  public String line() throws IOException {
    nextLine();
    return new String(buffer, lineStart, lineEnd - lineStart, StandardCharsets.ISO_8859_1);
  }

  /** Steps to the next line, which lies in the buffer until the next read. */
  private void nextLine() throws IOException {
    int scan = position;
    while (true) {
      int end = lineFeed(buffer, scan, limit);
      if (end < limit) {
        lineStart = position;
        lineEnd = end > position && buffer[end - 1] == '\r' ? end - 1 : end;
        position = end + 1;
        return;
      }
      int searched = limit - position;
      fill();
      scan = position + searched;
    }
  }

  private static int lineFeed(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != '\n') {
      at++;
    }
    return at;
  }

  private void fill() throws IOException {
    if (position > 0) {
      System.arraycopy(buffer, position, buffer, 0, limit - position);
      limit -= position;
      position = 0;
    }
    if (limit == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int count = in.read(buffer, limit, buffer.length - limit);
    if (count < 0) {
      throw new EOFException("the server closed the connection");
    }
    limit += count;
  }

  private void skip(long octets) throws IOException {
    long left = octets;
    while (left > 0) {
      if (position == limit) {
        position = 0;
        limit = 0;
        fill();
      }
      int step = (int) Math.min(left, limit - position);
      position += step;
      left -= step;
    }
  }

  /**
   * Reads an SMTP reply, perhaps of several lines, and fails unless its code begins with {@code
   * expected}.
   */
  public String smtpReply(String expected) throws IOException {
    String line = line();
    while (line.length() > 3 && line.charAt(3) == '-') {
      line = line();
    }
    if (!line.startsWith(expected)) {
      throw new IOException("expected " + expected + ", got: " + line);
    }
    return line;
  }

  /** Sends an IMAP command and reads up to its tagged OK. */
  public ImapAnswer imap(String command) throws IOException {
    String tag = tag();
    send(tag + " " + command);
    return imapAnswer(tag);
  }

  /** A fresh tag for an IMAP command. */
  public String tag() {
    return "t" + ++tagNumber;
  }

  /**
   * Reads up to the tagged response, stepping over literals without keeping them; fails unless it
   * is OK.
   */
  public ImapAnswer imapAnswer(String tag) throws IOException {
    long lines = 0;
    long literals = 0;
    long octets = 0;
    byte[] last = new byte[LONGEST_KEPT];
    int lastLength = 0;
    byte[] prefix = (tag + " ").getBytes(StandardCharsets.US_ASCII);
    while (true) {
      nextLine();
      octets += lineEnd - lineStart + 2;
      long literal = literalSize();
      while (literal >= 0) {
        skip(literal);
        octets += literal;
        literals++;
        nextLine();
        octets += lineEnd - lineStart + 2;
        literal = literalSize();
      }
      lines++;
      if (startsWith(prefix)) {
        int from = lineStart + prefix.length;
        String status = new String(buffer, from, lineEnd - from, StandardCharsets.ISO_8859_1);
        if (!status.startsWith("OK")) {
          throw new IOException("the server answered: " + status);
        }
        return new ImapAnswer(
            lines - 1,
            literals,
            octets,
            new String(last, 0, lastLength, StandardCharsets.ISO_8859_1));
      }
      if (lineEnd - lineStart <= LONGEST_KEPT) {
        lastLength = lineEnd - lineStart;
        System.arraycopy(buffer, lineStart, last, 0, lastLength);
      }
    }
  }

  private boolean startsWith(byte[] prefix) {
    return lineEnd - lineStart >= prefix.length
        && Arrays.equals(buffer, lineStart, lineStart + prefix.length, prefix, 0, prefix.length);
  }

  /** Of the literal that the current line announces at its end; negative where it does not. */
  private long literalSize() {
    int end = lineEnd - 1;
    if (end < lineStart + 2 || buffer[end] != '}') {
      return -1;
    }
    long size = 0;
    long factor = 1;
    int i = end - 1;
    for (; i >= lineStart && buffer[i] >= '0' && buffer[i] <= '9'; i--) {
      size += (buffer[i] - '0') * factor;
      factor *= 10;
    }
    return i >= lineStart && buffer[i] == '{' && i < end - 1 ? size : -1;
  }

  /** Exactly {@code octets} bytes, such as those of a literal whose size was announced. */
  public byte[] bytes(int octets) throws IOException {
    byte[] bytes = new byte[octets];
    int at = 0;
    while (at < octets) {
      if (position == limit) {
        position = 0;
        limit = 0;
        fill();
      }
      int step = Math.min(octets - at, limit - position);
      System.arraycopy(buffer, position, bytes, at, step);
      position += step;
      at += step;
    }
    return bytes;
  }

  /** Waits for the continuation request {@code +}. */
  public void continuation() throws IOException {
    String line = line();
    if (!line.startsWith("+")) {
      throw new IOException("expected a continuation, got: " + line);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // The load is over; nothing depends on how this end closes.
      return;
    }
  }

  /**
   * What came before a tagged OK.
   *
   * @param lines untagged responses
   * @param literals how many literals
   * @param octets all octets
   * @param last the last untagged response if it was short
   */
  public record ImapAnswer(long lines, long literals, long octets, String last) {}
}
