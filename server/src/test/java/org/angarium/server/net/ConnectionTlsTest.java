package org.angarium.server.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.angarium.server.event.ConnectionEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Handshakes, and what comes before them. */
class ConnectionTlsTest extends ListenerFixture {
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
    assertThat(ended(socket)).isTrue();
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(events).anyMatch(e -> e instanceof ConnectionEvent.HandshakeFailed));
  }

  /** In good order, or by a reset where our bytes came too late for the server to read them. */
  private static boolean ended(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }
}
