package org.angarium.server.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.angarium.server.admin.AdministrationFixture;
import org.angarium.server.event.ConnectionEvent;
import org.angarium.server.event.Event;
import org.angarium.server.event.Metrics;
import org.angarium.server.net.ConnectionLimits;
import org.angarium.server.tls.Certificates;
import org.angarium.server.tls.SelfSignedCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections that ask nothing, or too slowly, hold no place that another one needs. */
@Timeout(300)
class HttpPlacesTest {
  private static final Duration LONG = Duration.ofMinutes(10);
  private static final Duration SHORT = Duration.ofSeconds(1);

  @TempDir Path folder;
  private AdministrationFixture fixture;
  private final List<Socket> sockets = new ArrayList<>();
  private final List<Event> events = new CopyOnWriteArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    fixture.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** Many, so that a page of them fills buffers. */
  private static Metrics manyMetrics() {
    Metrics metrics = new Metrics();
    for (int i = 0; i < 2_000; i++) {
      metrics.gauge("angarium.test", "For tests.", "number", Integer.toString(i), () -> 1);
    }
    return metrics;
  }

  private HttpFace open(HttpLimits limits) throws Exception {
    fixture = new AdministrationFixture(folder.resolve("store"));
    Metrics metrics = manyMetrics();
    Path certificate = folder.resolve("certificate.pem");
    Path key = folder.resolve("key.pem");
    SelfSignedCertificate.create("a.test", certificate, key, InstantSource.system());
    InetSocketAddress any = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    return HttpFace.open(
        List.of(
            new HttpFace.Endpoint("http", any, false, EnumSet.allOf(RouteSet.class)),
            new HttpFace.Endpoint("https", any, true, EnumSet.allOf(RouteSet.class))),
        Certificates.load(certificate, key, event -> {}),
        () -> Health.READY,
        metrics,
        "token",
        null,
        fixture.administration,
        limits,
        events::add);
  }

  private static HttpLimits limits(int perAddress, int total, Duration request, Duration answer) {
    return new HttpLimits(new ConnectionLimits(perAddress, total, total), request, answer);
  }

  private static InetSocketAddress clear(HttpFace face) {
    return face.bound().get(0).address();
  }

  private static InetSocketAddress secure(HttpFace face) {
    return face.bound().get(1).address();
  }

  private Socket connect(InetSocketAddress to, String from) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(120_000);
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    socket.connect(to);
    sockets.add(socket);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  /** Reads to the end, which must come from the server. */
  private static String rest(Socket socket) {
    StringBuilder text = new StringBuilder();
    try {
      InputStream in = socket.getInputStream();
      for (int octet = in.read(); octet >= 0; octet = in.read()) {
        text.append((char) octet);
      }
    } catch (java.net.SocketTimeoutException open) {
      throw new AssertionError("the server did not close", open);
    } catch (IOException reset) {
      text.append("<reset>");
    }
    return text.toString();
  }

  private String health(InetSocketAddress to, String from) throws IOException {
    Socket socket = connect(to, from);
    send(socket, "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    return rest(socket);
  }

  @Test
  void aFloodFromOneAddressThrowsItselfOut() throws Exception {
    try (HttpFace face = open(limits(5, 100, LONG, LONG))) {
      List<Socket> flood = new ArrayList<>();
      for (int i = 0; i < 25; i++) {
        Socket slow = connect(i % 2 == 0 ? clear(face) : secure(face), "127.0.0.2");
        send(slow, i % 2 == 0 ? "GET /heal" : "\u0016\u0003\u0001");
        flood.add(slow);
      }
      // From elsewhere and from the very address of the flood.
      assertThat(health(clear(face), "127.0.0.1")).startsWith("HTTP/1.1 200");
      assertThat(health(clear(face), "127.0.0.2")).startsWith("HTTP/1.1 200");
      for (Socket slow : flood.subList(0, 20)) {
        rest(slow);
      }
      assertThat(events)
          .contains(
              new ConnectionEvent.Refused(
                  "http", "127.0.0.2", ConnectionEvent.RefusalReason.TOO_MANY_FROM_ADDRESS));
    }
  }

  @Test
  void aFloodFromManyAddressesLeavesRoomForTheNextOne() throws Exception {
    try (HttpFace face = open(limits(5, 8, LONG, LONG))) {
      for (int i = 0; i < 40; i++) {
        send(connect(clear(face), "127.1." + i + ".1"), "POST /api/admin/verify HTTP/1.1\r\n");
      }
      assertThat(health(clear(face), "127.0.0.1")).startsWith("HTTP/1.1 200");
      assertThat(health(clear(face), "127.9.9.9")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void aConnectionThatAsksNowAndThenKeepsItsPlace() throws Exception {
    try (HttpFace face = open(limits(3, 100, LONG, LONG))) {
      Socket asking = connect(clear(face), "127.0.0.1");
      for (int i = 0; i < 10; i++) {
        send(asking, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("ready\n") < 0) {
          int octet = asking.getInputStream().read();
          assertThat(octet).as("after %d answers, within: %s", i, answer).isNotNegative();
          answer.append((char) octet);
        }
        send(connect(clear(face), "127.0.0.1"), "GET");
      }
    }
  }

  @Test
  void aRequestArrivesInTimeOrNotAtAll() throws Exception {
    try (HttpFace face = open(limits(50, 100, SHORT, LONG))) {
      Socket silent = connect(clear(face), "127.0.0.1");
      Socket handshake = connect(secure(face), "127.0.0.1");
      Socket begun = connect(secure(face), "127.0.0.1");
      send(begun, "\u0016\u0003\u0001\u0002\u0000");
      Socket idle = connect(clear(face), "127.0.0.1");
      send(idle, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
      Socket body = connect(clear(face), "127.0.0.1");
      send(
          body,
          "POST /api/admin/domains HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer token\r\n"
              + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");
      Socket drip = connect(clear(face), "127.0.0.1");
      Socket dripBody = connect(clear(face), "127.0.0.1");
      send(
          dripBody,
          "POST /api/admin/domains HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer token\r\n"
              + "Content-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{");
      send(drip, "GET /healthz HTTP/1.1\r\nX: ");
      dripUntilClosed(drip);
      dripUntilClosed(dripBody);
      assertThat(rest(silent)).doesNotContain("200");
      rest(handshake);
      rest(begun);
      assertThat(rest(idle)).startsWith("HTTP/1.1 200");
      assertThat(rest(body)).doesNotContain("HTTP/1.1 2");
      assertThat(health(clear(face), "127.0.0.1")).startsWith("HTTP/1.1 200");
    }
  }

  /** However steadily it goes on; ends when the server closes, and never otherwise. */
  private static void dripUntilClosed(Socket socket) throws Exception {
    try {
      while (socket.getInputStream().available() == 0) {
        send(socket, "x");
        java.util.concurrent.TimeUnit.MILLISECONDS.sleep(20);
      }
    } catch (IOException closed) {
      assertThat(closed).isNotNull();
    }
  }

  @Test
  void anAnswerIsTakenInTimeOrCut() throws Exception {
    try (HttpFace face = open(limits(50, 100, LONG, SHORT))) {
      // Asks and never reads: once the buffers between are full, the server waits for it.
      Socket deaf = connect(clear(face), "127.0.0.1");
      IOException cut = null;
      while (cut == null) {
        try {
          send(deaf, "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n".repeat(100));
        } catch (IOException closed) {
          cut = closed;
        }
      }
      assertThat(health(clear(face), "127.0.0.1")).startsWith("HTTP/1.1 200");
    }
  }
}
