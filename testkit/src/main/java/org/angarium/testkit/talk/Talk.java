package org.angarium.testkit.talk;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.angarium.testkit.grammar.GrammarFault;
import org.angarium.testkit.grammar.OverheardSocket;
import org.jspecify.annotations.Nullable;

/** A conversation to be held with a server; see the package for its form. */
public final class Talk {
  private static final int TIMEOUT_MILLIS = 120_000;
  private static final int MAX_LINE = 64 << 10;
  private static final int SHOWN = 200;

  private final String name;
  private final List<Step> steps;

  private Talk(String name, List<Step> steps) {
    this.name = name;
    this.steps = steps;
  }

  private enum Kind {
    SEND,
    EXPECT,
    SKIP_TO,
    TLS,
    CLOSED
  }

  /**
   * One line of the file.
   *
   * @param text with its escapes
   */
  private record Step(int line, Kind kind, int times, String text, boolean crlf) {}

  /**
   * Reads a talk.
   *
   * @throws IllegalArgumentException with the line that is not understood
   */
  public static Talk parse(String name, String text) {
    List<Step> steps = new ArrayList<>();
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      String line =
          lines[i].endsWith("\r") ? lines[i].substring(0, lines[i].length() - 1) : lines[i];
      if (!line.isBlank() && !line.startsWith("#")) {
        steps.add(step(name, i + 1, line));
      }
    }
    return new Talk(name, steps);
  }

  /** Reads a talk from a resource beside {@code owner}. */
  public static Talk resource(Class<?> owner, String file) throws IOException {
    URL url = owner.getResource(file);
    if (url == null) {
      throw new IllegalArgumentException("no resource " + file + " beside " + owner.getName());
    }
    try (InputStream in = url.openStream()) {
      return parse(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static Step step(String name, int number, String line) {
    if (line.equals("TLS")) {
      return new Step(number, Kind.TLS, 1, "", false);
    }
    if (line.equals("CLOSED")) {
      return new Step(number, Kind.CLOSED, 1, "", false);
    }
    char who = line.charAt(0);
    int at = 1;
    int times = 1;
    if (line.length() > 2 && line.charAt(1) == '*') {
      int colon = line.indexOf(':');
      if (colon > 2) {
        times = Integer.parseInt(line, 2, colon, 10);
        at = colon;
      }
    }
    char mark = line.length() > at ? line.charAt(at) : ' ';
    String rest = line.length() > at + 1 ? line.substring(at + 1) : "";
    String text = rest.startsWith(" ") ? rest.substring(1) : rest;
    if (who == 'C' && (mark == ':' || mark == '!')) {
      return new Step(number, Kind.SEND, times, text, mark == ':');
    }
    if (who == 'S' && (mark == ':' || mark == '~')) {
      return new Step(number, mark == ':' ? Kind.EXPECT : Kind.SKIP_TO, times, text, false);
    }
    throw new IllegalArgumentException(name + ":" + number + ": not understood: " + line);
  }

  /**
   * Holds the conversation and leaves the socket open. What the server says is also judged by the
   * grammar of its protocol.
   *
   * @param tls for the step TLS; may be null where the talk has none
   * @throws AssertionError when the server says something else
   */
  public void run(OverheardSocket socket, @Nullable SSLContext tls, Map<String, String> variables)
      throws IOException {
    new Run(socket, tls, variables).run();
  }

  /** One performance. */
  private final class Run {
    private final @Nullable SSLContext tls;
    private final Map<String, String> variables;
    private final StringBuilder transcript = new StringBuilder();
    private final OverheardSocket socket;
    private InputStream in;

    Run(OverheardSocket socket, @Nullable SSLContext tls, Map<String, String> variables)
        throws IOException {
      this.socket = socket;
      this.tls = tls;
      this.variables = variables;
      socket.setSoTimeout(TIMEOUT_MILLIS);
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    void run() throws IOException {
      for (Step step : steps) {
        try {
          perform(step);
        } catch (IOException | GrammarFault e) {
          throw new AssertionError(where(step) + e + "\n" + transcript, e);
        }
      }
    }

    private void perform(Step step) throws IOException {
      switch (step.kind()) {
        case SEND -> send(step);
        case EXPECT -> {
          for (int i = 0; i < step.times(); i++) {
            expect(step, line());
          }
        }
        case SKIP_TO -> skipTo(step);
        case TLS -> secure(step);
        case CLOSED -> {
          String line = line();
          if (line != null) {
            throw new AssertionError(where(step) + "not closed, but: " + line + "\n" + transcript);
          }
        }
      }
    }

    private void send(Step step) throws IOException {
      byte[] once = bytes(fill(step.text()), step.crlf());
      byte[] all = new byte[Math.multiplyExact(once.length, step.times())];
      for (int i = 0; i < step.times(); i++) {
        System.arraycopy(once, 0, all, i * once.length, once.length);
      }
      note("C" + (step.times() > 1 ? "*" + step.times() : "") + ": " + fill(step.text()));
      socket.getOutputStream().write(all);
      socket.getOutputStream().flush();
    }

    private void expect(Step step, @Nullable String line) {
      if (line == null || !Pattern.matches(fill(step.text()), line)) {
        throw new AssertionError(
            where(step)
                + "expected: "
                + fill(step.text())
                + "\n     but got: "
                + (line == null ? "the end" : line)
                + "\n"
                + transcript);
      }
    }

    private void skipTo(Step step) throws IOException {
      String pattern = fill(step.text());
      String line;
      do {
        line = line();
        if (line == null) {
          throw new AssertionError(where(step) + "closed before: " + pattern + "\n" + transcript);
        }
      } while (!Pattern.matches(pattern, line));
    }

    private void secure(Step step) throws IOException {
      if (tls == null) {
        throw new AssertionError(where(step) + "no TLS given to this talk");
      }
      socket.secure(tls, socket.getInetAddress().getHostAddress());
      in = new BufferedInputStream(socket.getInputStream());
      note("TLS");
    }

    private @Nullable String line() throws IOException {
      StringBuilder line = new StringBuilder();
      while (true) {
        int b = in.read();
        if (b < 0) {
          note("S: (closed)");
          return line.isEmpty() ? null : line.toString();
        }
        if (b == '\n') {
          if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
          }
          note("S: " + line);
          return line.toString();
        }
        line.append((char) b);
        if (line.length() > MAX_LINE) {
          throw new AssertionError(name + ": the server sends a line without end");
        }
      }
    }

    private void note(String what) {
      transcript.append("    ").append(what, 0, Math.min(what.length(), SHOWN)).append('\n');
    }

    private String fill(String text) {
      String filled = text;
      for (Map.Entry<String, String> variable : variables.entrySet()) {
        filled = filled.replace("${" + variable.getKey() + "}", variable.getValue());
      }
      return filled;
    }

    private String where(Step step) {
      return name + ":" + step.line() + ": ";
    }
  }

  /** The bytes a text stands for. */
  static byte[] bytes(String text, boolean crlf) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        // Text beyond ASCII goes out in UTF-8, byte by byte.
        for (byte b : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
          out.append((char) (b & 0xFF));
        }
        continue;
      }
      char escaped = text.charAt(++i);
      switch (escaped) {
        case 'r' -> out.append('\r');
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case '0' -> out.append('\0');
        case 'x' -> {
          out.append((char) Integer.parseInt(text, i + 1, i + 3, 16));
          i += 2;
        }
        default -> out.append(escaped);
      }
    }
    if (crlf) {
      out.append("\r\n");
    }
    return out.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
