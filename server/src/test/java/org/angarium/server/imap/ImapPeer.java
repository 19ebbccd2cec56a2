package org.angarium.server.imap;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.angarium.testkit.grammar.OverheardSocket;
import org.angarium.testkit.grammar.imap.ImapConversation;

/** One session on one of two servers; the other of them gets the same commands. */
final class ImapPeer implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 120_000;

  private final Socket socket;
  private final InputStream in;
  private int tags;

  /** Messages in the selected mailbox by when they were first told of, in order. */
  private final List<Integer> messages = new ArrayList<>();

  private final List<Integer> removed = new ArrayList<>();
  private int known;

  /**
   * What came up to the tagged response.
   *
   * @param untagged each with its literals and without CRLF
   * @param tagged without the tag
   */
  record Answer(List<String> untagged, String tagged) {
    String status() {
      int end = tagged.indexOf(' ');
      return end < 0 ? tagged : tagged.substring(0, end);
    }

    /** The response code with its arguments; empty where there is none. */
    String code() {
      int open = tagged.indexOf(" [");
      return open == status().length() ? tagged.substring(open + 2, tagged.indexOf(']')) : "";
    }
  }

  private ImapPeer(Socket socket, String user, String password) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
    response();
    command("LOGIN \"" + user + "\" \"" + password + "\"");
  }

  /** Ours, judged by the grammar. */
  static ImapPeer ours(int port) throws IOException {
    return new ImapPeer(
        new OverheardSocket(new ImapConversation(), InetAddress.getLoopbackAddress(), port),
        ImapFixture.USER,
        ImapFixture.PASSWORD);
  }

  /** The other one, whose grammar is its own matter. */
  static ImapPeer theirs(int port, String user) throws IOException {
    return new ImapPeer(new Socket(InetAddress.getLoopbackAddress(), port), user, "any");
  }

  Answer command(String command) throws IOException {
    String tag = "t" + ++tags;
    socket
        .getOutputStream()
        .write((tag + " " + command + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    List<String> untagged = new ArrayList<>();
    while (true) {
      String response = response();
      if (response.startsWith(tag + " ")) {
        return new Answer(untagged, response.substring(tag.length() + 1));
      }
      follow(response);
      untagged.add(response);
    }
  }

  /** One response with its literals. */
  private String response() throws IOException {
    StringBuilder response = new StringBuilder();
    while (true) {
      String line = line();
      response.append(line);
      int brace = line.endsWith("}") ? line.lastIndexOf('{') : -1;
      if (brace < 0 || !line.substring(brace + 1, line.length() - 1).matches("\\d+")) {
        return response.toString();
      }
      byte[] literal = in.readNBytes(Integer.parseInt(line, brace + 1, line.length() - 1, 10));
      response.append("\r\n").append(new String(literal, StandardCharsets.ISO_8859_1));
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int octet = in.read();
    while (octet != '\n') {
      if (octet < 0) {
        throw new EOFException("closed after: " + line);
      }
      line.append((char) octet);
      octet = in.read();
    }
    line.setLength(line.length() - 1);
    return line.toString();
  }

  /** Keeps count of what was told of the selected mailbox. */
  private void follow(String response) {
    String[] words = response.split(" ", 4);
    if (words.length < 3 || !words[0].equals("*") || !words[1].matches("\\d{1,9}")) {
      return;
    }
    int number = Integer.parseInt(words[1]);
    if (words[2].equals("EXISTS")) {
      while (messages.size() < number) {
        messages.add(++known);
      }
    } else if (words[2].equals("EXPUNGE")) {
      removed.add(messages.remove(number - 1));
    }
  }

  /** A mailbox was selected or closed. */
  void forget() {
    messages.clear();
    removed.clear();
    known = 0;
  }

  int count() {
    return messages.size();
  }

  /** What was removed since this was last asked, by the order of arrival. */
  List<Integer> takeRemoved() {
    List<Integer> taken = removed.stream().sorted().toList();
    removed.clear();
    return taken;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
