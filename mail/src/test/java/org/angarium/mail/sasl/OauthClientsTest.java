package org.angarium.mail.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that nobody here wrote get in with a token: curl where it is installed, and Angus. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OauthClientsTest {
  private static final Path CURL = Path.of("/usr/bin/curl");
  private static final String TOKEN = "ya29.vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";
  private static final String USER = "tim.bo@example.org";

  @Test
  void curlGetsInWithTheRightTokenOnly() throws Exception {
    assumeTrue(Files.isExecutable(CURL), "curl isn't installed");
    for (String mechanism : List.of("OAUTHBEARER", "XOAUTH2")) {
      for (boolean initial : List.of(true, false)) {
        for (String token : List.of(TOKEN, "expired")) {
          try (Imap imap = new Imap(mechanism, initial)) {
            List<String> command =
                new ArrayList<>(List.of(CURL.toString(), "--silent", "--noproxy", "*"));
            command.addAll(List.of("--max-time", "60", "--user", USER, "--oauth2-bearer", token));
            command.addAll(List.of("--login-options", "AUTH=" + mechanism));
            command.addAll(initial ? List.of("--sasl-ir") : List.of());
            command.add("imap://127.0.0.1:" + imap.port() + "/");
            Process curl =
                new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            assertThat(curl.waitFor(90, TimeUnit.SECONDS)).isTrue();
            String what = mechanism + ", " + initial + ", " + token;
            assertThat(curl.exitValue() == 0).as(what).isEqualTo(token.equals(TOKEN));
            assertIdentity(imap, token, what);
          }
        }
      }
    }
  }

  @Test
  void angusGetsInWithTheRightTokenOnly() throws Exception {
    for (boolean initial : List.of(true, false)) {
      for (String token : List.of(TOKEN, "expired")) {
        try (Imap imap = new Imap("XOAUTH2", initial)) {
          Properties properties = new Properties();
          properties.setProperty("mail.imap.auth.mechanisms", "XOAUTH2");
          properties.setProperty("mail.imap.connectiontimeout", "60000");
          properties.setProperty("mail.imap.timeout", "60000");
          boolean connected;
          try (Store store = Session.getInstance(properties).getStore("imap")) {
            store.connect("127.0.0.1", imap.port(), USER, token);
            connected = true;
          } catch (MessagingException refused) {
            connected = false;
          }
          assertThat(connected).as("%s, %s", initial, token).isEqualTo(token.equals(TOKEN));
          assertIdentity(imap, token, "initial " + initial);
        }
      }
    }
  }

  private static void assertIdentity(Imap imap, String token, String what) throws Exception {
    imap.end();
    assertThat(imap.identity)
        .as(what)
        .isEqualTo(token.equals(TOKEN) ? new SaslIdentity("tim", USER) : null);
    assertThat(imap.refusals).as(what).isEqualTo(token.equals(TOKEN) ? 0 : 1);
  }

  /** As much of an IMAP server as a client needs to get in, for one connection. */
  private static final class Imap implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final String capability;
    private final OauthServer server;
    private final Thread thread;
    private volatile @Nullable SaslIdentity identity;

    /** How often the client was told why its token is no good; many if it wrote nonsense. */
    private volatile int refusals;

    Imap(String mechanism, boolean initial) throws IOException {
      TokenVerifier verifier =
          (claimed, token) ->
              claimed.equals(USER) && token.equals(TOKEN) ? Optional.of("tim") : Optional.empty();
      String reason = "{\"status\":\"invalid_token\"}";
      this.server =
          mechanism.equals("XOAUTH2")
              ? OauthServer.xoauth2(verifier, reason, SaslLimits.DEFAULT)
              : OauthServer.bearer(verifier, reason, SaslLimits.DEFAULT);
      this.capability = "CAPABILITY IMAP4rev1 AUTH=" + mechanism + (initial ? " SASL-IR" : "");
      this.thread = Thread.ofVirtual().start(this::serve);
    }

    int port() {
      return listener.getLocalPort();
    }

    void end() throws InterruptedException {
      thread.join();
    }

    private void serve() {
      try (Socket socket = listener.accept();
          OutputStream out = socket.getOutputStream()) {
        BufferedReader in =
            new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
        say(out, "* OK [" + capability + "] ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          String[] words = line.split(" ", 4);
          String tag = words[0];
          switch (words[1]) {
            case "CAPABILITY" -> say(out, "* " + capability + "\r\n" + tag + " OK");
            case "AUTHENTICATE" ->
                say(
                    out,
                    tag
                        + (authenticate(words.length > 3 ? words[3] : null, in, out)
                            ? " OK"
                            : " NO"));
            case "LOGOUT" -> say(out, "* BYE\r\n" + tag + " OK");
            default -> say(out, tag + " OK");
          }
        }
      } catch (IOException gone) {
        throw new UncheckedIOException(gone);
      }
    }

    private boolean authenticate(@Nullable String initial, BufferedReader in, OutputStream out)
        throws IOException {
      byte @Nullable [] response = initial == null ? null : Base64.getDecoder().decode(initial);
      while (true) {
        try {
          switch (server.respond(response)) {
            case SaslStep.Challenge(byte[] data) -> {
              say(out, "+ " + Base64.getEncoder().encodeToString(data));
              refusals += data.length == 0 ? 0 : 1;
              String line = in.readLine();
              if (line == null) {
                // Some leave when they are told why.
                return false;
              }
              response = Base64.getDecoder().decode(line);
            }
            case SaslStep.Done(SaslIdentity who, byte @Nullable [] data) -> {
              identity = who;
              return true;
            }
          }
        } catch (SaslException refused) {
          refusals += refused.reason() == SaslException.Reason.FAILED ? 0 : 100;
          return false;
        } catch (InterruptedException stopped) {
          throw new IOException(stopped);
        }
      }
    }

    private static void say(OutputStream out, String line) throws IOException {
      out.write((line + "\r\n").getBytes(UTF_8));
      out.flush();
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }
}
