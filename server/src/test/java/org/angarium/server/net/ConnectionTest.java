package org.angarium.server.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.angarium.server.event.ConnectionEvent;
import org.angarium.server.event.Event;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConnectionTest {
  private static final SSLContext SERVER_TLS = TestTls.server("mail.example.test");
  private static final SSLContext CLIENT_TLS = TestTls.trustingClient();

  private final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();
  private final SessionIds ids = new SessionIds(InstantSource.system());
  private final ConcurrentLinkedQueue<AutoCloseable> opened = new ConcurrentLinkedQueue<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private static ListenerSettings settings(Protection protection) {
    return ListenerSettings.of(
        "test", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), protection);
  }

  private Listener listen(ListenerSettings settings, ConnectionHandler handler) throws IOException {
    Supplier<SSLContext> tls = () -> SERVER_TLS;
    Listener listener = Listener.open(settings, tls, handler, ids, events::add);
    opened.add(listener);
    return listener;
  }

  private Socket connect(Listener listener) throws IOException {
    Socket socket = new Socket(listener.address(), listener.port());
    socket.setSoTimeout(30_000);
    opened.add(socket);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  private static String receiveAll(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  /** Reads lines and tells what became of each. */
  private static ConnectionHandler describing(int maxOctets, boolean strict) {
    return connection -> {
      while (true) {
        String answer;
        try {
          byte[] line = connection.readLine(maxOctets, strict);
          if (line == null) {
            return;
          }
          answer = "[" + new String(line, ISO_8859_1) + "]";
        } catch (LineTooLongException e) {
          answer = "<long>";
        } catch (MalformedLineException e) {
          answer = "<malformed>";
        } catch (EndlessLineException e) {
          connection.write("<endless>".getBytes(ISO_8859_1));
          return;
        }
        connection.write(answer.getBytes(ISO_8859_1));
        if (connection.buffered() == 0) {
          connection.flush();
        }
      }
    };
  }

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
    assertThat(timedOut.await(10, TimeUnit.SECONDS)).isTrue();
  }

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
  void namesOfNonsenseInTheHandshakeHarmNobodyElse() throws Exception {
    Listener listener = listen(settings(Protection.IMPLICIT), describing(10, true));
    for (byte[] name : List.of(new byte[] {0}, new byte[1000], "\u00fc..-".getBytes(ISO_8859_1))) {
      SSLSocket tls =
          (SSLSocket)
              CLIENT_TLS.getSocketFactory().createSocket(connect(listener), "nonsense", 1, true);
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setServerNames(List.of(new SNIServerName(0, name) {}));
      tls.setSSLParameters(parameters);
      assertThatThrownBy(tls::startHandshake).isInstanceOf(IOException.class);
    }
    SSLSocket good = secure(connect(listener));
    send(good, "hello\r\n");
    assertThat(new String(good.getInputStream().readNBytes(7), ISO_8859_1)).isEqualTo("[hello]");
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
    assertThat(cut.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void bytesSentBeforeStartTlsAreDropped() throws Exception {
    Listener listener =
        listen(
            settings(Protection.STARTTLS),
            connection -> {
              assertThat(connection.canStartTls()).isTrue();
              connection.readLine(100, true);
              // The injected line is here by now, since both came in one segment.
              connection.write("go\r\n".getBytes(ISO_8859_1));
              connection.startTls();
              assertThat(connection.canStartTls()).isFalse();
              byte[] line = connection.readLine(100, true);
              connection.write(line == null ? "none".getBytes(ISO_8859_1) : line);
              connection.write((" " + connection.tls()).getBytes(ISO_8859_1));
              connection.flush();
            });
    Socket socket = connect(listener);
    send(socket, "STARTTLS\r\nINJECTED\r\n");
    assertThat(new String(socket.getInputStream().readNBytes(4), ISO_8859_1)).isEqualTo("go\r\n");
    SSLSocket tls = secure(socket);
    send(tls, "GENUINE\r\n");
    assertThat(receiveAll(tls)).startsWith("GENUINE TlsFacts[protocol=TLSv1.3");
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(events).anyMatch(e -> e instanceof ConnectionEvent.Secured));
  }

  private static SSLSocket secure(Socket socket, String... alpn) throws IOException {
    SSLSocket tls =
        (SSLSocket)
            CLIENT_TLS
                .getSocketFactory()
                .createSocket(socket, "mail.example.test", socket.getPort(), true);
    SSLParameters parameters = tls.getSSLParameters();
    parameters.setApplicationProtocols(alpn);
    tls.setSSLParameters(parameters);
    tls.startHandshake();
    return tls;
  }

  @Test
  void aPeerThatWantsAnotherProtocolIsRefusedInTheHandshake() throws Exception {
    Listener listener =
        listen(
            settings(Protection.IMPLICIT).withProtocol(List.of("imap"), ""), describing(10, true));
    Socket foreign = connect(listener);
    assertThatThrownBy(
            () -> {
              SSLSocket tls = secure(foreign, "http/1.1");
              tls.getInputStream().read();
            })
        .isInstanceOf(SSLException.class);
    SSLSocket good = secure(connect(listener), "imap");
    assertThat(good.getApplicationProtocol()).isEqualTo("imap");
    SSLSocket silent = secure(connect(listener));
    send(silent, "hello\r\n");
    assertThat(new String(silent.getInputStream().readNBytes(7), ISO_8859_1)).isEqualTo("[hello]");
  }

  @Test
  void aHandshakeThatNeverEndsIsCutOff() throws Exception {
    Listener listener =
        listen(
            settings(Protection.IMPLICIT)
                .withDeadlines(Duration.ofMillis(200), Duration.ofMinutes(1)),
            describing(10, true));
    Socket socket = connect(listener);
    send(socket, "\026\003\001");
    assertThat(socket.getInputStream().read()).isEqualTo(-1);
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(events).anyMatch(e -> e instanceof ConnectionEvent.HandshakeFailed));
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
    clear.close(Duration.ofSeconds(10));
    secure.close(Duration.ofSeconds(10));
    assertThat(receiveAll(first)).isEqualTo("bye\r\n");
    assertThat(receiveAll(second)).isEqualTo("bye\r\n");
    assertThat(clear.connections()).isZero();
    assertThat(secure.connections()).isZero();
    assertThat(events)
        .filteredOn(e -> e instanceof ConnectionEvent.Closed)
        .extracting(e -> ((ConnectionEvent.Closed) e).cut())
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
    assertThat(listener.connections()).isZero();
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
            connection -> early.add(connection.speaksWithin(Duration.ofSeconds(20))));
    send(connect(listener), "EHLO robot\r\n");
    assertThat(early.poll(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void foreignProtocolsAreRecognised() {
    assertThat(ForeignProtocol.of("GET / HTTP/1.1".getBytes(ISO_8859_1)))
        .isEqualTo(ForeignProtocol.HTTP);
    assertThat(ForeignProtocol.of("POST /x".getBytes(ISO_8859_1))).isEqualTo(ForeignProtocol.HTTP);
    assertThat(ForeignProtocol.of("CONNECT a:25 HTTP/1.0".getBytes(ISO_8859_1)))
        .isEqualTo(ForeignProtocol.HTTP);
    assertThat(ForeignProtocol.of("SSH-2.0-x".getBytes(ISO_8859_1))).isEqualTo(ForeignProtocol.SSH);
    assertThat(ForeignProtocol.of(new byte[] {22, 3, 1, 0})).isEqualTo(ForeignProtocol.TLS);
    assertThat(ForeignProtocol.of("HEAD of line".getBytes(ISO_8859_1)))
        .isEqualTo(ForeignProtocol.NONE);
    assertThat(ForeignProtocol.of("MAIL FROM:<>".getBytes(ISO_8859_1)))
        .isEqualTo(ForeignProtocol.NONE);
  }
}
