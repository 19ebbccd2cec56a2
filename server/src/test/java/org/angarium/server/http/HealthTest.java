package org.angarium.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import org.angarium.server.admin.AdministrationFixture;
import org.angarium.server.auth.AuthSettings;
import org.angarium.server.auth.Authenticator;
import org.angarium.server.event.Metrics;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** What those who watch from outside are told in each state of the server. */
class HealthTest {
  private final AtomicReference<Health> health = new AtomicReference<>(Health.STARTING);
  @TempDir Path folder;
  private AdministrationFixture fixture;
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() throws Exception {
    fixture = new AdministrationFixture(folder);
    Authenticator authenticator =
        new Authenticator(
            fixture.directory,
            fixture.hashing,
            AuthSettings.DEFAULT,
            Clock.systemUTC(),
            event -> {});
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        new Dispatcher(
            at -> table(),
            new Gatekeeper("token", authenticator, fixture.administration),
            () -> !health.get().equals(Health.STARTING),
            JsonMapper.shared(),
            event -> {},
            null));
    server.start();
  }

  private RouteTable table() {
    return Routes.table(
        health::get, new Metrics(), () -> fixture.administration, JsonMapper.shared());
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
    client.close();
    fixture.close();
  }

  @Test
  void onlyAServerThatIsReadyIsHealthy() throws Exception {
    assertThat(get("/healthz"))
        .returns(503, HttpResponse::statusCode)
        .returns("starting\n", HttpResponse::body);
    health.set(Health.READY);
    assertThat(get("/healthz"))
        .returns(200, HttpResponse::statusCode)
        .returns("ready\n", HttpResponse::body);
    health.set(Health.STOPPING);
    assertThat(get("/healthz"))
        .returns(503, HttpResponse::statusCode)
        .returns("stopping\n", HttpResponse::body);
  }

  @Test
  void administrationWaitsForTheStart() throws Exception {
    assertThat(get("/api/admin/status").statusCode()).isEqualTo(503);
  }

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + connector.getLocalPort() + path);
    return client.send(
        HttpRequest.newBuilder(uri).header("Authorization", "Bearer token").build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
