package org.angarium.mail.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * True exchanges of each mechanism with somebody in the middle who changes messages. Both sides end
 * in success or in a {@link SaslException}; where a proof covers the messages, a change is found
 * out.
 */
class ExchangeFuzzTest {
  private static final SaslLimits LIMITS = new SaslLimits(2_000, 60, 60, 1, 100);
  private static final ChannelBinding BINDING = new ChannelBinding("tls-exporter", new byte[] {7});
  private static final List<String> MECHANISMS =
      List.of(
          "PLAIN",
          "LOGIN",
          "CRAM-MD5",
          "DIGEST-MD5",
          "SCRAM",
          "SCRAM-PLUS",
          "OAUTHBEARER",
          "XOAUTH2",
          "EXTERNAL",
          "ANONYMOUS");

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private boolean toServerChanged;
  private boolean toClientChanged;
  private int rate;

  @Test
  void changedMessagesAreFoundOut() throws Exception {
    int[] succeeded = new int[MECHANISMS.size()];
    for (int round = 0; round < 20_000; round++) {
      int which = random.nextInt(MECHANISMS.size());
      String mechanism = MECHANISMS.get(which);
      rate = random.nextInt(4);
      toServerChanged = false;
      toClientChanged = false;
      SaslClient client = client(mechanism);
      try {
        SaslIdentity identity = exchange(client, server(mechanism));
        succeeded[which]++;
        check(mechanism, client, identity);
      } catch (SaslException refused) {
        assertThat(toServerChanged || toClientChanged)
            .as(
                "seed %d, round %d, %s refused what nobody changed: %s",
                seed, round, mechanism, refused)
            .isTrue();
      } catch (RuntimeException | Error wrong) {
        throw new AssertionError("seed " + seed + ", round " + round + ", " + mechanism, wrong);
      }
    }
    assertThat(succeeded).as("seed %d", seed).doesNotContain(0);
  }

  private void check(String mechanism, SaslClient client, SaslIdentity identity) {
    if (mechanism.startsWith("SCRAM")) {
      assertThat(toServerChanged).as("seed %d, %s", seed, mechanism).isFalse();
    }
    if (mechanism.startsWith("SCRAM") || mechanism.equals("DIGEST-MD5")) {
      assertThat(identity).as("seed %d", seed).isEqualTo(new SaslIdentity("tim", "boss"));
    } else if (mechanism.equals("CRAM-MD5")) {
      assertThat(identity).as("seed %d", seed).isEqualTo(new SaslIdentity("tim", ""));
    }
    if (!toServerChanged && !toClientChanged) {
      assertThat(client.complete()).as("seed %d, %s", seed, mechanism).isTrue();
    }
  }

  /** Both sides, and the one between them. */
  private SaslIdentity exchange(SaslClient client, SaslServer server) throws Exception {
    byte @Nullable [] response =
        client.hasInitialResponse() ? toServer(client.respond(null)) : null;
    for (int step = 0; step < 10; step++) {
      switch (server.respond(response)) {
        case SaslStep.Challenge(byte[] data) -> response = toServer(client.respond(toClient(data)));
        case SaslStep.Done(SaslIdentity identity, byte @Nullable [] data) -> {
          if (data != null) {
            byte[] proof = toClient(data);
            client.respond(proof);
            assertThat(proof).as("seed %d, a false proof", seed).isEqualTo(data);
          }
          return identity;
        }
      }
    }
    throw new AssertionError("without end, seed " + seed);
  }

  private byte[] toServer(byte[] message) {
    byte[] changed = changed(message);
    toServerChanged |= !Arrays.equals(changed, message);
    return changed;
  }

  private byte[] toClient(byte[] message) {
    byte[] changed = changed(message);
    toClientChanged |= !Arrays.equals(changed, message);
    return changed;
  }

