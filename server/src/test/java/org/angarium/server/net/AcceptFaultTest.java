package org.angarium.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.angarium.server.event.ConnectionEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener that cannot accept says so, goes on trying, and says when it is over. */
class AcceptFaultTest extends ListenerFixture {

  /** Fails while there is a failure; connections wait meanwhile, as they do in the system. */
  private static final class FailingSocket extends ServerSocket {
    final AtomicReference<Throwable> failure = new AtomicReference<>();

    FailingSocket() throws IOException {}

    @Override
    public Socket accept() throws IOException {
      Socket accepted = failure.get() == null ? super.accept() : null;
      switch (failure.get()) {
        case IOException failed -> {
          close(accepted);
          throw failed;
        }
        case Error failed -> {
          close(accepted);
          throw failed;
        }
        case null, default -> {
          return accepted;
        }
      }
    }

    private static void close(Socket socket) throws IOException {
      if (socket != null) {
        socket.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void isToldWhileItLastsAndPassesByItself(boolean error) throws Exception {
    FailingSocket socket = new FailingSocket();
    socket.failure.set(
        error ? new OutOfMemoryError("no thread") : new IOException("Too many open files"));
    try (Listener listener =
        Listener.open(
            settings(Protection.NONE),
            () -> SERVER_TLS,
            describing(100, true),
            new SessionIds(InstantSource.system()),
            events::add,
            socket)) {
      Awaitility.await().until(() -> listener.fault() != null);
      assertThat(listener.fault()).contains(error ? "no thread" : "Too many open files");
      assertThat(events).anyMatch(event -> event instanceof ConnectionEvent.AcceptFailed);
      socket.failure.set(null);
      // Nobody connects, and all the same it is known that it would work.
      Awaitility.await().until(() -> listener.fault() == null);
      Socket client = connect(listener);
      send(client, "a\r\n");
      client.shutdownOutput();
      assertThat(receiveAll(client)).isEqualTo("[a]");
    }
  }

  @Test
  void aClosedListenerHasNoFault() throws Exception {
    Listener listener = listen(settings(Protection.NONE), describing(100, true));
    listener.close();
    assertThat(listener.fault()).isNull();
  }
}
