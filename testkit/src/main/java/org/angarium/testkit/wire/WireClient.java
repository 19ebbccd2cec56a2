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

/**
 * A client's end of a line protocol: buffered, blocking, one thread. Waits at most two minutes for
 * the server, then fails: a load never hangs.
 */
public final class WireClient implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 120_000;

  private final Socket socket = new Socket();
  private final InputStream in;
  private final OutputStream out;
  private byte[] buffer;
  private int position;
  private int limit;
  private int tagNumber;

  /**
   * Connects. {@code bufferBytes} is what the read buffer starts with; it grows with the longest
   * line.
   */
  public WireClient(String host, int port, int bufferBytes) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), TIMEOUT_MILLIS);
    in = socket.getInputStream();
    out = socket.getOutputStream();
    buffer = new byte[bufferBytes];
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
    byte[] bytes = lineBytes();
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private byte[] lineBytes() throws IOException {
    int scan = position;
    while (true) {
      for (; scan < limit; scan++) {
        if (buffer[scan] == '\n') {
          int end = scan > position && buffer[scan - 1] == '\r' ? scan - 1 : scan;
          byte[] line = Arrays.copyOfRange(buffer, position, end);
          position = scan + 1;
          return line;
        }
      }
      int searched = scan - position;
      fill();
      scan = position + searched;
    }
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
    String last = "";
    byte[] prefix = (tag + " ").getBytes(StandardCharsets.US_ASCII);
    while (true) {
      byte[] line = lineBytes();
      octets += line.length + 2;
      long literal = literalSize(line);
      while (literal >= 0) {
        skip(literal);
        octets += literal;
        literals++;
        line = lineBytes();
        octets += line.length + 2;
        literal = literalSize(line);
      }
      lines++;
      if (startsWith(line, prefix)) {
        String status =
            new String(
                line, prefix.length, line.length - prefix.length, StandardCharsets.ISO_8859_1);
        if (!status.startsWith("OK")) {
          throw new IOException("the server answered: " + status);
        }
        return new ImapAnswer(lines - 1, literals, octets, last);
      }
      if (line.length < 2000) {
        last = new String(line, StandardCharsets.ISO_8859_1);
      }
    }
  }

  private static boolean startsWith(byte[] line, byte[] prefix) {
    return line.length >= prefix.length
        && Arrays.equals(line, 0, prefix.length, prefix, 0, prefix.length);
  }

  private static long literalSize(byte[] line) {
    int end = line.length - 1;
    if (end < 2 || line[end] != '}') {
      return -1;
    }
    long size = 0;
    long factor = 1;
    int i = end - 1;
    for (; i >= 0 && line[i] >= '0' && line[i] <= '9'; i--) {
      size += (line[i] - '0') * factor;
      factor *= 10;
    }
    return i >= 0 && line[i] == '{' && i < end - 1 ? size : -1;
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