  private byte[] changed(byte[] message) {
    if (rate == 0 || random.nextInt(rate + 1) > 0) {
      return message.clone();
    }
    byte[] structural = {0, 1, ',', '=', '"', '\\', ' ', 'n', '/', (byte) 0xC3, (byte) 0xFF};
    byte[] changed = message.clone();
    switch (random.nextInt(5)) {
      case 0 -> changed = Arrays.copyOf(message, random.nextInt(message.length + 1));
      case 1 -> changed = Arrays.copyOf(message, message.length + random.nextInt(3_000));
      case 2 -> {
        if (message.length > 0) {
          int at = random.nextInt(message.length);
          changed = Arrays.copyOf(message, message.length + 1);
          System.arraycopy(message, at, changed, at + 1, message.length - at);
          changed[at] = structural[random.nextInt(structural.length)];
        }
      }
      case 3 -> {
        if (message.length > 0) {
          changed[random.nextInt(message.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      default -> {
        for (int i = random.nextInt(4); i >= 0 && message.length > 0; i--) {
          changed[random.nextInt(message.length)] = structural[random.nextInt(structural.length)];
        }
      }
    }
    return changed;
  }

  private static SaslServer server(String mechanism) {
    PasswordVerifier verifier =
        (identity, password) ->
            identity.user().equals("tim") && new String(password, UTF_8).equals("secret");
    SecretLookup lookup = user -> user.equals("tim") ? "secret".getBytes(UTF_8) : null;
    TokenVerifier tokens =
        (claimed, token) -> token.equals("abc") ? Optional.of("tim") : Optional.empty();
    return switch (mechanism) {
      case "PLAIN" -> new PlainServer(verifier, LIMITS);
      case "LOGIN" -> new LoginServer(verifier, LIMITS);
      case "CRAM-MD5" -> new CramMd5Server("<17.42@example.org>", lookup, LIMITS);
      case "DIGEST-MD5" ->
          new DigestMd5Server(
              new DigestMd5Realm("imap", List.of("example.org"), List.of("a realm", "other")),
              "nonce+0123/456789",
              new DigestMd5Sessions(2, 60),
              0,
              lookup,
              LIMITS);
      case "OAUTHBEARER" -> OauthServer.bearer(tokens, "{}", LIMITS);
      case "XOAUTH2" -> OauthServer.xoauth2(tokens, "{}", LIMITS);
      case "EXTERNAL" -> new ExternalServer("tim", LIMITS);
      case "ANONYMOUS" -> new AnonymousServer(LIMITS);
      default ->
          new ScramServer(
              ScramHash.SHA_256,
              mechanism.endsWith("-PLUS"),
              List.of(BINDING),
              false,
              (hash, user) ->
                  ScramCredential.derive(hash, "secret".getBytes(UTF_8), new byte[] {1}, 2),
              LIMITS,
              "snonce0123456789");
    };
  }

  private static SaslClient client(String mechanism) {
    byte[] secret = "secret".getBytes(UTF_8);
    return switch (mechanism) {
      case "PLAIN" -> new PlainClient("tim", "boss", secret);
      case "LOGIN" -> new LoginClient("tim", secret);
      case "CRAM-MD5" -> new CramMd5Client("tim", secret, LIMITS);
      case "DIGEST-MD5" ->
          new DigestMd5Client(
              "tim", "boss", secret, "", "imap", "example.org", null, LIMITS, "cnonce+0123");
      case "OAUTHBEARER" -> OauthClient.bearer("tim", "abc", "example.org", 143);
      case "XOAUTH2" -> OauthClient.xoauth2("tim", "abc");
      case "EXTERNAL" -> OneMessageClient.external("boss");
      case "ANONYMOUS" -> OneMessageClient.anonymous("trace");
      default ->
          new ScramClient(
              ScramHash.SHA_256,
              "tim",
              "boss",
              secret,
              mechanism.endsWith("-PLUS") ? BINDING : null,
              false,
              LIMITS,
              "cnonce0123456789");
    };
  }
}
