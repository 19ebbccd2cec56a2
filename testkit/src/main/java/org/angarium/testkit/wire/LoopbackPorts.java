package org.angarium.testkit.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for those who must know them before they listen there: other processes, and peers that go
 * and come back. All lie below the range from which systems take a port for whoever asks for any
 * and for outgoing connections, so that nobody is given one between the look and the use.
 */
public final class LoopbackPorts {
  private static final int FIRST = 11_000;

  /** Linux gives out ports from 32768 on, others from 49152. */
  private static final int END = 32_000;

  private static final int ATTEMPTS = 100;

  private LoopbackPorts() {}

  /** One that nobody listens on. */
  public static int free() throws IOException {
    return freeOffset(0);
  }

  /**
   * A number for which nobody listens on its sum with any of {@code ports}, which are from 0 to
   * 1000.
   */
  public static int freeOffset(int... ports) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int candidate = ThreadLocalRandom.current().nextInt(FIRST, END - 1000);
      if (allFree(candidate, ports)) {
        return candidate;
      }
    }
    throw new IOException("no range of free ports found");
  }

  private static boolean allFree(int offset, int... ports) {
    for (int port : ports) {
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port + offset));
      } catch (IOException taken) {
        return false;
      }
    }
    return true;
  }
}
