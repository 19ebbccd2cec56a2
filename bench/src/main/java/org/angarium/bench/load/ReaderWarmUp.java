package org.angarium.bench.load;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.angarium.testkit.wire.WireClient;

/**
 * Lets the generator's own reading be compiled before anything is measured, with answers that this
 * process gives itself: what counts is the time of the server, not that of a cold client.
 */
final class ReaderWarmUp {
  private static final int ROUNDS = 40;
  private static final int RESPONSES = 5_000;

  private ReaderWarmUp() {}

  static void run() throws IOException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        WireClient client =
            WireClient.ofLoad(
                listener.getInetAddress().getHostAddress(), listener.getLocalPort(), 1 << 16);
        Socket end = listener.accept()) {
      for (int round = 0; round < ROUNDS; round++) {
        String tag = client.tag();
        byte[] answer = answer(tag, round % 2 == 0);
        Thread sender = Thread.ofPlatform().start(() -> send(end, answer));
        client.imapAnswer(tag);
        join(sender);
      }
    }
  }

  private static void send(Socket end, byte[] answer) {
    try {
      OutputStream out = end.getOutputStream();
      out.write(answer);
      out.flush();
    } catch (IOException e) {
      throw new IllegalStateException("the warm-up broke off", e);
    }
  }

  private static void join(Thread sender) throws IOException {
    try {
      sender.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while warming up", e);
    }
  }

  /** Many short responses, or some with literals, and the tagged one. */
  private static byte[] answer(String tag, boolean literals) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] literal = new byte[4096];
    for (int i = 1; i <= (literals ? RESPONSES / 50 : RESPONSES); i++) {
      if (literals) {
        out.writeBytes(ascii("* " + i + " FETCH (BODY[] {" + literal.length + "}\r\n"));
        out.writeBytes(literal);
        out.writeBytes(ascii(")\r\n"));
      } else {
        out.writeBytes(ascii("* " + i + " FETCH (FLAGS (\\Seen) UID " + i + ")\r\n"));
      }
    }
    out.writeBytes(ascii(tag + " OK done\r\n"));
    return out.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
