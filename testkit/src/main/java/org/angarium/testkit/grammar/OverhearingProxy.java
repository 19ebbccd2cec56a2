package org.angarium.testkit.grammar;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Stands on a loopback port between a real client and a server, passes on every octet and overhears
 * each connection. At a fault both ends are cut, and the test fails when it ends ({@link
 * GrammarFaults}). What is said under TLS is passed on unheard. Two virtual threads for each
 * connection.
 */
public final class OverhearingProxy implements AutoCloseable {
  private static final int BUFFER = 8192;

  private final ServerSocket listening;
  private final int target;
  private final Supplier<? extends Conversation> conversations;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /**
   * Listens.
   *
   * @param target the server's port on loopback
   * @param conversations one for each connection
   */
  public OverhearingProxy(int target, Supplier<? extends Conversation> conversations)
      throws IOException {
    this.target = target;
    this.conversations = conversations;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** Where clients connect to. */
  public int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        join(listening.accept());
      }
    } catch (IOException closed) {
      // The test is over.
      open.forEach(OverhearingProxy::cut);
    }
  }

  private void join(Socket client) {
    open.add(client);
    try {
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      open.add(server);
      Conversation conversation = conversations.get();
      InputStream answers = conversation.overhear(server.getInputStream());
      OutputStream commands = conversation.overhear(server.getOutputStream());
      pass(client, server, client.getInputStream(), commands);
      pass(server, client, answers, client.getOutputStream());
    } catch (IOException refused) {
      cut(client);
    }
  }

  private static void pass(Socket from, Socket to, InputStream in, OutputStream out) {
    Thread.ofVirtual()
        .start(() -> {
          byte[] buffer = new byte[BUFFER];
          try {
            int count;
            while ((count = in.read(buffer)) > 0) {
              out.write(buffer, 0, count);
              out.flush();
            }
            to.shutdownOutput();
          } catch (IOException | GrammarFault over) {
            cut(from);
            cut(to);
          }
        });
  }

  private static void cut(Socket socket) {
    try {
      socket.close();
    } catch (IOException closed) {
      // It need not be closed twice.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    open.forEach(OverhearingProxy::cut);
  }
}
