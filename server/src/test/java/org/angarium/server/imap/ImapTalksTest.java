package org.angarium.server.imap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.angarium.server.net.TestTls;
import org.angarium.testkit.grammar.OverheardSocket;
import org.angarium.testkit.grammar.imap.ImapConversation;
import org.angarium.testkit.talk.Talk;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Each {@code .talk} beside this class, held with a server that has nothing yet. */
class ImapTalksTest {
  @TempDir Path folder;

  private static Map<String, String> variables() {
    return Map.of(
        "password", ImapFixture.PASSWORD,
        "length", Integer.toString(ImapFixture.PASSWORD.length()),
        "joe", plain(ImapFixture.PASSWORD),
        "wrong", plain("wrong"));
  }

  private static String plain(String password) {
    return Base64.getEncoder()
        .encodeToString(("\0" + ImapFixture.USER + "\0" + password).getBytes(UTF_8));
  }

  private static List<String> talks() throws Exception {
    URI one = Objects.requireNonNull(ImapTalksTest.class.getResource("states.talk")).toURI();
    try (Stream<Path> files = Files.list(Path.of(one).getParent())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".talk"))
          .sorted()
          .toList();
    }
  }

  @TestFactory
  Stream<DynamicTest> holdsTheConversation() throws Exception {
    return talks().stream()
        .map(name ->
            DynamicTest.dynamicTest(
                name,
                () -> {
                  try (ImapFixture fixture =
                          ImapFixture.inMemory(Files.createDirectory(folder.resolve(name)));
                      OverheardSocket socket =
                          new OverheardSocket(
                              new ImapConversation(),
                              InetAddress.getLoopbackAddress(),
                              fixture.port())) {
                    Talk.resource(ImapTalksTest.class, name)
                        .run(socket, TestTls.trustingClient(), variables());
                  }
                }));
  }

  @Test
  void thereIsATalkForEachGroupOfCommands() throws Exception {
    assertThat(talks())
        .contains(
            "append-fetch.talk",
            "condstore.talk",
            "idle.talk",
            "login.talk",
            "mailboxes.talk",
            "search.talk",
            "starttls.talk",
            "states.talk",
            "store-expunge.talk");
  }
}
