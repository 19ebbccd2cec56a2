package org.angarium.mail.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramInvalidServerSignatureException;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Our server and an independent client understand each other. */
class ScramInteroperationTest {
  private static final byte[] BINDING = "what the certificate hashes to".getBytes(UTF_8);

  @Test
  void letsAnIndependentClientInWithEveryHash() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      ScramHash hash = ScramHash.values()[random.nextInt(3)];
      boolean plus = random.nextBoolean();
      String user = text(random, 1 + random.nextInt(20));
      String password = text(random, 1 + random.nextInt(20));
      String authorization = random.nextBoolean() ? "" : text(random, 5);
      byte[] salt = new byte[1 + random.nextInt(32)];
      random.nextBytes(salt);
      ScramCredential credential =
          ScramCredential.derive(
              hash, SaslPrep.password(password.getBytes(UTF_8)), salt, 4096 + random.nextInt(100));
      String context = "seed " + seed + ", " + hash + ", user " + user + ", password " + password;
      SaslIdentity identity =
          exchange(hash, plus, user, password, authorization, credential, context);
      assertThat(identity).as(context).isEqualTo(new SaslIdentity(user, authorization));
    }
  }

  @Test
  void refusesAnIndependentClientWithTheWrongPassword() {
    ScramCredential credential =
        ScramCredential.derive(ScramHash.SHA_256, "right".getBytes(UTF_8), new byte[8], 4096);
    assertThatThrownBy(
            () -> exchange(ScramHash.SHA_256, false, "user", "wrong", "", credential, "wrong"))
        .isInstanceOf(SaslException.class);
  }

  @Test
  void isFoundOutByAnIndependentClientWhenItDoesNotKnowThePassword() {
    ScramCredential right =
        ScramCredential.derive(ScramHash.SHA_256, "right".getBytes(UTF_8), new byte[8], 4096);
    ScramCredential stolen =
        new ScramCredential(
            right.hash(), right.salt(), right.iterations(), right.storedKey(), new byte[32]);
    assertThatThrownBy(
            () -> exchange(ScramHash.SHA_256, false, "user", "right", "", stolen, "stolen"))
        .isInstanceOf(ScramInvalidServerSignatureException.class);
  }

  private static SaslIdentity exchange(
      ScramHash hash,
      boolean plus,
      String user,
      String password,
      String authorization,
      ScramCredential credential,
      String context)
      throws Exception {
    List<ChannelBinding> bindings =
        plus ? List.of(new ChannelBinding("tls-server-end-point", BINDING)) : List.of();
    ScramServer server =
        new ScramServer(
            hash,
            plus,
            bindings,
            plus,
            (asked, name) -> credential,
            SaslLimits.DEFAULT,
            "servernonce0123456789");
    var builder =
        com.ongres.scram.client.ScramClient.builder()
            .advertisedMechanisms(List.of(server.mechanism()))
            .username(user)
            .password(password.toCharArray())
            .stringPreparation(StringPreparation.SASL_PREPARATION);
    if (plus) {
      builder = builder.channelBinding("tls-server-end-point", BINDING);
    }
    if (!authorization.isEmpty()) {
      builder = builder.authzid(authorization);
    }
    com.ongres.scram.client.ScramClient client = builder.build();
    byte[] serverFirst =
        challenge(server.respond(client.clientFirstMessage().toString().getBytes(UTF_8)));
    client.serverFirstMessage(new String(serverFirst, UTF_8));
    SaslStep last = server.respond(client.clientFinalMessage().toString().getBytes(UTF_8));
    SaslStep.Done done = (SaslStep.Done) last;
    byte @Nullable [] data = done.data();
    assertThat(data).as(context).isNotNull();
    if (data != null) {
      client.serverFinalMessage(new String(data, UTF_8));
    }
    return done.identity();
  }

  private static byte[] challenge(SaslStep step) {
    return ((SaslStep.Challenge) step).data();
  }

  private static String text(Random random, int length) {
    String letters = "abcXYZ019 ,=@.-\u00e4\u00f6\u00df\u00e9\u4e2d\u6587";
    StringBuilder text = new StringBuilder("u");
    for (int i = 0; i < length; i++) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.append('v').toString();
  }
}
