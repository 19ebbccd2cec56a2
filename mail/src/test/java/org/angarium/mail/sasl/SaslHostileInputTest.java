package org.angarium.mail.sasl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each message of each mechanism, in both directions: cut at each octet, with each octet changed,
 * and as long as can be. Nothing but a step or a {@link SaslException} comes of it.
 */
@Timeout(120)
class SaslHostileInputTest {
  private static final byte[] STRUCTURAL = {
    0,
    1,
    ',',
    '=',
    '"',
    '\\',
    ' ',
    '/',
    '0',
    '9',
    'n',
    'p',
    '\r',
    '\n',
    0x7F,
    (byte) 0x80,
    (byte) 0xC0,
    (byte) 0xC3,
    (byte) 0xED,
    (byte) 0xF4,
    (byte) 0xFF
  };
  private static final List<String> FILLINGS =
      List.of(
          "=",
          ",",
          "\"",
          "\\",
          "\\\"",
          "=2C",
          "=3D",
          "a=",
          "n,",
          ",a=",
          "p=",
          "r=",
          "m=",
          "c=",
          "realm=\"",
          "realm=\"x\",",
          "qop=\"auth\",",
          "qop=\"" + ", ".repeat(40),
          "nonce=",
          "\0",
          "\0\0a",
          "\u0001",
          "auth=Bearer ",
          "\u0001host=",
          "9",
          "i=9",
          " ",
          "\t",
          "\u00C3",
          "\u00FF",
          "\u00ED\u00A0\u0080",
          "\u00F4\u0090\u0080\u0080",
          "\u00CC\u0081",
          "A",
          "%");

  static List<String> mechanisms() {
    return SaslPairs.MECHANISMS;
  }

  /**
   * An exchange that nobody disturbs.
   *
   * @param toServer null stands for no initial response
   */
  private record Transcript(List<byte @Nullable []> toServer, List<byte[]> toClient) {}

  private static Transcript transcript(String mechanism) throws Exception {
    SaslServer server = SaslPairs.server(mechanism);
    SaslClient client = SaslPairs.client(mechanism);
    List<byte @Nullable []> toServer = new ArrayList<>();
    List<byte[]> toClient = new ArrayList<>();
    byte @Nullable [] response = client.hasInitialResponse() ? client.respond(null) : null;
    while (true) {
      toServer.add(copy(response)); // servers wipe passwords
      switch (server.respond(response)) {
        case SaslStep.Challenge(byte[] data) -> {
          toClient.add(data);
          response = client.respond(data);
        }
        case SaslStep.Done(SaslIdentity _, byte @Nullable [] data) -> {
          if (data != null) {
            toClient.add(data);
            client.respond(data);
          }
          assertThat(client.complete()).isTrue();
          return new Transcript(toServer, toClient);
        }
      }
    }
  }

  private static byte @Nullable [] copy(byte @Nullable [] message) {
    return message == null ? null : message.clone();
  }

  /** The message cut at each octet, and with each octet changed in many ways. */
  private static List<byte[]> bent(byte[] message) {
    List<byte[]> all = new ArrayList<>();
    for (int length = 0; length < message.length; length++) {
      all.add(Arrays.copyOf(message, length));
      all.add(Arrays.copyOfRange(message, length, message.length));
    }
    for (int at = 0; at < message.length; at++) {
      for (byte octet : STRUCTURAL) {
        byte[] changed = message.clone();
        changed[at] = octet;
        all.add(changed);
        byte[] longer = Arrays.copyOf(message, message.length + 1);
        System.arraycopy(message, at, longer, at + 1, message.length - at);
        longer[at] = octet;
        all.add(longer);
      }
      for (int bit = 1; bit < 256; bit <<= 1) {
        byte[] changed = message.clone();
        changed[at] ^= (byte) bit;
        all.add(changed);
      }
    }
    all.add(Arrays.copyOf(message, message.length + 1));
    all.add(Arrays.copyOf(message, 2 * message.length));
    return all;
  }

  /** Of the messages before {@code step} all as they should be. */
  private static SaslServer serverAt(String mechanism, Transcript told, int step) throws Exception {
    SaslServer server = SaslPairs.server(mechanism);
    for (byte[] response : told.toServer().subList(0, step)) {
      server.respond(copy(response));
    }
    return server;
  }

  private static SaslClient clientAt(String mechanism, Transcript told, int step) throws Exception {
    SaslClient client = SaslPairs.client(mechanism);
    if (client.hasInitialResponse()) {
      client.respond(null);
    }
    for (byte[] challenge : told.toClient().subList(0, step)) {
      client.respond(challenge);
    }
    return client;
  }

