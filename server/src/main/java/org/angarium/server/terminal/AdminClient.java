package org.angarium.server.terminal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.angarium.server.main.DataFolder;
import org.angarium.server.main.FileFailure;
import org.angarium.server.main.StartException;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to the administration API of the server that runs on a data folder: one request, one
 * connection, HTTP/1.1 over a plain loopback socket.
 */
public final class AdminClient {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  private static final Duration ANSWER_LIMIT = Duration.ofMinutes(1);
  private static final int MAX_ANSWER = 256 << 20;
  private static final int MAX_LINE = 16 * 1024;

  private final InetSocketAddress server;
  private final String token;
  private final Json json = new Json();

  /**
   * @throws CommandFailure when no server runs on the folder
   */
  public AdminClient(DataFolder data) {
    try {
      DataFolder.Running runtime =
          data.runtime()
              .orElseThrow(() ->
                  new CommandFailure(
                      ExitCode.UNREACHABLE,
                      "No server runs on " + data.path() + ".",
                      "Start it with \"angarium up\", or name its data folder with --data."));
      InetSocketAddress http = runtime.http();
      if (http == null) {
        throw new CommandFailure(
            ExitCode.UNREACHABLE,
            "The server has no http listener.",
            "Commands need one on loopback: set listeners.http.enabled to true.");
      }
      server = http;
      token = data.existingToken();
    } catch (StartException damaged) {
      throw new CommandFailure(ExitCode.UNREACHABLE, damaged.problem(), damaged.remedy());
    } catch (IOException unreadable) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "The data folder "
              + data.path()
              + " cannot be read: "
              + FileFailure.words(unreadable)
              + ".",
          "Run the command as the user who runs the server.");
    }
  }

  /** One segment of a path. */
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The answer to GET, as it came. */
  public String get(String path) {
    return call("GET", path, null, ANSWER_LIMIT);
  }

  /** The answer to a request, as it came; a refusal ends the command. */
  public String call(
      String method, String path, @Nullable Map<String, ? extends @Nullable Object> body) {
    return call(method, path, body, ANSWER_LIMIT);
  }

  /**
   * Sends a request.
   *
   * @param path below {@code /api/admin/}, encoded
   * @param limit how long the server may be silent
   * @return the body of the answer, empty for 204
   * @throws CommandFailure when the server refused or did not answer
   */
  public String call(
      String method,
      String path,
      @Nullable Map<String, ? extends @Nullable Object> body,
      Duration limit) {
    byte[] content = body == null ? new byte[0] : json.write(body).getBytes(StandardCharsets.UTF_8);
    String head =
        method
            + " /api/admin/"
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
            + token
            + "\r\nContent-Type: application/json\r\nContent-Length: "
            + content.length
            + "\r\n\r\n";
    try (Socket socket = new Socket()) {
      socket.connect(server, (int) CONNECT_LIMIT.toMillis());
      socket.setSoTimeout((int) limit.toMillis());
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(content);
      out.flush();
      return answer(new BufferedInputStream(socket.getInputStream()));
    } catch (SocketTimeoutException late) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE, "The server does not answer.", "Look at its log.");
    } catch (NumberFormatException malformed) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "What listens at " + server + " does not answer as an Angarium server does.",
          "Was the server killed, and another program took its port? Start it with \"angarium up\".");
    } catch (IOException gone) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "The server at " + server + " cannot be reached: " + gone.getMessage() + ".",
          "Was it killed? Start it with \"angarium up\".");
    }
  }

  private String answer(InputStream in) throws IOException {
    String start = line(in);
    int status =
        start.startsWith("HTTP/1.1 ") && start.length() >= 12
            ? Integer.parseInt(start.substring(9, 12))
            : 0;
    long length = -1;
    boolean chunked = false;
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      String lower = field.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = lower.endsWith("chunked");
      }
    }
    String text =
        new String(chunked ? chunks(in) : exactly(in, length), StandardCharsets.UTF_8).strip();
    if (status >= 200 && status < 300) {
      return text;
    }
    Map<String, @Nullable Object> problem = problem(text);
    throw new CommandFailure(
        status >= 500 ? ExitCode.FAILED : ExitCode.REFUSED,
        String.valueOf(problem.getOrDefault("detail", "The server answered " + status + ".")),
        String.valueOf(problem.getOrDefault("remedy", "")));
  }

  /** Problem details (RFC 9457); empty where a proxy or the HTTP machine itself answered. */
  private Map<String, @Nullable Object> problem(String text) {
    try {
      return json.object(text);
    } catch (CommandFailure noJson) {
      return Map.of();
    }
  }

  private static byte[] exactly(InputStream in, long length) throws IOException {
    if (length > MAX_ANSWER) {
      throw new IOException("the answer is too long");
    }
    byte[] body = in.readNBytes(length < 0 ? MAX_ANSWER : (int) length);
    if (length >= 0 && body.length < length) {
      throw new IOException("the answer ends early");
    }
    return body;
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String size = line(in);
      int octets = Integer.parseInt(size.split(";", 2)[0].strip(), 16);
      if (octets == 0) {
        return body.toByteArray();
      }
      if (body.size() + (long) octets > MAX_ANSWER) {
        throw new IOException("the answer is too long");
      }
      body.write(exactly(in, octets));
      line(in);
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0 || line.size() > MAX_LINE) {
        throw new IOException("the answer ends early");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }
}
