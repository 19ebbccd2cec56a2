package org.angarium.server.main;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.angarium.server.config.Configuration;
import org.angarium.server.config.ConfigurationReader;
import org.angarium.server.config.Service;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the administration over HTTP answers to requests that are odd, wrong or hostile. */
@Timeout(300)
class AdministrationApiTest {
  private static final Pattern LEAK =
      Pattern.compile(
          "(?i)(java\\.|javax\\.|tools\\.jackson|org\\.(angarium|eclipse)|Exception|\\sat [a-z]+\\.|jetty|StreamRead)");

  @TempDir static Path folder;
  private static Angarium server;
  private static InetSocketAddress http;
  private static String token;

  /** An answer; {@code fields} by lower-case name. */
  private record Answer(int status, Map<String, String> fields, String body) {}

  @BeforeAll
  static void start() throws Exception {
    Map<String, String> here = new LinkedHashMap<>();
    for (Service service : Service.values()) {
      here.put("listeners." + service.label() + ".port", "0");
    }
    Configuration configuration = ConfigurationReader.read(null, here);
    DataFolder data = new DataFolder(folder.resolve("data"));
    server = Angarium.start(configuration, data, "example.test", OutputStream.nullOutputStream());
    http =
        server.listening().stream()
            .filter(listening -> listening.service() == Service.HTTP)
            .findFirst()
            .orElseThrow()
            .address();
    token = data.token(event -> {});
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Sends the octets of the text and reads one answer. */
  private static Answer raw(String request) throws IOException {
    try (Socket socket = new Socket(http.getAddress(), http.getPort())) {
      socket.setSoTimeout(120_000);
      try {
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
        socket.shutdownOutput();
      } catch (IOException answeredBefore) {
        assertThat(answeredBefore).isNotNull();
      }
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      try {
        InputStream in = socket.getInputStream();
        in.transferTo(all);
      } catch (IOException reset) {
        assertThat(all.size()).as("octets before the reset").isPositive();
      }
      return parse(all.toString(ISO_8859_1));
    }
  }

  private static Answer parse(String text) {
    int end = text.indexOf("\r\n\r\n");
    assertThat(end).as(text).isPositive();
    String[] lines = text.substring(0, end).split("\r\n", -1);
    Map<String, String> fields = new LinkedHashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      fields.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    assertThat(lines[0]).matches("HTTP/1\\.[01] [2-5]\\d\\d.*");
    return new Answer(Integer.parseInt(lines[0].substring(9, 12)), fields, text.substring(end + 4));
  }

  private static String head(String method, String target, String more) {
    return method
        + " "
        + target
        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer "
        + token
        + "\r\n"
        + more;
  }

  private static Answer call(String method, String target) throws IOException {
    return raw(head(method, target, "\r\n"));
  }

  private static Answer call(String method, String target, String json) throws IOException {
    return call(method, target, "application/json", json);
  }

  private static Answer call(String method, String target, String type, String body)
      throws IOException {
    String octets = new String(body.getBytes(UTF_8), ISO_8859_1);
    return raw(
        head(
            method,
            target,
            "Content-Type: "
                + type
                + "\r\nContent-Length: "
                + octets.length()
                + "\r\n\r\n"
                + octets));
  }

  /** A problem with this status, in the one form for problems. */
  private static Answer assertProblem(int status, Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.fields()).containsEntry("content-type", "application/problem+json");
    assertThat(answer.body()).contains("\"remedy\"").contains("\"status\":" + status);
    assertNoLeak(answer);
    return answer;
  }

  private static void assertNoLeak(Answer answer) {
    Matcher leak = LEAK.matcher(answer.body() + answer.fields());
    assertThat(leak.find()).as(answer.toString()).isFalse();
  }

  private static String account(String address) {
    return "/api/admin/accounts/" + URLEncoder.encode(address, UTF_8).replace("+", "%20");
  }

