package org.angarium.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.angarium.testkit.grammar.GrammarFault;
import org.angarium.testkit.grammar.GrammarFaults;
import org.angarium.testkit.grammar.OverheardSocket;
import org.angarium.testkit.grammar.OverhearingProxy;
import org.angarium.testkit.grammar.imap.ImapConversation;
import org.angarium.testkit.grammar.smtp.SmtpConversation;
import org.angarium.testkit.talk.Talk;
import org.angarium.testkit.wire.WireClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Every conversation of a test with a mail server is overheard, and one octet that the grammar does
 * not allow makes the test fail. The server here says what it is told to say.
 */
class OverheardConversationsTest {
  /** Sockets that carry no IMAP and no SMTP, or that are not read. */
  private static final Set<String> NO_CONVERSATIONS =
      Set.of(
          "AdministrationApiTest.java", // HTTP
          "DataReaderTest.java", // a listener that only takes
          "DovecotProcess.java", // asks whether a port listens
          "HttpPlacesTest.java", // HTTP
          "ImapPeer.java", // to Dovecot; to ours it is overheard
          "ImapSessionFuzzTest.java", // damaged commands, whose answers follow from no grammar
          "ListenerFixture.java", // protocols of its own
          "PostfixProcess.java", // asks whether a port listens
          "SmtpPeer.java", // to Postfix; to ours it is overheard
          "Thunderbird.java", // its remote control
          "OverheardConversationsTest.java");

  private static final Pattern SOCKET =
      Pattern.compile("new Socket\\(|SocketChannel\\.open\\(|WireClient\\.ofLoad\\(");

  @AfterEach
  void forget() {
    GrammarFaults.drain();
  }

  /** Says one thing to the first client, and then what answers its first command. */
  private static ServerSocket server(String greeting, String answer) throws IOException {
    ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          try (Socket client = listening.accept()) {
            client.getOutputStream().write(greeting.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = client.getInputStream();
            int octet = in.read();
            while (octet >= 0) {
              if (octet == '\n') {
                client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
              }
              octet = in.read();
            }
          } catch (IOException gone) {
            // The client has had enough.
          }
        });
    return listening;
  }

  @Test
  void anImapClientFailsAtOneWrongOctet() throws Exception {
    for (String wrong : List.of("* BYE x\r\nt1  OK x\r\n", "* BYE \200\r\nt1 OK x\r\n")) {
      try (ServerSocket server = server("* OK ready\r\n", wrong);
          WireClient client =
              new WireClient(new ImapConversation(), "127.0.0.1", server.getLocalPort(), 64)) {
        client.line();
        assertThatThrownBy(() -> client.imap("LOGOUT")).isInstanceOf(GrammarFault.class);
      }
    }
    try (ServerSocket server = server("* OK ready\r\n", "* BYE x\r\nt1 OK x\r\n");
        WireClient client =
            new WireClient(new ImapConversation(), "127.0.0.1", server.getLocalPort(), 64)) {
      client.line();
      client.imap("LOGOUT");
    }
  }

  @Test
  void aTalkFailsAtOneWrongOctet() throws Exception {
    Talk talk = Talk.parse("talk", "S: 220 *\nC: NOOP\nS: 250 *\n");
    try (ServerSocket server = server("220 mx.test\r\n", "250 caf\351\r\n");
        OverheardSocket socket =
            new OverheardSocket(
                new SmtpConversation(), InetAddress.getLoopbackAddress(), server.getLocalPort())) {
      assertThatThrownBy(() -> talk.run(socket, null, Map.of()))
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("textstring (RFC 5321 §4.2)")
          .hasMessageContaining("C: NOOP");
    }
  }

  @Test
  void aRealClientFailsAtOneWrongOctet() throws Exception {
    try (ServerSocket server = server("* OK  \377\r\n", "");
        OverhearingProxy proxy =
            new OverhearingProxy(server.getLocalPort(), ImapConversation::new);
        Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
      assertThat(client.getInputStream().readAllBytes()).isEmpty();
      Awaitility.await().until(() -> !GrammarFaults.drain().isEmpty());
    }
  }

  /** A wait that swallows errors, or another thread, does not hide it. */
  @Test
  void aTestThatSwallowsAFaultFailsAllTheSame() throws Exception {
    try (ServerSocket server = server("* OK\r\n", "");
        WireClient client =
            new WireClient(new ImapConversation(), "127.0.0.1", server.getLocalPort(), 64)) {
      assertThatThrownBy(client::line).isInstanceOf(GrammarFault.class);
    }
    ExtensionContext passed =
        (ExtensionContext)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ExtensionContext.class},
                (proxy, method, arguments) -> Optional.empty());
    assertThatThrownBy(() -> new GrammarFaults().afterEach(passed))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("against the grammar");
  }

  @Test
  void noTestSpeaksUnheard() throws Exception {
    Path sources = Path.of("src/test/java");
    try (Stream<Path> files = Files.walk(sources)) {
      assertThat(
              files
                  .filter(file -> file.toString().endsWith(".java"))
                  .filter(file -> !NO_CONVERSATIONS.contains(file.getFileName().toString()))
                  .filter(file -> speaks(file))
                  .toList())
          .as("use OverheardSocket, WireClient or OverhearingProxy of the testkit")
          .isEmpty();
    }
  }

  private static boolean speaks(Path file) {
    try {
      return SOCKET.matcher(Files.readString(file)).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
