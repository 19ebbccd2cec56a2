package org.angarium.server.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.angarium.server.net.Listener;
import org.angarium.server.net.ListenerSettings;
import org.angarium.server.net.Protection;
import org.angarium.server.net.SessionIds;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class DataReaderTest {
  private final BlockingQueue<Result> results = new ArrayBlockingQueue<>(10);
  private Listener listener;

  /**
   * What was read.
   *
   * @param rest what stood after the end
   */
  private record Result(String contents, @Nullable LineFault fault, String rest) {
    /** How much of a refused message was passed on does not matter. */
    Result withoutFaultyContents() {
      return fault == null ? this : new Result("", fault, rest);
    }
  }

  @BeforeEach
  void listen() throws IOException {
    listener =
        Listener.open(
            ListenerSettings.of(
                "data",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Protection.NONE),
            null,
            connection -> {
              ByteArrayOutputStream contents = new ByteArrayOutputStream();
              DataReader reader = new DataReader(connection, contents::write, 1 << 30);
              try {
                assertThat(reader.read()).isTrue();
              } catch (IOException e) {
                results.add(new Result("(" + e.getMessage() + ")", reader.fault(), ""));
                return;
              }
              ByteArrayOutputStream rest = new ByteArrayOutputStream();
              byte[] piece = new byte[1000];
              int count;
              while ((count = connection.read(piece, 0, piece.length)) > 0) {
                rest.write(piece, 0, count);
              }
              results.add(
                  new Result(
                      contents.toString(ISO_8859_1), reader.fault(), rest.toString(ISO_8859_1)));
            },
            new SessionIds(InstantSource.system()),
            event -> {});
  }

  @AfterEach
  void close() {
    listener.close();
  }

  private Result read(@Nullable Random cuts, String wire) throws Exception {
    byte[] bytes = wire.getBytes(ISO_8859_1);
    try (Socket socket = new Socket(listener.address(), listener.port())) {
      socket.setTcpNoDelay(true);
      int at = 0;
      while (at < bytes.length) {
        int count = cuts == null ? bytes.length : 1 + cuts.nextInt(bytes.length);
        count = Math.min(count, bytes.length - at);
        socket.getOutputStream().write(bytes, at, count);
        at += count;
      }
      socket.shutdownOutput();
      Result result = results.poll(2, TimeUnit.MINUTES);
      assertThat(result).isNotNull();
      return result;
    }
  }

  @Test
  void dotsAreTakenAwayAndTheEndIsFound() throws Exception {
    assertThat(read(null, "a\r\n..b\r\n.c\r\n...\r\n.\r\nQUIT\r\n"))
        .isEqualTo(new Result("a\r\n.b\r\nc\r\n..\r\n", null, "QUIT\r\n"));
    assertThat(read(null, ".\r\nrest")).isEqualTo(new Result("", null, "rest"));
    assertThat(read(null, "\r\n.\r\n")).isEqualTo(new Result("\r\n", null, ""));
    assertThat(read(null, "..\r\n.\r\n")).isEqualTo(new Result(".\r\n", null, ""));
  }

  @Test
  void nothingButCrlfDotCrlfEndsTheData() throws Exception {
    String[] forged = {
      "\n.\n",
      "\n.\r\n",
      "\r\n.\n",
      "\r.\r",
      "\r\n.\r",
      "\r.\r\n",
      "\n\n.\r\n",
      "\r\r\n.\r\r\n",
      "\r\n.\0\r\n",
      "\r\n\0.\r\n",
      "\0.\r\n",
      "\r\n.\r\0\n",
      "\n\r.\r\n"
    };
    for (String end : forged) {
      Result result = read(null, "a" + end + "MAIL FROM:<x@y.test>\r\n.\r\nQUIT\r\n");
      assertThat(result.fault()).as(end.replace("\r", "CR").replace("\n", "LF")).isNotNull();
      assertThat(result.rest())
          .as(end.replace("\r", "CR").replace("\n", "LF"))
          .isEqualTo("QUIT\r\n");
    }
    // Not faulty, only a line that begins with a dot.
    Result spaced = read(null, "a\r\n. \r\nb\r\n.\r\nQUIT\r\n");
    assertThat(spaced).isEqualTo(new Result("a\r\n \r\nb\r\n", null, "QUIT\r\n"));
  }

  /** Against the plainest reading of RFC 5321 §4.5.2 that can be written down. */
  @Test
  void agreesWithAByteByByteReaderHoweverItIsCut() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    String alphabet = "....\r\n\r\n\r\n\r\n\r\n\nab\0\t\u00ff";
    for (int round = 0; round < 300; round++) {
      StringBuilder wire = new StringBuilder();
      for (int n = random.nextInt(60); n > 0; n--) {
        int i = random.nextInt(alphabet.length());
        boolean pair = alphabet.charAt(i) == '\r' && random.nextInt(8) > 0;
        wire.append(pair ? "\r\n" : alphabet.substring(i, i + 1));
        if (random.nextInt(20) == 0) {
          wire.append("x".repeat(random.nextInt(3_000)));
        }
      }
      wire.append("\r\n.\r\nREST");
      Result expected = reference(wire.toString()).withoutFaultyContents();
      assertThat(
              read(random.nextInt(4) == 0 ? null : random, wire.toString()).withoutFaultyContents())
          .as("seed %d round %d", seed, round)
          .isEqualTo(expected);
    }
  }

  private static Result reference(String wire) {
    StringBuilder contents = new StringBuilder();
    @Nullable LineFault fault = null;
    boolean lineStart = true;
    int i = 0;
    while (true) {
      if (lineStart && wire.startsWith(".\r\n", i)) {
        return new Result(contents.toString(), fault, wire.substring(i + 3));
      }
      if (lineStart && wire.charAt(i) == '.') {
        i++;
        lineStart = false;
        continue;
      }
      lineStart = false;
      if (wire.startsWith("\r\n", i)) {
        if (fault == null) {
          contents.append("\r\n");
        }
        i += 2;
        lineStart = true;
        continue;
      }
      char c = wire.charAt(i++);
      LineFault found =
          c == '\r'
              ? LineFault.BARE_CR
              : c == '\n' ? LineFault.BARE_LF : c == 0 ? LineFault.NUL : null;
      if (fault == null) {
        fault = found;
        if (fault == null) {
          contents.append(c);
        }
      }
    }
  }

  @Test
  void lineEndCheckAgreesHoweverItIsCut() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(30); n > 0; n--) {
        text.append(random.nextInt(30) == 0 ? "\r" : random.nextInt(30) == 0 ? "\n" : "");
        text.append(
            random.nextInt(50) == 0 ? "\0" : random.nextBoolean() ? "\r\n" : "abcdefghij\t");
      }
      byte[] bytes = text.toString().getBytes(ISO_8859_1);
      String bare = text.toString().replace("\r\n", "");
      LineEndCheck check = new LineEndCheck();
      for (int at = 0; at < bytes.length; ) {
        int count = 1 + random.nextInt(bytes.length - at);
        check.update(bytes, at, count);
        at += count;
      }
      assertThat(check.fault() != null)
          .as("seed %d", seed)
          .isEqualTo(bare.matches("(?s).*[\r\n\0].*"));
    }
  }
}