  @Test
  void namesInPathsAreDecodedOnce() throws Exception {
    for (String address :
        List.of(
            "a/b@example.test",
            "a%b@example.test",
            "a%2fb@example.test",
            "a+b@example.test",
            "a&b=c@example.test",
            "a?b@example.test",
            "a#b@example.test",
            "\"a b\"@example.test",
            "\"a@b\"@example.test",
            "\"..\"@example.test",
            "\"a;b\"@example.test",
            "j\u00f6rg@example.test",
            "\ud83d\ude00@example.test")) {
      String quoted = address.replace("\"", "\\\"");
      Answer made =
          call(
              "POST",
              "/api/admin/accounts",
              "{\"addresses\":[\"" + quoted + "\"],\"password\":\"k7mw-x2qp-hn4t\"}");
      assertThat(made.status()).as(made.toString()).isEqualTo(200);
      assertThat(call("GET", account(address)).status()).as(address).isEqualTo(200);
      assertThat(call("HEAD", account(address)).status()).as(address).isEqualTo(200);
      assertThat(call("DELETE", account(address)).status()).as(address).isEqualTo(204);
      assertProblem(404, call("GET", account(address)));
    }
  }

  @Test
  void onlyTheRawPathCounts() throws Exception {
    assertThat(call("GET", "/api/admin/accounts/user%40example.test").status()).isEqualTo(200);
    assertThat(call("GET", "/api/admin/accounts/user@example.test").status()).isEqualTo(200);
    assertThat(call("GET", "/api/%61dmin/accounts/%75ser@example.test").status()).isEqualTo(200);
    assertThat(call("GET", "/%68ealthz").status()).isEqualTo(200);
    assertProblem(404, call("GET", "/api/admin%2Faccounts/user@example.test"));
    assertProblem(404, call("GET", "/api/admin/accounts%2Fuser@example.test"));
    assertProblem(404, call("GET", "/api%2Fadmin/status"));
    assertProblem(404, call("GET", "/api/admin"));
    assertProblem(404, call("GET", "/api/admin/"));
    assertProblem(404, call("GET", "/api/admin/status/"));
    assertProblem(404, call("GET", "/api/admin/accounts/user@example.test/"));
    assertProblem(404, call("GET", "/api/admin/accounts/user@example.test/more"));
    assertProblem(404, call("GET", "/api/admin/accounts/user%2540example.test"));
    assertProblem(404, call("GET", "/API/admin/status"));
    for (String path :
        List.of(
            "/api/admin/accounts/%00",
            "/api/admin/accounts/a%00@example.test",
            "/api/admin/accounts/%0d%0a",
            "/api/admin/accounts/%ff@example.test",
            "/api/admin/accounts/%c0%afb@example.test",
            "/api/admin/accounts/%e0%80%af@example.test",
            "/api/admin/accounts/%ed%a0%80@example.test",
            "/api/admin/accounts/%f4%90%80%80@example.test",
            "/api/admin/accounts/%c3",
            "/api/admin/accounts/%",
            "/api/admin/accounts/%4",
            "/api/admin/accounts/%zz",
            "/api/admin/accounts/%u0041",
            "/api/admin/accounts/\u00f6@example.test",
            "/api/admin/accounts/../status",
            "/api/admin/accounts/./user@example.test",
            "/api/admin/accounts/%2e%2e/status",
            "/api/admin/accounts/..",
            "/api/admin/../../healthz")) {
      assertProblem(400, call("GET", path));
    }
    // No address, no id, no domain: nothing is there.
    assertProblem(404, call("GET", "/api/admin/accounts/nobody"));
    assertProblem(404, call("DELETE", "/api/admin/accounts/a@b@c"));
    assertProblem(404, call("GET", "/api/admin/domains/-"));
    assertProblem(404, call("DELETE", "/api/admin/domains/not%20a%20domain"));
    assertProblem(404, call("GET", "/api/admin/queue/xyz"));
    assertProblem(404, call("POST", "/api/admin/queue/00000000000000000/hold"));
    assertProblem(404, call("GET", "/api/admin/traces/xyz"));
  }

  @Test
  void theQueryIsTextAndSaidOnce() throws Exception {
    for (String query :
        List.of(
            "prefix=%ff",
            "prefix=%c0%af",
            "prefix=%",
            "prefix=%0",
            "prefix=%00",
            "%ff=x",
            "prefix=a&prefix=b",
            "prefx=a",
            "limit=0",
            "limit=-1",
            "limit=x",
            "limit=",
            "limit=1.5",
            "limit=%31%00",
            "domain=%ed%bf%bf")) {
      assertProblem(400, call("GET", "/api/admin/accounts?" + query));
    }
    assertProblem(400, call("GET", "/api/admin/queue?held=perhaps"));
    for (String limit : List.of("1001", "99999999999999999999999")) {
      assertThat(assertProblem(422, call("GET", "/api/admin/accounts?limit=" + limit)).body())
          .contains("1 to 1000");
    }
    for (String query :
        List.of(
            "",
            "prefix=",
            "prefix=us+er",
            "prefix=%2B",
            "prefix=%C3%B6",
            "prefix=U",
            "limit=1",
            "limit=1000",
            "after=nonsense",
            "after=%F0%9F%98%80",
            "domain=nothing%20here",
            "domain=")) {
      assertThat(call("GET", "/api/admin/accounts?" + query).status()).as(query).isEqualTo(200);
    }
  }

