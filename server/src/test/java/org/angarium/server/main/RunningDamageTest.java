package org.angarium.server.main;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.angarium.server.config.ConfigurationReader;
import org.angarium.server.config.Service;
import org.angarium.testkit.grammar.OverheardSocket;
import org.angarium.testkit.grammar.imap.ImapConversation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files of the store that are damaged under a running server: what was hit is refused with NO, all
 * else arrives, mail is taken, and checks tell.
 */
@Timeout(300)
class RunningDamageTest {
  private static final String USER = "user@example.test";
  private static final int SMALL = 3_000;
  private static final int LARGE = 400_000;
  private static final Pattern LITERAL = Pattern.compile("\\* (\\d+) FETCH .*\\{(\\d+)}$");

  @TempDir Path folder;
  private DataFolder data;
  private Angarium server;
  private String password;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final Map<Integer, String> kept = new TreeMap<>();

  /** With twelve messages, three of them large; started again, so that nothing is cached. */
  @BeforeEach
  void fill() throws Exception {
    data = new DataFolder(folder.resolve("data"));
    server = start();
    password =
        server.firstStart().orElseThrow().accounts().stream()
            .filter(made -> made.address().toString().equals(USER))
            .findFirst()
            .orElseThrow()
            .password();
    server.passwordsShown();
    try (Client client = new Client()) {
      for (int i = 1; i <= 12; i++) {
        String message = message(i, i % 4 == 0 ? LARGE : SMALL);
        assertThat(client.append(message)).startsWith("OK");
        kept.put(i, message);
      }
    }
    server.close();
    server = start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private Angarium start() throws Exception {
    Map<String, String> settings = new LinkedHashMap<>();
    for (Service service : Service.values()) {
      settings.put("listeners." + service.label() + ".port", "0");
    }
    settings.put("authentication.allow-cleartext-on-loopback", "true");
    return Angarium.start(ConfigurationReader.read(null, settings), data, "example.test", log);
  }

  private static String message(int number, int octets) {
    StringBuilder text = new StringBuilder("Subject: number " + number + "\r\n\r\n");
    Random random = new Random(number);
    while (text.length() < octets) {
      text.append(Long.toString(random.nextLong(), 36)).append("\r\n");
    }
    return text.toString();
  }

  private InetSocketAddress address(Service of) {
    return server.listening().stream()
        .filter(listening -> listening.service() == of)
        .findFirst()
        .orElseThrow()
        .address();
  }

  /** Logged in, with INBOX selected. */
  private final class Client implements AutoCloseable {
    private final OverheardSocket socket;
    private final InputStream in;
    private int tags;

    Client() throws IOException {
      socket =
          new OverheardSocket(
              new ImapConversation(),
              InetAddress.getLoopbackAddress(),
              address(Service.IMAP).getPort());
      socket.setSoTimeout(120_000);
      in = new java.io.BufferedInputStream(socket.getInputStream());
      line();
      assertThat(command("LOGIN " + USER + " \"" + password + "\"", null)).startsWith("OK");
      assertThat(command("SELECT INBOX", null)).startsWith("OK");
    }

    private String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int octet = in.read(); octet != '\n'; octet = in.read()) {
        assertThat(octet).as("the session lives").isNotNegative();
        line.write(octet);
      }
      return line.toString(US_ASCII).stripTrailing();
    }

    /** The tagged response; contents of messages go to {@code contents} by their numbers. */
    String command(String command, Map<Integer, String> contents) throws IOException {
      String tag = "t" + ++tags;
      socket.getOutputStream().write((tag + " " + command + "\r\n").getBytes(US_ASCII));
      for (String line = line(); ; line = line()) {
        Matcher literal = LITERAL.matcher(line);
        if (literal.find()) {
          byte[] octets = in.readNBytes(Integer.parseInt(literal.group(2)));
          contents.put(Integer.parseInt(literal.group(1)), new String(octets, US_ASCII));
        } else if (line.startsWith(tag + " ")) {
          return line.substring(tag.length() + 1);
        }
      }
    }

