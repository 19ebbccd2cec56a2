package org.angarium.server.smtp;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.angarium.testkit.grammar.OverheardSocket;
import org.angarium.testkit.grammar.smtp.SmtpConversation;

/** One session on one of two servers; the other of them gets the same octets. */
final class SmtpPeer implements AutoCloseable {
  /** What stands for a reply when the server has ended the session. */
  static final String CLOSED = "closed";

  private static final int TIMEOUT_MILLIS = 30_000;

  private final Socket socket;
  private final InputStream in;

  private SmtpPeer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
    String greeting = reply();
    if (!greeting.startsWith("220")) {
      throw new IOException("greeted with " + greeting);
    }
  }

  /** Ours, judged by the grammar. */
  static SmtpPeer ours(int port) throws IOException {
    return new SmtpPeer(
        new OverheardSocket(new SmtpConversation(), InetAddress.getLoopbackAddress(), port));
  }

  /** The other one, whose grammar is its own matter. */
  static SmtpPeer theirs(int port) throws IOException {
    return new SmtpPeer(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** Sends octets, one character each. */
  void send(String octets) throws IOException {
    try {
      socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
    } catch (SocketException ended) {
      // Then the next reply is CLOSED.
      return;
    }
  }

  /** The last line of the next reply, or {@link #CLOSED}. */
  String reply() throws IOException {
    try {
      String line = line();
      while (line.length() > 3 && line.charAt(3) == '-') {
        line = line();
      }
      return line.isEmpty() ? CLOSED : line;
    } catch (SocketException reset) {
      return CLOSED;
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int octet = in.read();
    while (octet >= 0 && octet != '\n') {
      if (octet != '\r') {
        line.append((char) octet);
      }
      octet = in.read();
    }
    return octet < 0 ? "" : line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
