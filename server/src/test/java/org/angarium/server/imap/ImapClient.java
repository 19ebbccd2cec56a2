package org.angarium.server.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.angarium.server.net.TestTls;
import org.angarium.testkit.grammar.OverheardSocket;
import org.angarium.testkit.grammar.imap.ImapConversation;

/**
 * A client that shows what it gets as text, one character per byte, literals and all. It is
 * overheard: an answer against the grammar is a fault of the test that reads it.
 */
final class ImapClient implements AutoCloseable {
  private static final Pattern LITERAL = Pattern.compile("\\{(\\d+)}$");

  private final OverheardSocket socket;
  private InputStream in;
  private OutputStream out;
  private int tags;

  ImapClient(int port) throws IOException {
    socket = new OverheardSocket(new ImapConversation(), InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(120_000);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  /** Continues under TLS, after STARTTLS was answered. */
  void secure() throws IOException {
    socket.secure(TestTls.trustingClient(), "localhost");
    in = new BufferedInputStream(socket.getInputStream());
    out = socket.getOutputStream();
  }

  void send(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** One response with its literals, without the last CRLF. */
  String line() throws IOException {
    StringBuilder response = new StringBuilder();
    while (true) {
      String line = plainLine();
      response.append(line);
      Matcher literal = LITERAL.matcher(line);
      if (!literal.find()) {
        return response.toString();
      }
      byte[] bytes = in.readNBytes(Integer.parseInt(literal.group(1)));
      response.append("\r\n").append(new String(bytes, StandardCharsets.ISO_8859_1));
    }
  }

  private String plainLine() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int octet = in.read();
      if (octet < 0) {
        throw new EOFException("closed after: " + line.toString(StandardCharsets.ISO_8859_1));
      }
      if (octet == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        assertThat(text).endsWith("\r");
        return text.substring(0, text.length() - 1);
      }
      line.write(octet);
    }
  }

  /** Whether the server has closed. */
  boolean closed() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  String newTag() {
    return "t" + ++tags;
  }

  /** Sends a command and returns all up to its tagged response, lines ended by LF. */
  String command(String command) throws IOException {
    String tag = newTag();
    send(tag + " " + command + "\r\n");
    return answer(tag);
  }

  String answer(String tag) throws IOException {
    StringBuilder text = new StringBuilder();
    while (true) {
      String line = line();
      if (line.startsWith(tag + " ")) {
        return text.append(line.substring(tag.length() + 1)).toString();
      }
      text.append(line).append('\n');
    }
  }

  /** The untagged responses of a command that must succeed, and the text of its OK. */
  String ok(String command) throws IOException {
    String answer = command(command);
    assertThat(status(answer)).as(shown(command, answer)).startsWith("OK");
    return answer;
  }

  String no(String command) throws IOException {
    String answer = command(command);
    assertThat(status(answer)).as(shown(command, answer)).startsWith("NO");
    return answer;
  }

  String bad(String command) throws IOException {
    String answer = command(command);
    assertThat(status(answer)).as(shown(command, answer)).startsWith("BAD");
    return answer;
  }

  private static String shown(String command, String answer) {
    return cut(command) + " -> " + cut(answer);
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(300, text.length()));
  }

  static String status(String answer) {
    return answer.substring(answer.lastIndexOf('\n') + 1);
  }

  /** APPEND with a non-synchronizing literal. */
  String append(String mailbox, String arguments, String message) throws IOException {
    String text = message.replace("\r\n", "\n").replace("\n", "\r\n");
    return ok("APPEND " + mailbox + arguments + " {" + text.length() + "+}\r\n" + text);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
