package org.angarium.mail.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * True exchanges of each mechanism with somebody in the middle who changes messages. Both sides end
 * in success or in a {@link SaslException}; where a proof covers the messages, a change is found
 * out.
 */
class ExchangeFuzzTest {
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private boolean toServerChanged;
  private boolean toClientChanged;
  private int rate;

  @Test
  void changedMessagesAreFoundOut() throws Exception {
    int[] succeeded = new int[SaslPairs.MECHANISMS.size()];
    for (int round = 0; round < 20_000; round++) {
      int which = random.nextInt(SaslPairs.MECHANISMS.size());
      String mechanism = SaslPairs.MECHANISMS.get(which);
      rate = random.nextInt(4);
      toServerChanged = false;
      toClientChanged = false;
      SaslClient client = SaslPairs.client(mechanism);
      try {
        SaslIdentity identity = exchange(client, SaslPairs.server(mechanism));
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
}
