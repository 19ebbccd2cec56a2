package org.angarium.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.angarium.testkit.grammar.imap.ImapConversation;
import org.angarium.testkit.wire.WireClient;
import org.awaitility.Awaitility;

/** A user's INBOX, read over IMAP. Text is bytes, one character each (ISO 8859-1). */
final class InboxReader implements AutoCloseable {
  private final WireClient client;

  InboxReader(ServerProcess server, String user, String password) throws IOException {
    client = new WireClient(new ImapConversation(), "127.0.0.1", server.port(143), 1 << 14);
    client.line();
    client.imap("LOGIN " + user + " \"" + password + "\"");
    client.imap("EXAMINE INBOX");
  }

  /** Every message, whole, in the order of arrival. */
  List<String> messages() throws IOException {
    client.imap("NOOP");
    client.send("f UID FETCH 1:* (BODY.PEEK[])");
    List<String> messages = new ArrayList<>();
    String line = client.line();
    while (!line.startsWith("f ")) {
      int brace = line.lastIndexOf('{');
      if (brace > 0 && line.endsWith("}")) {
        int size = Integer.parseInt(line, brace + 1, line.length() - 1, 10);
        messages.add(new String(client.bytes(size), StandardCharsets.ISO_8859_1));
        assertThat(client.line()).endsWith(")");
      }
      line = client.line();
    }
    assertThat(line).startsWith("f OK");
    return messages;
  }

  /** Those that contain {@code text}. */
  List<String> with(String text) throws IOException {
    return messages().stream().filter(message -> message.contains(text)).toList();
  }

  /** Waits until a message with {@code text} is there, and returns it; there may be one only. */
  String await(String text) throws IOException {
    Awaitility.await(text).pollInterval(Duration.ofMillis(50)).until(() -> !with(text).isEmpty());
    List<String> found = with(text);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  @Override
  public void close() {
    client.close();
  }
}
