package org.angarium.server.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.angarium.mail.smtp.SmtpLimits;
import org.angarium.mail.smtp.SmtpReply;
import org.angarium.mail.smtp.SmtpReplyParser;
import org.angarium.mail.smtp.SmtpReplySyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to and from a peer, and the replies in them. One thread. What the peer sends is bounded in
 * line length, lines of a reply and time; a drip of single bytes does not prolong a deadline.
 */
final class SmtpChannel implements AutoCloseable {
  private static final int BUFFER = 8 << 10;
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  private final StallGuard guard;
  private final Socket plain;
  private Socket socket;
  private InputStream in;
  private OutputStream out;
  private final SmtpReplyParser replies = new SmtpReplyParser(SmtpLimits.DEFAULT);
  private final byte[] input = new byte[BUFFER];
  private int inputAt;
  private int inputEnd;
  private final byte[] output = new byte[BUFFER];
  private int outputEnd;

  /** When the write that is under way is hopeless, by System.nanoTime; 0 while there is none. */
  private volatile long writeDeadline;

  private SmtpChannel(Socket socket, StallGuard guard) throws IOException {
    this.plain = socket;
    this.socket = socket;
    this.guard = guard;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
    guard.add(this);
  }

  static SmtpChannel connect(InetSocketAddress address, Duration limit, StallGuard guard)
      throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.connect(address, Math.toIntExact(limit.toMillis()));
      return new SmtpChannel(socket, guard);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  // ------------------------------------------------------------------ out

  /** Adds a command line, without its CRLF, to what goes out with the next {@link #flush}. */
  void command(String line, Duration limit) throws IOException {
    byte[] bytes = (line + "\r\n").getBytes(StandardCharsets.UTF_8);
    write(bytes, 0, bytes.length, limit);
  }

  void write(byte[] bytes, int offset, int length, Duration limit) throws IOException {
    int at = offset;
    int rest = length;
    while (rest > 0) {
      if (outputEnd == output.length) {
        flush(limit);
      }
      if (outputEnd == 0 && rest >= output.length) {
        push(bytes, at, rest, limit);
        return;
      }
      int part = Math.min(rest, output.length - outputEnd);
      System.arraycopy(bytes, at, output, outputEnd, part);
      outputEnd += part;
      at += part;
      rest -= part;
    }
  }

  void flush(Duration limit) throws IOException {
    if (outputEnd > 0) {
      int length = outputEnd;
      outputEnd = 0;
      push(output, 0, length, limit);
    }
  }

  private void push(byte[] bytes, int offset, int length, Duration limit) throws IOException {
    writeDeadline = Math.max(1, System.nanoTime() + limit.toNanos());
    try {
      out.write(bytes, offset, length);
    } finally {
      writeDeadline = 0;
    }
  }

  boolean stalled(long now) {
    long deadline = writeDeadline;
    return deadline != 0 && now - deadline > 0;
  }

  // ------------------------------------------------------------------ in

  /**
   * The next reply.
   *
   * @throws SocketTimeoutException when it is not complete within {@code limit}
   * @throws SmtpProtocolException when it is none
   */
  SmtpReply reply(Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    try {
      SmtpReply reply;
      do {
        reply = replies.line(line(deadline));
      } while (reply == null);
      return new SmtpReply(
          reply.code(),
          reply.enhanced(),
          reply.lines().stream().map(SmtpChannel::printable).toList());
    } catch (SmtpReplySyntaxException e) {
      throw new SmtpProtocolException(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Makes sure that the peer has said nothing that it was not asked for: such a reply would be
   * taken for the answer to what is sent next (RFC 5321 §4.2, RFC 2920 §3.1).
   *
   * @throws SmtpProtocolException when it has
   */
  void awaitNothing() throws IOException {
    if (hasInput()) {
      throw new SmtpProtocolException("the host answered before it was asked");
    }
  }

  /**
   * The reply that the peer gives before it is asked for one, or null: it may have had enough of
   * the contents.
   */
  @Nullable SmtpReply early(Duration limit) throws IOException {
    return hasInput() ? reply(limit) : null;
  }

  private boolean hasInput() throws IOException {
    return inputAt != inputEnd || in.available() > 0;
  }

  private static String printable(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        out = out == null ? new StringBuilder(text) : out;
        out.setCharAt(i, ' ');
      }
    }
    return out == null ? text : out.toString();
  }

  private byte[] line(long deadline) throws IOException {
    byte[] line = new byte[128];
    int length = 0;
    while (true) {
      if (inputAt == inputEnd) {
        fill(deadline);
      }
      byte b = input[inputAt++];
      if (b == '\n') {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return Arrays.copyOf(line, end);
      }
      if (length > SmtpLimits.DEFAULT.maxReplyLine()) {
        throw new SmtpProtocolException("reply line too long");
      }
      if (length == line.length) {
        line = Arrays.copyOf(line, length * 2);
      }
      line[length++] = b;
    }
  }

  private void fill(long deadline) throws IOException {
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    if (millis <= 0) {
      throw new SocketTimeoutException("no reply in time");
    }
    socket.setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
    int count = in.read(input, 0, input.length);
    if (count < 0) {
      throw new ConnectionEndedException();
    }
    inputAt = 0;
    inputEnd = count;
  }

  // ------------------------------------------------------------------ TLS

  /**
   * Shakes hands.
   *
   * @param host for SNI, and for the certificate where {@code verify}; null for an address
   */
  void startTls(SSLContext context, @Nullable String host, boolean verify, Duration limit)
      throws IOException {
    if (inputAt != inputEnd) {
      // Somebody between us put words into the peer's mouth before the keys were there.
      throw new SmtpProtocolException("data after the reply to STARTTLS");
    }
    SSLSocket layered =
        (SSLSocket)
            context
                .getSocketFactory()
                .createSocket(
                    plain,
                    host == null ? plain.getInetAddress().getHostAddress() : host,
                    plain.getPort(),
                    true);
    SSLParameters parameters = layered.getSSLParameters();
    parameters.setProtocols(VERSIONS);
    if (verify) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    layered.setSSLParameters(parameters);
    writeDeadline = Math.max(1, System.nanoTime() + limit.toNanos());
    try {
      layered.setSoTimeout(Math.toIntExact(limit.toMillis()));
      layered.startHandshake();
    } catch (RuntimeException hostile) {
      // The platform's own classes may throw anything at keys and names that are none.
      throw new IOException("TLS handshake failed: " + hostile, hostile);
    } finally {
      writeDeadline = 0;
    }
    socket = layered;
    in = layered.getInputStream();
    out = layered.getOutputStream();
  }

  /** TLS version in use, or null in clear. */
  @Nullable String tlsVersion() {
    return socket instanceof SSLSocket layered ? layered.getSession().getProtocol() : null;
  }

  /** Cuts the connection from any thread. */
  void abort() {
    try {
      plain.close();
    } catch (IOException alreadyGone) {
      // Nothing is left to be closed.
    }
  }

  @Override
  public void close() {
    guard.remove(this);
    abort();
  }
}
