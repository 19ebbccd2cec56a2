package org.angarium.server.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What counts as a line, however its bytes arrive. */
class ConnectionLinesTest extends ListenerFixture {
  private String converse(int maxOctets, boolean strict, String... pieces) throws IOException {
    try (Listener listener = listen(settings(Protection.NONE), describing(maxOctets, strict));
        Socket socket = connect(listener)) {
      for (String piece : pieces) {
        send(socket, piece);
      }
      socket.shutdownOutput();
      return receiveAll(socket);
    }
  }

  @Test
  void linesEndInCrlf() throws IOException {
    assertThat(converse(20, true, "one\r\n\r\nthr", "ee\r", "\nfour")).isEqualTo("[one][][three]");
  }

  @Test
  void strictLinesHaveNoBareCrLfOrNul() throws IOException {
    assertThat(converse(20, true, "a\n", "b\rc\r\n", "d\0\r\n", "e\r\r\n", "\n", "ok\r\n"))
        .isEqualTo("<malformed><malformed><malformed><malformed><malformed>[ok]");
  }

  @Test
  void lenientLinesMayEndInLf() throws IOException {
    assertThat(converse(20, false, "a\n", "b\r\n")).isEqualTo("[a][b]");
  }

  @Test
  void aLineMayBeExactlyAsLongAsAllowed() throws IOException {
    String ten = "0123456789";
    assertThat(converse(10, true, ten + "\r\n", ten + "x\r\n", "ok\r\n"))
        .isEqualTo("[" + ten + "]<long>[ok]");
  }

  @Test
  void overlongLinesAreDroppedAsTheyArrive() throws IOException {
    assertThat(converse(10, true, "x".repeat(300_000), "\r\nok\r\n")).isEqualTo("<long>[ok]");
  }

  @Test
  void aLineWithoutEndEndsTheConnection() throws IOException {
    try (Listener listener = listen(settings(Protection.NONE), describing(100, true));
        Socket socket = connect(listener)) {
      byte[] piece = "y".repeat(64 << 10).getBytes(ISO_8859_1);
      try {
        for (int i = 0; i < 100; i++) {
          socket.getOutputStream().write(piece);
        }
      } catch (IOException expected) {
        // The server is rid of us while we still send.
      }
      Awaitility.await().until(() -> listener.connections() == 0);
    }
  }

  @Test
  void piecesOfAnySizeGiveTheSameLines() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 400; i++) {
      String line = "z".repeat(random.nextInt(i % 7 == 0 ? 5_000 : 90));
      text.append(line).append("\r\n");
      expected.append('[').append(line).append(']');
    }
    List<String> pieces = new java.util.ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      int next = Math.min(text.length(), at + 1 + random.nextInt(3_000));
      pieces.add(text.substring(at, next));
      at = next;
    }
    assertThat(converse(6_000, true, pieces.toArray(new String[0])))
        .as("seed %d", seed)
        .isEqualTo(expected.toString());
  }

  @Test
  void aSlowLineIsCountedAsAWhole() throws Exception {
    CountDownLatch timedOut = new CountDownLatch(1);
    Listener listener =
        listen(
            settings(Protection.NONE),
            connection -> {
              connection.deadline(Duration.ofMillis(300));
              try {
                connection.readLine(1000, true);
              } catch (java.net.SocketTimeoutException e) {
                timedOut.countDown();
              }
            });
    Socket socket = connect(listener);
    // One byte now and then, each well within the deadline of a single read.
    while (!timedOut.await(20, TimeUnit.MILLISECONDS)) {
      try {
        send(socket, "x");
      } catch (IOException closed) {
        break;
      }
    }
    assertThat(timedOut.await(2, TimeUnit.MINUTES)).isTrue();
  }
}