  private static void assertTyped(@Nullable Throwable outcome, String what, byte[] message) {
    if (outcome != null && !(outcome instanceof SaslException)) {
      throw new AssertionError(what + ": " + HexFormat.of().formatHex(message), outcome);
    }
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void aServerTakesOrRefusesEachBentMessage(String mechanism) throws Exception {
    Transcript told = transcript(mechanism);
    int refused = 0;
    for (int step = 0; step < told.toServer().size(); step++) {
      byte[] message = told.toServer().get(step);
      for (byte[] bent : bent(message == null ? new byte[0] : message)) {
        SaslServer server = serverAt(mechanism, told, step);
        Throwable outcome = catchThrowable(() -> server.respond(bent));
        assertTyped(outcome, mechanism + " server, message " + step, bent);
        if (outcome != null) {
          refused++;
          // Once refused it lets nobody in.
          assertThatThrownBy(() -> server.respond(copy(message))).isInstanceOf(SaslException.class);
        }
      }
    }
    assertThat(refused).isPositive();
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void aClientTakesOrRefusesEachBentMessage(String mechanism) throws Exception {
    Transcript told = transcript(mechanism);
    for (int step = 0; step < told.toClient().size(); step++) {
      for (byte[] bent : bent(told.toClient().get(step))) {
        SaslClient client = clientAt(mechanism, told, step);
        Throwable outcome = catchThrowable(() -> client.respond(bent));
        assertTyped(outcome, mechanism + " client, message " + step, bent);
        if (mechanism.startsWith("SCRAM") && client.complete()) {
          // Optional extensions may follow the server's proof (RFC 5802 §7), nothing may precede.
          String proof = new String(told.toClient().get(step), StandardCharsets.US_ASCII);
          assertThat(new String(bent, StandardCharsets.ISO_8859_1)).startsWith(proof);
        }
      }
    }
  }

  /** Linear time: each of thousands of long messages is done with in a moment, or the test ends. */
  @ParameterizedTest
  @MethodSource("mechanisms")
  void messagesOfAnyLengthAreRefusedOrReadInTime(String mechanism) throws Exception {
    Transcript told = transcript(mechanism);
    int limit = SaslPairs.LIMITS.messageOctets();
    for (int length : new int[] {limit - 1, limit, limit + 1, 100 * limit}) {
      for (String filling : FILLINGS) {
        for (int step = 0; step < told.toServer().size(); step++) {
          byte[] before = told.toServer().get(step);
          for (byte[] message :
              lengthened(before == null ? new byte[0] : before, filling, length)) {
            SaslServer server = serverAt(mechanism, told, step);
            Throwable outcome = catchThrowable(() -> server.respond(message));
            assertTyped(outcome, mechanism + " server, " + length + " of " + filling, before);
            if (length > limit && before != null) {
              assertThat(outcome).as("%s, %d of %s", mechanism, length, filling).isNotNull();
            }
          }
        }
        for (int step = 0; step < told.toClient().size(); step++) {
          byte[] before = told.toClient().get(step);
          for (byte[] message : lengthened(before, filling, length)) {
            SaslClient client = clientAt(mechanism, told, step);
            Throwable outcome = catchThrowable(() -> client.respond(message));
            assertTyped(outcome, mechanism + " client, " + length + " of " + filling, before);
          }
        }
      }
    }
  }

  /** Of the filling alone, and with the true message before and after it. */
  private static List<byte[]> lengthened(byte[] message, String filling, int length) {
    byte[] unit = filling.getBytes(StandardCharsets.ISO_8859_1);
    byte[] alone = new byte[length];
    for (int i = 0; i < length; i++) {
      alone[i] = unit[i % unit.length];
    }
    byte[] after = alone.clone();
    System.arraycopy(message, 0, after, 0, Math.min(message.length, length));
    byte[] before = alone.clone();
    int tail = Math.min(message.length, length);
    System.arraycopy(message, message.length - tail, before, length - tail, tail);
    return List.of(alone, after, before);
  }

  @ParameterizedTest
  @MethodSource("mechanisms")
  void nothingIsSaidAfterTheEnd(String mechanism) throws Exception {
    Transcript told = transcript(mechanism);
    SaslServer server = serverAt(mechanism, told, told.toServer().size());
    SaslClient client = clientAt(mechanism, told, told.toClient().size());
    for (byte[] more : new byte[][] {null, {}, {'x'}, told.toServer().getLast()}) {
      assertThatThrownBy(() -> server.respond(copy(more))).isInstanceOf(SaslException.class);
      Throwable outcome = catchThrowable(() -> client.respond(more));
      assertTyped(outcome, mechanism + " client after the end", more == null ? new byte[0] : more);
    }
  }
}
