package org.angarium.server.http;

import static org.angarium.server.admin.AdministrationFixture.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.angarium.server.admin.AdministrationFixture;
import org.angarium.server.auth.AuthSettings;
import org.angarium.server.auth.Authenticator;
import org.angarium.server.event.Metrics;
import org.angarium.server.tls.Certificates;
import org.angarium.server.tls.SelfSignedCertificate;
import org.angarium.store.directory.AccountUpdate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What logins of each kind get over HTTP, and what each listener serves. */
@Timeout(120)
class HttpRightsTest {
  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private AdministrationFixture site;
  private HttpFace face;

  @BeforeEach
  void open() throws Exception {
    site = new AdministrationFixture(folder.resolve("store"));
    site.directory.createDomain("own.test");
    site.directory.createDomain("other.test");
    site.account("user@own.test");
    site.account("user@other.test");
    site.administratorOf("boss@own.test", "own.test");
    site.actor("watch@own.test", AccountUpdate.monitor(true));
    Path certificate = folder.resolve("certificate.pem");
    Path key = folder.resolve("key.pem");
    SelfSignedCertificate.create("a.test", certificate, key, Clock.systemUTC());
    InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    Metrics metrics = new Metrics();
    metrics.gauge("angarium.test", "For tests.", () -> 1);
    face =
        HttpFace.open(
            List.of(
                new HttpFace.Endpoint("http", any, false, EnumSet.of(RouteSet.ADMINISTRATION)),
                new HttpFace.Endpoint(
                    "metrics", any, false, Set.of(RouteSet.HEALTH, RouteSet.METRICS))),
            Certificates.load(certificate, key, event -> {}),
            () -> Health.READY,
            metrics,
            "token",
            new Authenticator(
                site.directory,
                site.hashing,
                AuthSettings.DEFAULT,
                Clock.systemUTC(),
                site.events::add),
            site.administration,
            HttpLimits.DEFAULT,
            site.events::add);
  }

  @AfterEach
  void close() throws Exception {
    face.close();
    site.close();
    client.close();
  }

  private HttpResponse<String> ask(
      int listener, String login, String method, String path, String body) throws Exception {
    return ask(listener, login, PASSWORD, method, path, body);
  }

  private HttpResponse<String> ask(
      int listener, String login, String password, String method, String path, String body)
      throws Exception {
    URI uri =
        URI.create("http://127.0.0.1:" + face.bound().get(listener).address().getPort() + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (login != null) {
      request.header(
          "Authorization",
          "Basic "
              + Base64.getEncoder()
                  .encodeToString((login + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private int status(String login, String method, String path, String body) throws Exception {
    return ask(0, login, method, "/api/admin/" + path, body).statusCode();
  }

  @Test
  void holdersSeeAndChangeTheirOwnAccountOnly() throws Exception {
    String own = "accounts/user@own.test";
    assertThat(status("user@own.test", "GET", own, null)).isEqualTo(200);
    assertThat(status("user@own.test", "PATCH", own, "{\"displayName\":\"User\"}")).isEqualTo(200);
    assertThat(status("user@own.test", "PATCH", own, "{\"quotaBytes\":0}")).isEqualTo(403);
    assertThat(status("user@own.test", "PATCH", own, "{\"administrator\":true}")).isEqualTo(403);
    assertThat(status("user@own.test", "DELETE", own, null)).isEqualTo(403);
    assertThat(status("user@own.test", "GET", "accounts/user@other.test", null)).isEqualTo(404);
    for (String path : List.of("status", "configuration", "domains", "accounts", "queue")) {
      assertThat(status("user@own.test", "GET", path, null)).as(path).isEqualTo(403);
    }
    String next = "zebra fuel 17 mile";
    assertThat(status("user@own.test", "PATCH", own, "{\"password\":\"" + next + "\"}"))
        .isEqualTo(200);
    assertThat(ask(0, "user@own.test", next, "GET", "/api/admin/" + own, null).statusCode())
        .isEqualTo(200);
    assertThat(status("user@own.test", "GET", own, null)).isEqualTo(401);
  }

  @Test
  void administratorsOfDomainsSeeNoOthers() throws Exception {
    String boss = "boss@own.test";
    assertThat(ask(0, boss, "GET", "/api/admin/domains", null).body())
        .contains("own.test")
        .doesNotContain("other.test");
    assertThat(ask(0, boss, "GET", "/api/admin/accounts", null).body())
        .contains("user@own.test")
        .doesNotContain("other.test");
    HttpResponse<String> hidden = ask(0, boss, "GET", "/api/admin/domains/other.test", null);
    HttpResponse<String> absent = ask(0, boss, "GET", "/api/admin/domains/there.test", null);
    assertThat(hidden.statusCode()).isEqualTo(404);
    assertThat(hidden.body().replace("other.test", "there.test")).isEqualTo(absent.body());
    assertThat(
            status(
                boss, "POST", "aliases", "{\"address\":\"a@own.test\",\"targets\":[\"x@x.test\"]}"))
        .isEqualTo(200);
    assertThat(
            status(
                boss,
                "POST",
                "aliases",
                "{\"address\":\"a@other.test\",\"targets\":[\"x@x.test\"]}"))
        .isEqualTo(422);
    assertThat(status(boss, "POST", "domains", "{\"name\":\"new.test\"}")).isEqualTo(403);
  }

  @Test
  void eachListenerServesItsRoutes() throws Exception {
    assertThat(ask(1, null, "GET", "/healthz", null).statusCode()).isEqualTo(200);
    assertThat(ask(1, null, "GET", "/metrics", null).body()).contains("# ");
    assertThat(ask(1, "boss@own.test", "GET", "/api/admin/status", null).statusCode())
        .isEqualTo(404);
    assertThat(ask(0, null, "GET", "/healthz", null).statusCode()).isEqualTo(404);
    assertThat(ask(0, null, "GET", "/metrics", null).statusCode()).isEqualTo(404);
    assertThat(status("watch@own.test", "GET", "status", null)).isEqualTo(200);
    assertThat(status("watch@own.test", "GET", "configuration", null)).isEqualTo(403);
  }
}
