package org.angarium.mail.sasl;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.angarium.mail.precis.SaslPrep;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Our mechanisms and those of GNU SASL understand each other, both ways, where it is installed. */
@EnabledIf("isInstalled")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GsaslInteropTest {
  private static final Path GSASL = Path.of("/usr/bin/gsasl");
  private static final SaslLimits LIMITS = SaslLimits.DEFAULT;
  private static final byte[] BINDING = "bound to this".getBytes(US_ASCII);
  private static final ChannelBinding EXPORTER = new ChannelBinding("tls-exporter", BINDING);
  private static final List<String> MECHANISMS =
      List.of(
          "PLAIN",
          "LOGIN",
          "CRAM-MD5",
          "DIGEST-MD5",
          "SCRAM-SHA-1",
          "SCRAM-SHA-1-PLUS",
          "SCRAM-SHA-256",
          "SCRAM-SHA-256-PLUS");

  @TempDir private Path folder = Path.of("");

  static boolean isInstalled() {
    return Files.isExecutable(GSASL);
  }

  @Test
  void theirClientGetsInWithTheRightPasswordOnly() throws Exception {
    for (String mechanism : MECHANISMS) {
      for (String password : List.of("p\u00e4ss,=\"w", "wrong")) {
        @Nullable SaslIdentity identity = theirClient(mechanism, password, server(mechanism));
        if (password.equals("wrong")) {
          assertThat(identity).as(mechanism).isNull();
        } else {
          assertThat(identity).as(mechanism).isEqualTo(new SaslIdentity("tim", ""));
        }
      }
    }
  }

  @Test
  void theirClientIsNobodyOrWhomTheChannelSays() throws Exception {
    assertThat(theirClient("ANONYMOUS", "-", new AnonymousServer(LIMITS), "-n", "trace"))
        .isEqualTo(new SaslIdentity("anonymous", "trace"));
    assertThat(theirClient("EXTERNAL", "-", new ExternalServer("tim", LIMITS), "-z", "boss"))
        .isEqualTo(new SaslIdentity("tim", "boss"));
  }

  @Test
  void theirServerLetsOurClientInWithTheRightPasswordOnly() throws Exception {
    for (String mechanism : MECHANISMS) {
      assertThat(theirServer(mechanism, client(mechanism, "p\u00e4ss,=\"w")))
          .as(mechanism)
          .isTrue();
      assertThat(theirServer(mechanism, client(mechanism, "wrong"))).as(mechanism).isFalse();
    }
  }

  /** Whom we let in; null where we refused. */
  private @Nullable SaslIdentity theirClient(
      String mechanism, String password, SaslServer server, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-c", "-p", password));
    arguments.addAll(Arrays.asList(options));
    try (Peer peer = new Peer(mechanism, arguments)) {
      byte[] first = peer.hear();
      byte @Nullable [] response = first.length == 0 ? null : first;
      while (true) {
        SaslStep step;
        try {
          step = server.respond(response);
        } catch (SaslException refused) {
          assertThat(refused.reason()).isEqualTo(SaslException.Reason.FAILED);
          return null;
        }
        switch (step) {
          case SaslStep.Challenge(byte[] data) -> {
            peer.say(data);
            response = peer.hear();
          }
          case SaslStep.Done(SaslIdentity identity, byte @Nullable [] data) -> {
            peer.say(data == null ? new byte[0] : data);
            if (data != null) {
              peer.hear();
              peer.say(new byte[0]);
            }
            assertThat(peer.succeeds()).as(mechanism).isTrue();
            return identity;
          }
        }
      }
    }
  }

  private boolean theirServer(String mechanism, SaslClient client) throws Exception {
    try (Peer peer = new Peer(mechanism, List.of("-s", "-p", "p\u00e4ss,=\"w"))) {
      byte[] challenge = peer.hear();
      byte[] response = client.respond(client.hasInitialResponse() ? null : challenge);
      peer.say(response);
      if (mechanism.endsWith("-PLUS")) {
        peer.say(BINDING); // which it asks for when it has read the first message
      }
      while (true) {
        try {
          challenge = peer.hear();
        } catch (IOException gone) {
          return false;
        }
        if (client.complete()) {
          break;
        }
        response = client.respond(challenge);
        peer.say(response);
        if (client.complete() && challenge.length > 0 && response.length == 0) {
          // That was its proof.
          return peer.succeeds();
        }
      }
      peer.say(new byte[0]);
      return peer.succeeds();
    }
  }

  private static SaslServer server(String mechanism) {
    byte[] password = "p\u00e4ss,=\"w".getBytes(UTF_8);
    SecretLookup lookup = user -> user.equals("tim") ? password.clone() : null;
    PasswordVerifier verifier =
        (identity, given) -> identity.user().equals("tim") && Arrays.equals(given, password);
    return switch (mechanism) {
      case "PLAIN" -> new PlainServer(verifier, LIMITS);
      case "LOGIN" -> new LoginServer(verifier, LIMITS);
      case "CRAM-MD5" -> new CramMd5Server("<17.42@mail.example.org>", lookup, LIMITS);
      case "DIGEST-MD5" ->
          new DigestMd5Server(
              new DigestMd5Realm("imap", List.of("mail.example.org"), List.of("example.org")),
              "nonce+0123/456789",
              null,
              0,
              lookup,
              LIMITS);
      default -> {
        ScramCredential credential =
            ScramCredential.derive(
                hash(mechanism), SaslPrep.password(password), new byte[] {1, 2, 3}, 4_096);
        yield new ScramServer(
            hash(mechanism),
            mechanism.endsWith("-PLUS"),
            List.of(EXPORTER),
            false,
            (hash, user) -> credential,
            LIMITS,
            "snonce0123456789");
      }
    };
  }

  private static SaslClient client(String mechanism, String text) {
    byte[] password = text.getBytes(UTF_8);
    return switch (mechanism) {
      case "PLAIN" -> new PlainClient("tim", "", password);
      case "LOGIN" -> new LoginClient("tim", password);
      case "CRAM-MD5" -> new CramMd5Client("tim", password, LIMITS);
      case "DIGEST-MD5" ->
          new DigestMd5Client(
              "tim",
              "",
              password,
              "",
              "imap",
              "mail.example.org",
              null,
              LIMITS,
              "cnonce+0123/456789");
      default ->
          new ScramClient(
              hash(mechanism),
              "tim",
              "",
              password,
              mechanism.endsWith("-PLUS") ? EXPORTER : null,
              false,
              LIMITS,
              "cnonce0123456789");
    };
  }

  private static ScramHash hash(String mechanism) {
    return mechanism.startsWith("SCRAM-SHA-1") ? ScramHash.SHA_1 : ScramHash.SHA_256;
  }

  /** The program at work: a line of base64 from it, a line to it, in turns. */
  private final class Peer implements AutoCloseable {
    private final Process process;
    private final BufferedReader in;

    Peer(String mechanism, List<String> arguments) throws IOException {
      List<String> command =
          new ArrayList<>(List.of(GSASL.toString(), "--quiet", "-m", mechanism, "-a", "tim"));
      if (mechanism.equals("DIGEST-MD5")) {
        command.addAll(List.of("-r", "example.org", "--service", "imap"));
        command.addAll(List.of("--hostname", "mail.example.org"));
        command.addAll(List.of("--quality-of-protection", "qop-auth"));
      }
      command.addAll(List.of("--iteration-count", "4096"));
      command.addAll(arguments);
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(folder.resolve("errors").toFile());
      builder.environment().put("LC_ALL", "C.UTF-8");
      process = builder.start();
      in = process.inputReader(US_ASCII);
      in.readLine(); // the mechanism's name
      // A client of SCRAM asks first what the channel gives: for the -PLUS forms tls-exporter,
      // otherwise two kinds of binding, which we leave empty.
      if (arguments.contains("-c") && mechanism.endsWith("-PLUS")) {
        say(BINDING);
      } else if (arguments.contains("-c") && mechanism.startsWith("SCRAM")) {
        say(new byte[0]);
        say(new byte[0]);
      }
    }

    /** Without the questions that it puts before. */
    byte[] hear() throws IOException {
      String line = in.readLine();
      if (line == null) {
        throw new IOException("gsasl ended");
      }
      return Base64.getDecoder().decode(line.substring(line.lastIndexOf(' ') + 1));
    }

    void say(byte[] message) throws IOException {
      process.getOutputStream().write(Base64.getEncoder().encode(message));
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    }

    boolean succeeds() throws IOException, InterruptedException {
      process.getOutputStream().close();
      return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }
}
