package org.angarium.mail.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ongres.scram.common.ClientFirstMessage;
import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.ServerFinalMessage;
import com.ongres.scram.common.ServerFirstMessage;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramInvalidServerSignatureException;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.angarium.mail.precis.SaslPrep;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Our server and an independent client understand each other, and so do our client and a server
 * made of what reads, writes and computes in that client's library.
 */
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

  @Test
  void ourClientIsLetInWithEveryHashAndBinding() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> kinds = List.of("tls-server-end-point", "tls-exporter", "tls-unique");
    for (int round = 0; round < 40; round++) {
      ScramHash hash = ScramHash.values()[random.nextInt(3)];
      @Nullable String kind = random.nextInt(3) == 0 ? null : kinds.get(random.nextInt(3));
      // That library reads no commas and equals signs in names; that we write them well, it and
      // GNU SASL show in the other tests.
      String user = text(random, 1 + random.nextInt(20)).replaceAll("[,=]", "");
      String password = text(random, 1 + random.nextInt(20));
      String authorization = random.nextBoolean() ? "" : text(random, 5).replaceAll("[,=]", "");
      String context = "seed " + seed + ", " + hash + ", " + kind + ", user " + user;
      IndependentServer server = new IndependentServer(hash, kind, password, random);
      ScramClient client = ourClient(hash, kind, user, authorization, password);
      assertThat(client.mechanism()).as(context).isEqualTo(server.mechanism.getName());
      assertThat(server.letsIn(client, user, authorization)).as(context).isTrue();
      assertThat(client.complete()).as(context).isTrue();
      ScramClient wrong = ourClient(hash, kind, user, authorization, password + "x");
      assertThat(server.letsIn(wrong, user, authorization)).as(context).isFalse();
    }
  }

  @Test
  void ourClientFindsOutAnIndependentServerThatDoesNotKnowThePassword() throws Exception {
    Random random = new Random(1);
    IndependentServer server = new IndependentServer(ScramHash.SHA_512, null, "right", random);
    server.pretends = true;
    ScramClient client = ourClient(ScramHash.SHA_512, null, "user", "", "guess");
    assertThatThrownBy(() -> server.letsIn(client, "user", "")).isInstanceOf(SaslException.class);
  }

  private static ScramClient ourClient(
      ScramHash hash, @Nullable String kind, String user, String authorization, String password) {
    return new ScramClient(
        hash,
        user,
        authorization,
        password.getBytes(UTF_8),
        kind == null ? null : new ChannelBinding(kind, BINDING),
        false,
        SaslLimits.DEFAULT,
        "clientnonce0123456789");
  }

  /** The server's part (RFC 5802 §5), in the words and sums of the other library. */
  private static final class IndependentServer {
    private final ScramMechanism mechanism;
    private final @Nullable String kind;
    private final byte[] salt = new byte[16];
    private final byte[] storedKey;
    private final byte[] serverKey;
    private boolean pretends;

    IndependentServer(ScramHash hash, @Nullable String kind, String password, Random random) {
      this.mechanism = ScramMechanism.byName(hash.mechanism() + (kind == null ? "" : "-PLUS"));
      this.kind = kind;
      random.nextBytes(salt);
      byte[] salted =
          ScramFunctions.saltedPassword(
              mechanism, StringPreparation.SASL_PREPARATION, password.toCharArray(), salt, 4_096);
      this.storedKey =
          ScramFunctions.storedKey(mechanism, ScramFunctions.clientKey(mechanism, salted));
      this.serverKey = ScramFunctions.serverKey(mechanism, salted);
    }

    boolean letsIn(ScramClient client, String user, String authorization) throws Exception {
      ClientFirstMessage first =
          ClientFirstMessage.parseFrom(new String(client.respond(null), UTF_8));
      assertThat(first.getUsername()).isEqualTo(user);
      assertThat(first.getGs2Header().getAuthzid())
          .isEqualTo(authorization.isEmpty() ? null : authorization);
      assertThat(first.getGs2Header().getChannelBindingName()).isEqualTo(kind);
      ServerFirstMessage challenge =
          new ServerFirstMessage(
              first.getClientNonce(), "server", Base64.getEncoder().encodeToString(salt), 4_096);
      String last = new String(client.respond(challenge.toString().getBytes(UTF_8)), UTF_8);
      String opening = first.toString();
      ByteArrayOutputStream bound = new ByteArrayOutputStream();
      bound.writeBytes(opening.substring(0, opening.indexOf(",n=") + 1).getBytes(UTF_8));
      bound.writeBytes(kind == null ? new byte[0] : BINDING);
      String binding = "c=" + Base64.getEncoder().encodeToString(bound.toByteArray());
      String withoutProof = binding + ",r=" + challenge.getNonce();
      assertThat(last).startsWith(withoutProof + ",p=");
      byte[] proof = Base64.getDecoder().decode(last.substring(withoutProof.length() + 3));
      String all = ScramFunctions.authMessage(first, challenge, kind == null ? null : BINDING);
      if (!pretends && !ScramFunctions.verifyClientProof(mechanism, proof, storedKey, all)) {
        return false;
      }
      byte[] signature = ScramFunctions.serverSignature(mechanism, serverKey, all);
      client.respond(new ServerFinalMessage(signature).toString().getBytes(UTF_8));
      return true;
    }
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
