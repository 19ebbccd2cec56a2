package org.angarium.bench.load;

import java.io.IOException;
import java.util.Locale;
import org.angarium.testkit.wire.WireClient;

/**
 * The server under load.
 *
 * @param userPattern address of user number n, such as {@code user%d@example.test}
 */
record LoadTarget(
    String host, int smtpPort, int imapPort, String userPattern, int users, String password) {
  String user(int number) {
    return String.format(Locale.ROOT, userPattern, Math.floorMod(number, users) + 1);
  }

  WireClient smtp() throws IOException {
    return WireClient.ofLoad(host, smtpPort, 1024);
  }

  /** Connected and logged in. */
  WireClient imap(int user, int bufferBytes) throws IOException {
    WireClient client = WireClient.ofLoad(host, imapPort, bufferBytes);
    client.line();
    client.imap("LOGIN " + user(user) + " " + password);
    return client;
  }
}