  @Test
  void bodiesAreOneStrictObject() throws Exception {
    for (String body :
        List.of(
            "{",
            "[]",
            "\"x\"",
            "null",
            "17",
            "nul",
            "{}{}",
            "{} x",
            "{\"name\":\"a.test\",\"name\":\"b.test\"}",
            "{'name':'a.test'}",
            "{\"name\":\"a.test\",}",
            "{\"name\":NaN}",
            "{/**/\"name\":\"a.test\"}",
            "{\"name\":" + "[".repeat(100_000),
            "{\"name\":" + "[".repeat(20) + "]".repeat(20) + "}",
            "{\"name\":" + "9".repeat(100_000) + "}",
            "{\"" + "n".repeat(10_000) + "\":1}",
            "{\"name\":\"\\ud800\"}",
            "{\"name\":\"\\udc00.test\"}",
            "{\"name\":\"a\u0001.test\"}")) {
      assertProblem(400, call("POST", "/api/admin/domains", body));
    }
    Answer wrongKind = assertProblem(400, call("POST", "/api/admin/domains", "{\"name\":5}"));
    assertThat(wrongKind.body()).contains("\"pointer\":\"/name\"");
    assertThat(
            assertProblem(
                    400, call("POST", "/api/admin/domains", "{\"name\":\"a.test\",\"a/b~\":1}"))
                .body())
        .contains("\"pointer\":\"/a~1b~0\"");
    assertProblem(400, call("POST", "/api/admin/domains", "{}"));
    assertProblem(400, call("POST", "/api/admin/domains"));
    String user = "/api/admin/accounts/user@example.test";
    for (String body :
        List.of(
            "{\"quotaBytes\":1.5}",
            "{\"quotaBytes\":1e3}",
            "{\"quotaBytes\":9223372036854775808}",
            "{\"quotaBytes\":\"1\"}",
            "{\"suspended\":\"true\"}",
            "{\"suspended\":0}",
            "{\"displayName\":[]}",
            "{\"password\":true}",
            "{\"suspendd\":true}")) {
      assertProblem(400, call("PATCH", user, body));
    }
    assertProblem(422, call("PATCH", user, "{\"quotaBytes\":-1}"));
    assertThat(call("PATCH", user, "{\"quotaBytes\":9223372036854775807}").status()).isEqualTo(200);
    assertThat(call("PATCH", user, "{\"quotaBytes\":0}").status()).isEqualTo(200);
    // Not UTF-8, and the same in another encoding.
    assertProblem(
        400,
        raw(
            head(
                "POST",
                "/api/admin/domains",
                "Content-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"name\":\"\u00ff\"}")));
    assertProblem(
        400,
        raw(
            head(
                "POST",
                "/api/admin/domains",
                "Content-Type: application/json\r\nContent-Length: 4\r\n\r\n\0{\0}")));
  }

