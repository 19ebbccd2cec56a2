package org.angarium.server.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.angarium.server.event.ConnectionEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Deadlines, limits and ends of connections. */
class ConnectionTest extends ListenerFixture {
  @Test
  void aPeerThatIsTooSlowIsToldSoOverTlsToo() throws Exception {
    ConnectionHandler handler =
        connection -> {
          connection.deadline(Duration.ofMillis(100));
          try {
            connection.readLine(100, true);
          } catch (java.net.SocketTimeoutException late) {
            connection.write("late\r\n".getBytes(ISO_8859_1));
            throw late;
          }
        };
    Socket clear = connect(listen(settings(Protection.NONE), handler));
    SSLSocket secure = secure(connect(listen(settings(Protection.IMPLICIT), handler)));
    assertThat(receiveAll(clear)).isEqualTo("late\r\n");
    assertThat(receiveAll(secure)).isEqualTo("late\r\n");
    Awaitility.await()
        .untilAsserted(() ->
            assertThat(events)
                .filteredOn(e -> e instanceof ConnectionEvent.Ended)
                .extracting(e -> ((ConnectionEvent.Ended) e).reason())
                .containsExactly(
                    ConnectionEvent.EndReason.TIMED_OUT, ConnectionEvent.EndReason.TIMED_OUT));
  }

  @Test
  void aTransferBelowTheMinimalRateEnds() throws Exception {
    BlockingQueue<String> outcome = new ArrayBlockingQueue<>(1);
    Listener listener =
        listen(
            settings(Protection.NONE),
            connection -> {
              connection.demandRate(1_000_000, Duration.ofMillis(50));
              try {
                connection.readFully(new byte[1 << 20], 0, 1 << 20);
                outcome.add("all");
              } catch (java.net.SocketTimeoutException e) {
                outcome.add("slow");
              }
            });
    Socket socket = connect(listener);
    String result = null;
    while (result == null) {
      try {
        send(socket, "x");
      } catch (IOException closed) {
        // Seen below.
      }
      result = outcome.poll(20, TimeUnit.MILLISECONDS);
    }
    assertThat(result).isEqualTo("slow");
  }

  @Test
  void aPeerThatIsSilentIsBelowTheMinimalRateToo() throws Exception {
    BlockingQueue<String> outcome = new ArrayBlockingQueue<>(1);
    Listener listener =
        listen(
            settings(Protection.NONE),
            connection -> {
              connection.deadline(Duration.ofHours(1));
              connection.demandRate(1_000, Duration.ofMillis(50));
              try {
                connection.readFully(new byte[100], 0, 100);
                outcome.add("all");
              } catch (java.net.SocketTimeoutException e) {
                outcome.add("slow");
              }
            });
    send(connect(listener), "x".repeat(99));
    assertThat(outcome.take()).isEqualTo("slow");
  }

  @Test
  void aPeerThatDoesNotReadIsCutOff() throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    Listener listener =
        listen(
            settings(Protection.NONE),
            connection -> {
              connection.deadline(Duration.ofMillis(200));
              byte[] much = new byte[1 << 20];
              try {
                for (int i = 0; i < 1000; i++) {
                  connection.write(much);
                }
              } catch (java.net.SocketTimeoutException e) {
                cut.countDown();
              }
            });
    connect(listener);
    assertThat(cut.await(2, TimeUnit.MINUTES)).isTrue();
  }

  @Test
  void oneAddressCannotTakeAllConnections() throws Exception {
    Listener listener =
        listen(
            settings(Protection.NONE)
                .withLimits(new ConnectionLimits(2, 10, 10))
                .withProtocol(List.of(), "421 4.7.0 too many"),
            describing(10, true));
    Socket first = connect(listener);
    send(first, "a\r\n");
    first.getInputStream().readNBytes(3);
    Socket second = connect(listener);
    send(second, "a\r\n");
    second.getInputStream().readNBytes(3);
    assertThat(receiveAll(connect(listener))).isEqualTo("421 4.7.0 too many\r\n");
    first.close();
    Awaitility.await().until(() -> listener.connections() == 1);
    Socket fourth = connect(listener);
    send(fourth, "a\r\n");
    assertThat(new String(fourth.getInputStream().readNBytes(3), ISO_8859_1)).isEqualTo("[a]");
    // Reported after the peer has seen the end.
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(events).anyMatch(e -> e instanceof ConnectionEvent.Refused));
  }

  @Test
  void closingLetsWaitingSessionsSayGoodbyeOverTlsToo() throws Exception {
    ConnectionHandler handler =
        connection -> {
          connection.write("hi\r\n".getBytes(ISO_8859_1));
          connection.flush();
          while (connection.readLine(100, true) != null) {
            connection.flush();
          }
          if (connection.stopping()) {
            connection.write("bye\r\n".getBytes(ISO_8859_1));
          }
        };
    Listener clear = listen(settings(Protection.NONE), handler);
    Listener secure = listen(settings(Protection.IMPLICIT), handler);
    Socket first = connect(clear);
    SSLSocket second = secure(connect(secure));
    assertThat(first.getInputStream().readNBytes(4)).hasSize(4);
    assertThat(second.getInputStream().readNBytes(4)).hasSize(4);
    clear.close(Duration.ofMinutes(1));
    secure.close(Duration.ofMinutes(1));
    assertThat(receiveAll(first)).isEqualTo("bye\r\n");
    assertThat(receiveAll(second)).isEqualTo("bye\r\n");
    assertThat(clear.connections()).isZero();
    assertThat(secure.connections()).isZero();
    assertThat(events)
        .filteredOn(e -> e instanceof ConnectionEvent.Closed)
        .extracting(e -> ((ConnectionEvent.Closed) e).sessions())
        .containsExactly(0L, 0L);
  }

  @Test
  void closingCutsSessionsThatDoNotEnd() throws Exception {
    CountDownLatch in = new CountDownLatch(1);
    Listener listener =
        listen(
            settings(Protection.NONE),
            connection -> {
              in.countDown();
              connection.readFully(new byte[100], 0, 100);
            });
    Socket socket = connect(listener);
    in.await();
    listener.close(Duration.ofMillis(50));
    Awaitility.await().until(() -> listener.connections() == 0);
    InputStream input = socket.getInputStream();
    assertThatThrownBy(
            () -> {
              if (input.read() < 0) {
                throw new IOException("end");
              }
            })
        .isInstanceOf(IOException.class);
  }

  @Test
  void aBugEndsOnlyItsConnection() throws Exception {
    Listener listener =
        listen(
            settings(Protection.NONE),
            connection -> {
              byte[] line = connection.readLine(10, true);
              if (line == null || line.length == 0) {
                throw new IllegalStateException("a bug");
              }
              connection.write(line);
            });
    Socket first = connect(listener);
    send(first, "\r\n");
    assertThat(receiveAll(first)).isEmpty();
    Socket second = connect(listener);
    send(second, "ok\r\n");
    assertThat(receiveAll(second)).isEqualTo("ok");
    // Reported after the peer has seen the end.
    Awaitility.await()
        .untilAsserted(() -> assertThat(events).anyMatch(e -> e instanceof ConnectionEvent.Failed));
  }

  @Test
  void earlyTalkersAreSeen() throws Exception {
    BlockingQueue<Boolean> early = new ArrayBlockingQueue<>(1);
    Listener listener =
        listen(
            settings(Protection.NONE),
            connection -> early.add(connection.speaksWithin(Duration.ofMinutes(1))));
    send(connect(listener), "EHLO robot\r\n");
    assertThat(early.poll(2, TimeUnit.MINUTES)).isTrue();
  }
}
