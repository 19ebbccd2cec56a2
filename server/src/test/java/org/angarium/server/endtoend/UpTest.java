package org.angarium.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.angarium.testkit.dns.LoopbackDns;
import org.angarium.testkit.grammar.OverheardSocket;
import org.angarium.testkit.grammar.imap.ImapConversation;
import org.angarium.testkit.grammar.smtp.SmtpConversation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The program as people use it: {@code up}, the commands, the API, over a real process. */
@TestMethodOrder(MethodOrderer.Random.class)
class UpTest {
  private static final String PASSWORD = "correct horse battery";

  @TempDir static Path folder;
  private static LoopbackDns dns;
  private static ServerProcess server;
  private static String adminPassword;

  @BeforeAll
  static void start() throws IOException {
    dns = LoopbackDns.start().trouble("unreachable.test", LoopbackDns.Trouble.SERVFAIL);
    dns.add("ours.test", "A", "127.0.0.1");
    int offset = ServerProcess.freeOffset();
    server =
        new ServerProcess(
            offset,
            folder.resolve("data"),
            "--set",
            "dns.servers=127.0.0.1:" + dns.address().getPort(),
            "--set",
            "outbound.port=" + (offset + 25));
    // The last line of what is printed once all listeners are up.
    server.awaitLog(0, "Stop it with Ctrl-C.");
    Matcher printed =
        Pattern.compile("admin@example\\.test {2}(\\S+) {2}\\(administrator\\)")
            .matcher(server.log());
    assertThat(printed.find()).isTrue();
    adminPassword = printed.group(1);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    dns.close();
  }

  @Test
  void theFirstStartPrintsPasswordsAndWhatToTry() throws IOException {
    assertThat(server.log())
        .contains("This is the first start")
        .contains("curl --url smtp://127.0.0.1:" + server.port(25))
        .contains("curl http://127.0.0.1:" + server.port(80) + "/healthz");
    assertThat(adminPassword).hasSizeGreaterThan(16);
  }

  @Test
  void whatIsSecretIsReadableByTheOwnerOnly() throws IOException {
    assertThat(permissions("")).isEqualTo("rwx------");
    assertThat(permissions("admin-token")).isEqualTo("rw-------");
    assertThat(permissions("tls/key.pem")).isEqualTo("rw-------");
  }

  @Test
  void makesManyAccountsWithOnePasswordFromStandardInput() throws Exception {
    server.command(
        PASSWORD + "\n",
        "account",
        "add",
        "many1@example.test",
        "many2@example.test",
        "--password-stdin");
    assertThat(server.command("", "account", "list"))
        .contains("many1@example.test", "many2@example.test");
    assertThat(server.command("", "account", "list", "--json"))
        .startsWith("{\"items\":[{")
        .contains("\"address\":\"many2@example.test\"");
    assertThat(imap("a LOGIN many1@example.test \"" + PASSWORD + "\"", "b LOGOUT"))
        .anyMatch(line -> line.startsWith("a OK"));
  }

