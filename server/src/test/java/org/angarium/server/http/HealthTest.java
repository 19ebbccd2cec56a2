package org.angarium.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.angarium.server.auth.AuthSettings;
import org.angarium.server.auth.Authenticator;
import org.angarium.server.directory.Directory;
import org.angarium.server.directory.DirectorySettings;
import org.angarium.server.directory.HashingCost;
import org.angarium.server.directory.PasswordHashing;
import org.angarium.server.event.Metrics;
import org.angarium.store.directory.DirectoryLimits;
import org.angarium.store.directory.DirectoryStore;
import org.angarium.store.engine.memory.MemoryEngine;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What those who watch from outside are told in each state of the server. */
class HealthTest {
  private final AtomicReference<Health> health = new AtomicReference<>(Health.STARTING);
  private final MemoryEngine engine = new MemoryEngine();
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() throws Exception {
    PasswordHashing hashing =
        new PasswordHashing(new HashingCost(64, 1, 1, 4_096), 1, Duration.ofSeconds(60));
    Clock clock = Clock.systemUTC();
    DirectoryStore records = DirectoryStore.open(engine, DirectoryLimits.DEFAULT, clock);
    Directory directory = new Directory(records, hashing, DirectorySettings.DEFAULT, event -> {});
    Authenticator authenticator =
        new Authenticator(directory, hashing, AuthSettings.DEFAULT, clock, event -> {});
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    server.setHandler(
        new Dispatcher(
            health::get,
            new Metrics(),
            new Gatekeeper("token", authenticator),
            () -> {
              throw new AssertionError("nothing may come this far");
            },
            JsonMapper.shared(),
            event -> {},
            null));
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
    client.close();
    engine.close();
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
