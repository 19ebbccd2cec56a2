package org.angarium.mail.sasl;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.sasl.AuthorizeCallback;
import javax.security.sasl.RealmCallback;
import javax.security.sasl.Sasl;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Our mechanisms and those of the JDK understand each other, both ways. */
class JdkInteropTest {
  private static final SaslLimits LIMITS = SaslLimits.DEFAULT;
  private static final String REALM = "a \"realm\"";
  private static final List<String> MECHANISMS = List.of("DIGEST-MD5", "CRAM-MD5");

  private record Person(String user, String password, String authorization) {}

  @Test
  void theirClientGetsIn() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      String mechanism = MECHANISMS.get(i % 2);
      Person person = person(random, mechanism);
      assertThat(theirClient(mechanism, person, person.password))
          .as("seed %d, %s, %s", seed, mechanism, person)
          .isEqualTo(new SaslIdentity(person.user, person.authorization));
      assertThatThrownBy(() -> theirClient(mechanism, person, person.password + "x"))
          .as("seed %d, %s, %s", seed, mechanism, person)
          .isInstanceOf(SaslException.class);
    }
  }

  @Test
  void theirServerLetsOurClientIn() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      String mechanism = MECHANISMS.get(i % 2);
      Person person = person(random, mechanism);
      String expected = person.authorization.isEmpty() ? person.user : person.authorization;
      assertThat(theirServer(mechanism, person, person.password))
          .as("seed %d, %s, %s", seed, mechanism, person)
          .isEqualTo(expected);
      assertThatThrownBy(() -> theirServer(mechanism, person, person.password + "x"))
          .as("seed %d, %s, %s", seed, mechanism, person)
          .isInstanceOf(javax.security.sasl.SaslException.class);
    }
  }

  @Test
  void theirPlainClientGetsIn() throws Exception {
    javax.security.sasl.SaslClient client =
        Sasl.createSaslClient(
            new String[] {"PLAIN"},
            "boss",
            "imap",
            "h",
            Map.of(),
            handler("t\u00efm", "p\u00e4ss"));
    PlainServer server =
        new PlainServer(
            (identity, password) -> new String(password, UTF_8).equals("p\u00e4ss"), LIMITS);
    SaslStep step = server.respond(client.evaluateChallenge(new byte[0]));
    assertThat(((SaslStep.Done) step).identity()).isEqualTo(new SaslIdentity("t\u00efm", "boss"));
  }

  private static SaslIdentity theirClient(String mechanism, Person person, String password)
      throws Exception {
    javax.security.sasl.SaslClient client =
        Sasl.createSaslClient(
            new String[] {mechanism},
            person.authorization.isEmpty() ? null : person.authorization,
            "imap",
            "mail.example.org",
            Map.of(Sasl.QOP, "auth"),
            handler(person.user, password));
    SecretLookup lookup = user -> user.equals(person.user) ? utf8(person.password) : null;
    SaslServer server =
        mechanism.equals("CRAM-MD5")
            ? new CramMd5Server("<17.42@mail.example.org>", lookup, LIMITS)
            : new DigestMd5Server(
                new DigestMd5Realm("imap", List.of("mail.example.org"), List.of(REALM)),
                "nonce+0123/456789",
                null,
                0,
                lookup,
                LIMITS);
    SaslStep.Challenge first = (SaslStep.Challenge) server.respond(null);
    SaslStep.Done done = (SaslStep.Done) server.respond(client.evaluateChallenge(first.data()));
    byte @Nullable [] data = done.data();
    if (data != null) {
      client.evaluateChallenge(data);
    }
    assertThat(client.isComplete()).isTrue();
    return done.identity();
  }

  private static String theirServer(String mechanism, Person person, String password)
      throws Exception {
    javax.security.sasl.SaslServer server =
        Sasl.createSaslServer(
            mechanism,
            "imap",
            "mail.example.org",
            Map.of(
                Sasl.QOP,
                "auth",
                "com.sun.security.sasl.digest.realm",
                "other realm",
                "com.sun.security.sasl.digest.utf8",
                "true"),
            handler(person.user, person.password));
    SaslClient client =
        mechanism.equals("CRAM-MD5")
            ? new CramMd5Client(person.user, utf8(password), LIMITS)
            : new DigestMd5Client(
                person.user,
                person.authorization,
                utf8(password),
                "",
                "imap",
                "mail.example.org",
                null,
                LIMITS,
                "cnonce+0123/456789");
    byte[] challenge = Objects.requireNonNull(server.evaluateResponse(new byte[0]));
    byte @Nullable [] proof = server.evaluateResponse(client.respond(challenge));
    if (proof != null) {
      client.respond(proof);
    }
    assertThat(client.complete()).isTrue();
    assertThat(server.isComplete()).isTrue();
    return server.getAuthorizationID();
  }

  private static CallbackHandler handler(String user, String password) {
    return callbacks -> {
      for (Callback callback : callbacks) {
        switch (callback) {
          case RealmCallback realm -> realm.setText(realm.getDefaultText());
          case NameCallback name -> name.setName(user);
          case PasswordCallback secret -> secret.setPassword(password.toCharArray());
          case AuthorizeCallback authorize -> authorize.setAuthorized(true);
          default -> throw new IllegalArgumentException(callback.toString());
        }
      }
    };
  }

  private static Person person(Random random, String mechanism) {
    boolean authorizes = mechanism.equals("DIGEST-MD5") && random.nextBoolean();
    return new Person(text(random), text(random), authorizes ? text(random) : "");
  }

  private static String text(Random random) {
    String letters =
        "abcXYZ019=@.-\"\\,:\u00e4\u00df\u00e9" + (random.nextBoolean() ? "\u4e2d" : "");
    StringBuilder text = new StringBuilder("u");
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(letters.charAt(random.nextInt(letters.length())));
    }
    return text.append('v').toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
