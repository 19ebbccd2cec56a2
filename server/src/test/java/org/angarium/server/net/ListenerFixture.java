package org.angarium.server.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.angarium.server.event.Event;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Listeners on loopback for one test, and clients of theirs; all are closed after it. */
@Timeout(300)
abstract class ListenerFixture {
  static final SSLContext SERVER_TLS = TestTls.server("mail.example.test");
  static final SSLContext CLIENT_TLS = TestTls.trustingClient();

  final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();
  private final SessionIds ids = new SessionIds(InstantSource.system());
  private final ConcurrentLinkedQueue<AutoCloseable> opened = new ConcurrentLinkedQueue<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  static ListenerSettings settings(Protection protection) {
    return ListenerSettings.of(
        "test", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), protection);
  }

  Listener listen(ListenerSettings settings, ConnectionHandler handler) throws IOException {
    Supplier<SSLContext> tls = () -> SERVER_TLS;
    Listener listener = Listener.open(settings, tls, handler, ids, events::add);
    opened.add(listener);
    return listener;
  }

  Socket connect(Listener listener) throws IOException {
    Socket socket = new Socket(listener.address(), listener.port());
    socket.setSoTimeout(120_000);
    opened.add(socket);
    return socket;
  }

  static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
  }

  static String receiveAll(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
  }

  /** Reads lines and tells what became of each. */
  static ConnectionHandler describing(int maxOctets, boolean strict) {
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

  static SSLSocket secure(Socket socket, String... alpn) throws IOException {
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
}