  @Test
  void traces() throws Exception {
    String reply = deliver("user@example.test");
    Matcher id = Pattern.compile("as (\\w+)").matcher(reply);
    assertThat(id.find()).as(reply).isTrue();
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(server.command("", "message", "trace", id.group(1)))
                .contains("user@example.test"));
    assertThat(server.command("", "message", "trace", id.group(1), "--json"))
        .contains("\"items\":[{\"time\"");
  }

  @Test
  void domainsAliasesAndAccountsLiveAndDie() throws Exception {
    server.command("", "domain", "add", "life.example");
    server.command(PASSWORD, "account", "add", "a@life.example", "--password-stdin");
    server.command("", "alias", "add", "all@life.example", "a@life.example", "b@example.org");
    assertThat(server.command("", "alias", "show", "all@life.example")).contains("b@example.org");
    server.command("", "account", "quota", "a@life.example", "2GB");
    assertThat(server.command("", "account", "show", "a@life.example"))
        .contains("quotaBytes: 2147483648");
    server.command("", "account", "suspend", "a@life.example");
    assertThat(imap("a LOGIN a@life.example \"" + PASSWORD + "\"", "b LOGOUT"))
        .anyMatch(line -> line.startsWith("a NO"));
    server.command("", "account", "resume", "a@life.example");
    assertThatThrownBy(() -> server.command("", "domain", "delete", "life.example"))
        .hasMessageContaining("Delete its accounts and aliases first.");
    server.command("", "alias", "delete", "all@life.example");
    server.command("yes\n", "account", "delete", "a@life.example");
    server.command("", "domain", "delete", "life.example");
    assertThat(server.command("", "domain", "list")).doesNotContain("life.example");
  }

  @Test
  void refusalsCarryARemedy() {
    assertThatThrownBy(() -> server.command("", "account", "show", "nobody@example.test"))
        .hasMessageContaining("There is no account nobody@example.test.")
        .hasMessageContaining("account list");
    assertThatThrownBy(() -> server.command("", "account", "add", "not an address"))
        .hasMessageContaining("is no address");
  }

  @Test
  void holdsShowsAndDeletesWhatIsQueued() throws Exception {
    submit("someone@unreachable.test");
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(server.queue())
                .singleElement()
                .satisfies(item ->
                    assertThat(item.path("lastReply").stringValue(""))
                        .contains("looking up the domain failed")));
    String id = server.queue().getFirst().get("id").stringValue();
    assertThat(server.command("", "queue", "list"))
        .contains("SENDER")
        .contains(id, "admin@example.test", "someone@unreachable.test");
    assertThat(server.command("", "queue", "show", id))
        .contains("held: false")
        .contains("someone@unreachable.test")
        .contains("pending");
    assertThat(server.command("", "queue", "list", "--held")).doesNotContain(id);
    server.command("", "queue", "hold", id);
    assertThat(server.command("", "queue", "list", "--held")).contains(id);
    assertThat(server.command("", "queue", "retry", id))
        .contains("Held: " + id)
        .doesNotContain("Due now");
    server.command("", "queue", "release", id);
    assertThat(server.queue().getFirst().get("held").booleanValue()).isFalse();
    server.command("", "queue", "delete", id, "--yes");
    assertThat(server.queue()).isEmpty();
    for (String action : List.of("show", "hold", "release", "retry", "delete")) {
      assertThatThrownBy(() -> server.command("yes", "queue", action, id))
          .hasMessageContaining("queue list");
    }
  }

  /** RFC 5321 §5.1: it would come back to us for ever. */
  @Test
  void mailForADomainThatPointsAtOurselvesIsReturned() throws Exception {
    submit("someone@ours.test");
    try (InboxReader inbox = new InboxReader(server, "admin@example.test", adminPassword)) {
      assertThat(inbox.await("someone@ours.test")).contains("Status: 5.4.6");
    }
  }

  @Test
  void verifiesAndBacksUpWhileItRuns() throws Exception {
    deliver("user@example.test");
    assertThat(server.command("", "verify")).contains("Everything is sound.");
    Path backup = folder.resolve("backup");
    server.command("", "backup", backup.toString());
    assertThat(backup).isNotEmptyDirectory();
    assertThatThrownBy(() -> server.command("", "backup", backup.toString()))
        .hasMessageContaining("Name a folder that is not there.");
  }

  @Test
  void statusTellsOfAllListeners() throws Exception {
    assertThat(server.command("", "status"))
        .contains("state: ready")
        .contains("mx", "submission", "submissions", "lmtp", "imap", "imaps", "http", "https");
  }

  @Test
  void theApiLetsNobodyInWithoutCredentials() throws Exception {
    HttpResponse<String> response = api("GET", "accounts", "", null);
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(response.body()).contains("\"remedy\"");
    assertThat(api("GET", "accounts", "Bearer wrong", null).statusCode()).isEqualTo(401);
    assertThat(api("GET", "accounts", basic("user@example.test", "wrong"), null).statusCode())
        .isEqualTo(401);
  }

  @Test
  void administratorsComeInWithTheirPassword() throws Exception {
    assertThat(api("GET", "status", basic("admin@example.test", adminPassword), null).statusCode())
        .isEqualTo(200);
  }

  @Test
  void theApiRefusesWhatItDoesNotUnderstand() throws Exception {
    String token = "Bearer " + Files.readString(server.data().resolve("admin-token")).strip();
    assertThat(api("GET", "nothing", token, null).statusCode()).isEqualTo(404);
    assertThat(api("DELETE", "status", token, null).statusCode()).isEqualTo(405);
    assertThat(api("POST", "domains", token, "{").statusCode()).isEqualTo(400);
    assertThat(api("POST", "domains", token, "{}").statusCode()).isEqualTo(400);
    assertThat(api("POST", "domains", token, "{\"name\":\"no domain\"}").statusCode())
        .isEqualTo(422);
    assertThat(api("POST", "domains", token, "{\"name\":\"example.test\"}").statusCode())
        .isEqualTo(409);
    assertThat(api("POST", "domains", token, " ".repeat((1 << 20) + 1)).statusCode())
        .isEqualTo(413);
  }

  @Test
  void metricsCountEvents() throws Exception {
    deliver("user@example.test");
    HttpResponse<String> metrics = get("/metrics");
    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.body())
        .contains("angarium_events_total{event=\"server.ready\"} 1.0")
        .contains("angarium_connections{service=\"mx\"}");
  }

  private static String permissions(String file) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(server.data().resolve(file)));
  }

  private static String basic(String user, String password) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  private static HttpResponse<String> api(
      String method,
      String path,
      String authorization,
      @org.jspecify.annotations.Nullable String body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri("/api/admin/" + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    return send(request.build());
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).build());
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port(80) + path);
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  /** Sends a message to a local address; returns the reply that accepted it. */
  private static String deliver(String recipient) throws IOException {
    List<String> replies =
        talk(
            server.port(25),
            "EHLO client.example",
            "MAIL FROM:<someone@example.org>",
            "RCPT TO:<" + recipient + ">",
            "DATA",
            "Subject: test\r\n\r\nhello\r\n.",
            "QUIT");
    return replies.stream()
        .filter(line -> line.startsWith("250 2.0.0"))
        .findFirst()
        .orElseThrow(() -> new IOException(String.join("\n", replies)));
  }

  private static void submit(String recipient) throws IOException {
    String plain =
        Base64.getEncoder()
            .encodeToString(
                ("\0admin@example.test\0" + adminPassword).getBytes(StandardCharsets.UTF_8));
    assertThat(
            talk(
                server.port(587),
                "EHLO client.example",
                "AUTH PLAIN " + plain,
                "MAIL FROM:<admin@example.test>",
                "RCPT TO:<" + recipient + ">",
                "DATA",
                "From: <admin@example.test>\r\nSubject: test\r\n\r\nhello\r\n.",
                "QUIT"))
        .anyMatch(line -> line.startsWith("250 2.0.0"));
  }

  /** SMTP, one command after the reply to the one before; all reply lines. */
  private static List<String> talk(int port, String... commands) throws IOException {
    List<String> lines = new java.util.ArrayList<>();
    try (Socket socket =
        new OverheardSocket(new SmtpConversation(), InetAddress.getLoopbackAddress(), port)) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      OutputStream out = socket.getOutputStream();
      reply(in, lines);
      for (String command : commands) {
        out.write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        reply(in, lines);
      }
    }
    return lines;
  }

  private static void reply(BufferedReader in, List<String> lines) throws IOException {
    String line = in.readLine();
    while (line != null && line.length() > 3 && line.charAt(3) == '-') {
      lines.add(line);
      line = in.readLine();
    }
    lines.add(String.valueOf(line));
  }

  private static List<String> imap(String... commands) throws IOException {
    try (Socket socket =
        new OverheardSocket(
            new ImapConversation(), InetAddress.getLoopbackAddress(), server.port(143))) {
      socket
          .getOutputStream()
          .write((String.join("\r\n", commands) + "\r\n").getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .toList();
    }
  }
}