    String append(String message) throws IOException {
      return command("APPEND INBOX {" + message.length() + "+}\r\n" + message, null);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private String ask(String method, String path) throws Exception {
    HttpResponse<String> response = answer(method, path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private HttpResponse<String> answer(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + address(Service.HTTP).getPort() + path);
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(uri)
              .method(method, HttpRequest.BodyPublishers.noBody())
              .header("Authorization", "Bearer " + data.existingToken())
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  private Path largest(String within, String ending) throws IOException {
    Path largest = null;
    try (Stream<Path> all = Files.walk(data.store().resolve(within))) {
      for (Path file : all.filter(one -> one.toString().endsWith(ending)).toList()) {
        if (Files.isRegularFile(file)
            && (largest == null || Files.size(file) > Files.size(largest))) {
          largest = file;
        }
      }
    }
    assertThat(largest).as("a file *%s in %s", ending, within).isNotNull();
    return largest;
  }

  private static void flip(Path file, long from, long step) throws IOException {
    try (RandomAccessFile octets = new RandomAccessFile(file.toFile(), "rw")) {
      for (long at = from; at < octets.length(); at += step) {
        octets.seek(at);
        int before = octets.read();
        octets.seek(at);
        octets.write(before ^ 1);
      }
    }
  }

  /** All that arrives is what was put there; the session and other messages live. */
  private Map<Integer, String> fetchAll() throws IOException {
    Map<Integer, String> found = new TreeMap<>();
    try (Client client = new Client()) {
      String answer = client.command("FETCH 1:* BODY.PEEK[]", found);
      assertThat(answer).startsWith(found.size() == kept.size() ? "OK" : "NO [CORRUPTION]");
      assertThat(kept.entrySet()).containsAll(found.entrySet());
      for (int number : kept.keySet()) {
        assertThat(client.command("FETCH " + number + " BODY.PEEK[]", new TreeMap<>()))
            .as("message %d alone", number)
            .startsWith(found.containsKey(number) ? "OK" : "NO [CORRUPTION]");
      }
      assertThat(client.command("NOOP", null)).startsWith("OK");
    }
    return found;
  }

  /** New mail, small and large, is taken and read. */
  private void assertTakesMail() throws IOException {
    try (Client client = new Client()) {
      for (int size : new int[] {SMALL, LARGE}) {
        String message = message(100 + size, size);
        assertThat(client.append(message)).startsWith("OK");
        Map<Integer, String> last = new TreeMap<>();
        assertThat(client.command("FETCH * BODY.PEEK[]", last)).startsWith("OK");
        assertThat(last.values()).containsExactly(message);
      }
    }
  }

  @Test
  void anOctetOfASegmentCostsItsMessage() throws Exception {
    Path segment = largest("blobs/segments", "");
    flip(segment, Files.size(segment) / 2, Long.MAX_VALUE / 2);
    assertThat(fetchAll()).hasSize(kept.size() - 1);
    assertTakesMail();
    assertThat(log.toString(UTF_8)).contains("imap.message-unreadable");
    assertThat(ask("POST", "/api/admin/verify"))
        .contains("\"sound\":false", "\"found\":1", "user@example.test, INBOX, UID ");
    assertThat(ask("GET", "/healthz")).startsWith("ready");
  }

  @Test
  void aSegmentThatIsGoneCostsItsMessages() throws Exception {
    try (Stream<Path> segments = Files.list(data.store().resolve("blobs/segments"))) {
      for (Path segment : segments.toList()) {
        Files.delete(segment);
      }
    }
    assertThat(fetchAll().keySet()).containsExactly(1, 2, 3, 5, 6, 7, 9, 10, 11);
    assertTakesMail();
    assertThat(log.toString(UTF_8)).contains("imap.message-unreadable");
    assertThat(ask("POST", "/api/admin/verify"))
        .contains("\"sound\":false", "\"found\":3", "user@example.test, INBOX, UID 4");
    assertThat(ask("GET", "/healthz")).startsWith("ready");
  }

  /** As a disk that is not mounted any more, and is again. */
  @Test
  void healthSaysThatNothingLargeCanBeKeptAndComesBackByItself() throws Exception {
    Path segments = data.store().resolve("blobs/segments");
    Path away = Files.move(segments, data.store().resolve("blobs/away"));
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(answer("GET", "/healthz"))
                .returns(503, HttpResponse::statusCode)
                .satisfies(answer -> assertThat(answer.body()).contains("writes: ", "segment")));
    assertThat(ask("GET", "/api/admin/status")).contains("\"state\":\"degraded\"");
    Files.move(away, segments);
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(answer("GET", "/healthz")).returns(200, HttpResponse::statusCode));
    assertTakesMail();
  }

  @Test
  void aTableFileOfContentsCostsItsMessages() throws Exception {
    flip(largest("engine", ".blob"), 1_000, 3_000);
    Map<Integer, String> found = fetchAll();
    assertThat(found).hasSizeLessThan(kept.size());
    assertThat(found.keySet()).contains(4, 8, 12);
    assertTakesMail();
    assertThat(ask("POST", "/api/admin/verify"))
        .contains("\"sound\":false", "user@example.test, INBOX, UID ");
    assertThat(ask("GET", "/api/admin/status")).contains("damage: ", "angarium repair");
  }

  /**
   * Of its records nobody knows whose they are before they are asked for: nothing false is told.
   */
  @Test
  void aTableFileOfRecordsIsToldAndEndsNoSession() throws Exception {
    Path table = largest("engine", ".sst");
    flip(table, Files.size(table) / 2, Long.MAX_VALUE / 2);
    String verified = ask("POST", "/api/admin/verify");
    assertThat(verified).contains("\"sound\":false");
    assertThat(ask("GET", "/api/admin/status")).contains("damage: ", "angarium repair");
    fetchAll();
    assertThat(ask("GET", "/healthz")).startsWith("ready");
  }
}