  @Test
  void bodiesAreDeclaredAndBounded() throws Exception {
    String good = "{\"name\":\"type.test\"}";
    for (String type :
        List.of(
            "text/plain",
            "application/jsonp",
            "application/x-www-form-urlencoded",
            "json",
            "",
            "application/json; charset=iso-8859-1")) {
      assertProblem(415, call("POST", "/api/admin/domains", type, good));
    }
    assertProblem(
        415, raw(head("POST", "/api/admin/domains", "Content-Length: 20\r\n\r\n" + good)));
    assertProblem(
        415,
        raw(
            head(
                "POST",
                "/api/admin/domains",
                "Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 20\r\n\r\n"
                    + good)));
    assertThat(
            call("POST", "/api/admin/domains", "Application/JSON; charset=\"UTF-8\"", good)
                .status())
        .isEqualTo(200);
    int most = 1 << 20;
    String frame = "{\"name\":\"\"}";
    String exact = "{\"name\":\"" + "x".repeat(most - frame.length()) + "\"}";
    assertProblem(422, call("POST", "/api/admin/domains", exact));
    assertProblem(413, call("POST", "/api/admin/domains", exact + " "));
    assertProblem(
        413,
        raw(
            head(
                "POST",
                "/api/admin/domains",
                "Content-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n{")));
    StringBuilder chunks = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      chunks.append("8000\r\n").append("x".repeat(0x8000)).append("\r\n");
    }
    assertProblem(
        413,
        raw(
            head(
                "POST",
                "/api/admin/domains",
                "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunks
                    + "0\r\n\r\n")));
  }

  @Test
  void methodsThatAreNotThereAreToldWhichAre() throws Exception {
    Map<String, String> allowed =
        Map.of(
            "/healthz", "GET, HEAD, OPTIONS",
            "/metrics", "GET, HEAD, OPTIONS",
            "/api/admin/status", "GET, HEAD, OPTIONS",
            "/api/admin/domains", "GET, HEAD, POST, OPTIONS",
            "/api/admin/domains/example.test", "GET, HEAD, PATCH, DELETE, OPTIONS",
            "/api/admin/accounts", "GET, HEAD, POST, OPTIONS",
            "/api/admin/accounts/user@example.test", "GET, HEAD, PATCH, DELETE, OPTIONS",
            "/api/admin/aliases/x@example.test", "GET, HEAD, PUT, DELETE, OPTIONS",
            "/api/admin/queue/1", "GET, HEAD, DELETE, OPTIONS",
            "/api/admin/verify", "POST, OPTIONS");
    for (var path : allowed.entrySet()) {
      for (String method : List.of("TRACE", "BREW", "get", "PROPFIND")) {
        Answer answer = assertProblem(405, call(method, path.getKey()));
        assertThat(answer.fields()).as(path.getKey()).containsEntry("allow", path.getValue());
      }
      Answer options = call("OPTIONS", path.getKey());
      assertThat(options.status()).isEqualTo(204);
      assertThat(options.fields()).containsEntry("allow", path.getValue());
    }
    assertProblem(404, call("OPTIONS", "/api/admin/nothing"));
  }

  @Test
  void headIsAsGetWithoutContents() throws Exception {
    Answer get = call("GET", "/api/admin/domains");
    Answer head = call("HEAD", "/api/admin/domains");
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.fields()).containsEntry("content-length", get.fields().get("content-length"));
    assertThat(call("HEAD", "/healthz").status()).isEqualTo(200);
    assertThat(call("HEAD", "/api/admin/nothing").status()).isEqualTo(404);
  }

  @Test
  void whatIsNoHttpGetsAProblemToo() throws Exception {
    for (String request :
        List.of(
            "GET\r\n\r\n",
            "GET /healthz\r\nHost: a\r\n\r\n",
            "GET /healthz HTTP/9.9\r\nHost: a\r\n\r\n",
            "GET /healthz HTTP/1.1\r\n\r\n",
            "GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
            "GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "GET /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n",
            "GET /healthz HTTP/1.1\r\nHost: a\r\nbad field\r\n\r\n",
            "GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000) + "\r\n\r\n",
            "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET healthz HTTP/1.1\r\nHost: a\r\n\r\n",
            "CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n",
            "\0\u0001\u0002 / HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST /api/admin/domains HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                + "Authorization: Bearer "
                + token
                + "\r\nContent-Type: application/json\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")) {
      Answer answer = raw(request);
      assertThat(answer.status()).as(request + answer).isBetween(400, 505).isNotEqualTo(500);
      assertNoLeak(answer);
    }
  }

  @Test
  void loginsThatAreNoLoginsAreRefusedAlike() throws Exception {
    for (String authorization :
        List.of(
            "",
            "Basic",
            "Basic ",
            "Basic !!!!",
            "Basic Og==",
            "Basic YQ==",
            "Basic /////w==",
            "Basic YTo=",
            "Basic AAAAOgAA",
            "Bearer",
            "Bearer ",
            "Bearer x",
            "Digest username=\"a\"",
            "Negotiate AAAA",
            "x".repeat(5_000))) {
      Answer answer =
          raw(
              "GET /api/admin/status HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAuthorization: "
                  + authorization
                  + "\r\n\r\n");
      assertProblem(401, answer);
      assertThat(answer.fields().get("www-authenticate")).startsWith("Basic realm=");
    }
  }

  @Test
  void aChangeThatIsRefusedChangesNothing() throws Exception {
    String user = "/api/admin/accounts/user@example.test";
    Answer refused =
        assertProblem(
            422,
            call(
                "PATCH",
                user,
                "{\"displayName\":\"X\",\"suspended\":true,\"password\":\"password\"}"));
    assertThat(refused.body()).contains("guessed first").contains("--generate");
    assertThat(call("GET", user).body())
        .contains("\"suspended\":false")
        .doesNotContain("\"displayName\":\"X\"");
    assertProblem(
        422,
        call(
            "PATCH",
            "/api/admin/domains/example.test",
            "{\"enabled\":false,\"catchAll\":\"no address\"}"));
    assertThat(call("GET", "/api/admin/domains/example.test").body()).contains("\"enabled\":true");
  }

  @Test
  void aBackupIsNotWrittenIntoTheStore() throws Exception {
    Path store = folder.resolve("data/store");
    for (String place : new String[] {"inside", "engine/x", "blobs/segments/y", "../store/z"}) {
      Path target = store.resolve(place);
      Answer answer = call("POST", "/api/admin/backup", "{\"folder\":\"" + target + "\"}");
      assertProblem(422, answer);
      assertThat(answer.body()).contains("within the store");
      assertThat(target).doesNotExist();
    }
  }

  @Test
  void nothingThatIsSentMakesTheServerFail() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> methods = List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "X");
    List<String> paths =
        List.of(
            "/healthz",
            "/metrics",
            "/api/admin/status",
            "/api/admin/domains",
            "/api/admin/domains/example.test",
            "/api/admin/accounts",
            "/api/admin/accounts/nobody%40example.test",
            "/api/admin/aliases",
            "/api/admin/aliases/all@example.test",
            "/api/admin/queue",
            "/api/admin/queue/1f",
            "/api/admin/queue/1f/hold",
            "/api/admin/traces/abc",
            "/api/admin/backup");
    List<String> pieces =
        List.of(
            "%00",
            "%ff",
            "%2F",
            "/",
            "..",
            "%",
            "+",
            "@",
            "\"",
            "\\",
            "?",
            "&",
            "=",
            ";",
            "#",
            "%F0%9F%98%80",
            "%C3%B6",
            "xn--",
            "[1.2.3.4]",
            "[IPv6:::1]",
            "-",
            ".",
            "%22",
            "%5C%22",
            "prefix=",
            "after=",
            "limit=",
            "domain=",
            "9999999999",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "null",
            "true",
            "1e999",
            "\\u0000",
            "\\ud800",
            "\"addresses\"",
            "\"targets\"",
            "\"name\"",
            "\"password\"",
            "\"folder\"",
            "\"catchAll\"",
            "x");
    List<String> bodies =
        List.of(
            "{\"name\":\"x.test\"}",
            "{\"addresses\":[\"f@example.test\"],\"password\":\"k7mw-x2qp-hn4t\"}",
            "{\"targets\":[\"a@b.test\"]}",
            "{\"address\":\"al@example.test\",\"targets\":[\"a@b.test\"]}",
            "{\"enabled\":true,\"catchAll\":\"user@example.test\"}",
            "{\"displayName\":\"n\",\"quotaBytes\":1}",
            "{\"folder\":\"relative\"}",
            "");
    for (int i = 0; i < 1_500; i++) {
      String method = methods.get(random.nextInt(methods.size()));
      String target = mutate(paths.get(random.nextInt(paths.size())), pieces, random);
      String body = mutate(bodies.get(random.nextInt(bodies.size())), pieces, random);
      if (body.contains("folder") && body.contains("/")) {
        continue; // writes no backups somewhere
      }
      Answer answer = body.isEmpty() ? call(method, target) : call(method, target, body);
      assertThat(answer.status())
          .as("seed %d: %s %s %s -> %s", seed, method, target, body, answer)
          .isNotEqualTo(500);
      if (answer.status() >= 400) {
        assertNoLeak(answer);
      }
    }
    assertThat(call("GET", "/healthz").status()).isEqualTo(200);
  }

  private static String mutate(String text, List<String> pieces, Random random) {
    StringBuilder mutated = new StringBuilder(text);
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(mutated.length() + 1);
      switch (random.nextInt(3)) {
        case 0 -> mutated.insert(at, pieces.get(random.nextInt(pieces.size())));
        case 1 -> mutated.delete(at, Math.min(mutated.length(), at + 1 + random.nextInt(5)));
        default -> mutated.insert(at, (char) (0x21 + random.nextInt(0x5e)));
      }
    }
    return mutated.toString().replace(" ", "");
  }
}
