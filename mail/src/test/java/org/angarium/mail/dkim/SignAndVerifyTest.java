package org.angarium.mail.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SignAndVerifyTest {
  private static final long NOW = 1_800_000_000L;
  private static DkimKeyPair rsa = DkimKeyPair.rsa(2048, new SecureRandom());
  private static DkimKeyPair ed25519 = DkimKeyPair.ed25519(new SecureRandom());
  private static TxtZone zone = new TxtZone();

  @BeforeAll
  static void publish() {
    zone =
        new TxtZone()
            .with("r._domainkey.example.org", rsa.record().text())
            .with("e._domainkey.example.org", ed25519.record().text());
  }

  private static byte[] signed(byte[] message, SigningPlan plan) throws DkimSyntaxException {
    Messages parts = Messages.of(message);
    DkimSigning signing =
        new DkimSigning(
            List.of(
                new DkimSigner("example.org", "r", rsa.privateKey(), plan),
                new DkimSigner("Example.ORG", "e", ed25519.privateKey(), plan)),
            parts.header(),
            NOW);
    signing.update(parts.body(), 0, parts.body().length);
    return Messages.joined(signing.finish(), message);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static List<DkimResult> verify(byte[] message) {
    return verify(message, zone, DkimPolicy.DEFAULT, NOW);
  }

  private static List<DkimResult> verify(byte[] message, TxtZone dns, DkimPolicy policy, long now) {
    Messages parts = Messages.of(message);
    return new DkimVerifier(dns, DkimLimits.DEFAULT, policy)
        .verify(parts.header(), parts.body(), now);
  }

  private static final byte[] SIMPLE_MESSAGE =
      bytes("From: a@example.org\r\nSubject: x\r\n\r\nHello\r\nworld\r\n");

  @Test
  void whatWasSignedVerifiesAndChangesAreFound() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 80; round++) {
      SigningPlan plan =
          SigningPlan.DEFAULT.with(
              Canonicalization.values()[random.nextInt(2)],
              Canonicalization.values()[random.nextInt(2)]);
      byte[] message = Messages.random(random);
      byte[] signed = signed(message, plan);
      assertThat(verify(signed))
          .as("seed %d round %d", seed, round)
          .extracting(DkimResult::reason)
          .containsExactly(DkimReason.GOOD, DkimReason.GOOD);
      byte[] body = Messages.of(signed).body();
      if (body.length > 0) {
        int at = signed.length - 1 - random.nextInt(body.length);
        if (signed[at] > ' ') {
          signed[at] ^= 1;
          assertThat(verify(signed))
              .as("seed %d round %d", seed, round)
              .extracting(DkimResult::reason)
              .containsOnly(DkimReason.BODY_CHANGED);
        }
      }
      byte[] changed = bytes(text(signed(message, plan)).replace("Joe <joe", "Eve <joe"));
      assertThat(verify(changed))
          .extracting(DkimResult::reason)
          .containsOnly(DkimReason.SIGNATURE_WRONG);
    }
  }

  @Test
  void chunksMakeNoDifference() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    DkimVerifier verifier = new DkimVerifier(zone, DkimLimits.DEFAULT, DkimPolicy.DEFAULT);
    for (int round = 0; round < 100; round++) {
      Messages parts = Messages.of(signed(Messages.random(random), SigningPlan.DEFAULT));
      DkimVerification verification = verifier.begin(parts.header(), NOW);
      byte[] buffer = new byte[64];
      for (int i = 0; i < parts.body().length; ) {
        int length = Math.min(parts.body().length - i, 1 + random.nextInt(64));
        System.arraycopy(parts.body(), i, buffer, 0, length);
        verification.update(buffer, 0, length);
        Arrays.fill(buffer, (byte) '!');
        i += length;
      }
      assertThat(verification.finish())
          .as("seed %d round %d", seed, round)
          .hasSize(2)
          .allMatch(DkimResult::passed);
    }
  }

  @Test
  void relaxedForgivesWhiteSpaceAndSimpleDoesNot() throws Exception {
    String relaxed = text(signed(SIMPLE_MESSAGE, SigningPlan.DEFAULT));
    assertThat(
            verify(
                bytes(
                    relaxed
                        .replace("Subject: x", "SUBJECT:\r\n\tx ")
                        .replace("Hello", "Hello \t"))))
        .allMatch(DkimResult::passed);
    SigningPlan simple = SigningPlan.DEFAULT.with(Canonicalization.SIMPLE, Canonicalization.SIMPLE);
    String strict = text(signed(SIMPLE_MESSAGE, simple));
    assertThat(verify(bytes(strict))).allMatch(DkimResult::passed);
    assertThat(verify(bytes(strict.replace("Subject: x", "Subject:  x"))))
        .extracting(DkimResult::reason)
        .containsOnly(DkimReason.SIGNATURE_WRONG);
  }

  @Test
  void addedFieldsThatReadersSeeBreakTheSignature() throws Exception {
    String signed = text(signed(SIMPLE_MESSAGE, SigningPlan.DEFAULT));
    assertThat(verify(bytes("Subject: other\r\n" + signed))).noneMatch(DkimResult::passed);
    assertThat(verify(bytes("To: other\r\n" + signed))).noneMatch(DkimResult::passed);
    assertThat(verify(bytes("Received: by relay\r\n" + signed))).allMatch(DkimResult::passed);
    assertThat(verify(bytes("From: eve@example.net\r\n" + signed)))
        .extracting(DkimResult::reason)
        .containsOnly(DkimReason.FROM_NOT_SINGLE);
  }

  @Test
  void bodyIsReadOnceForManySignatures() throws Exception {
    BodyHashes hashes = new BodyHashes();
    assertThat(hashes.of(Canonicalization.RELAXED, -1))
        .isSameAs(hashes.of(Canonicalization.RELAXED, -1))
        .isNotSameAs(hashes.of(Canonicalization.RELAXED, 5))
        .isNotSameAs(hashes.of(Canonicalization.SIMPLE, -1));
  }

  /** Signs by hand, with tags as given after the usual ones. */
  private static byte[] withTags(String tags, long bodyOctets) {
    Messages parts = Messages.of(SIMPLE_MESSAGE);
    BodyHashes hashes = new BodyHashes();
    BodyHashes.BodyHash hash = hashes.of(Canonicalization.SIMPLE, bodyOctets);
    hashes.update(parts.body(), 0, parts.body().length);
    hashes.finish();
    String field =
        "DKIM-Signature: v=1; a=ed25519-sha256; d=example.org; s=e; h=From; bh="
            + Base64.getEncoder().encodeToString(hash.value())
            + "; "
            + tags
            + "b=";
    byte[] signature =
        DkimAlgorithm.ED25519_SHA256.sign(
            ed25519.privateKey(),
            new HeaderHasher(parts.header())
                .signed(List.of("from"), Canonicalization.SIMPLE, bytes(field)));
    return Messages.joined(
        bytes(field + Base64.getEncoder().encodeToString(signature) + "\r\n"), SIMPLE_MESSAGE);
  }

  private static DkimReason reason(byte[] message) {
    return verify(message).getFirst().reason();
  }

  @Test
  void aSignatureOfPartOfTheBodyDoesNotPassUnlessAskedTo() {
    byte[] whole = withTags("l=14; ", 14);
    assertThat(reason(whole)).isEqualTo(DkimReason.GOOD);
    byte[] appended = Messages.joined(whole, bytes("spam\r\n"));
    DkimResult refused = verify(appended).getFirst();
    assertThat(refused.reason()).isEqualTo(DkimReason.BODY_PARTLY_SIGNED);
    assertThat(refused.status()).isEqualTo(DkimStatus.POLICY);
    assertThat(refused.unsignedOctets()).isEqualTo(6);
    DkimResult tolerated = verify(appended, zone, new DkimPolicy(1024, true, 300), NOW).getFirst();
    assertThat(tolerated.passed()).isTrue();
    assertThat(tolerated.unsignedOctets()).isEqualTo(6);
    assertThat(reason(withTags("l=15; ", 15))).isEqualTo(DkimReason.LENGTH_TOO_LARGE);
    assertThat(reason(withTags("l=0; ", 0))).isEqualTo(DkimReason.BODY_PARTLY_SIGNED);
  }

  @Test
  void timesAreKept() {
    assertThat(reason(withTags("x=" + NOW + "; ", -1))).isEqualTo(DkimReason.GOOD);
    assertThat(reason(withTags("x=" + (NOW - 1) + "; ", -1))).isEqualTo(DkimReason.EXPIRED);
    assertThat(reason(withTags("t=" + (NOW + 300) + "; ", -1))).isEqualTo(DkimReason.GOOD);
    assertThat(reason(withTags("t=" + (NOW + 301) + "; ", -1)))
        .isEqualTo(DkimReason.FROM_THE_FUTURE);
    assertThat(reason(withTags("t=9; x=8; ", -1))).isEqualTo(DkimReason.SYNTAX);
    assertThat(reason(withTags("x=" + "9".repeat(70) + "; ", -1))).isEqualTo(DkimReason.GOOD);
  }

  @Test
  void tagsAreChecked() {
    assertThat(reason(withTags("i=joe=40home@mail.example.org; ", -1))).isEqualTo(DkimReason.GOOD);
    assertThat(reason(withTags("i=joe@notexample.org; ", -1))).isEqualTo(DkimReason.SYNTAX);
    assertThat(reason(withTags("d=example.org; ", -1))).isEqualTo(DkimReason.SYNTAX);
    assertThat(reason(withTags("q=http; ", -1))).isEqualTo(DkimReason.SYNTAX);
    assertThat(reason(withTags("unknown=x; ", -1))).isEqualTo(DkimReason.GOOD);
    assertThat(reason(bytes(text(withTags("", -1)).replace("ed25519-sha256", "rsa-sha1"))))
        .isEqualTo(DkimReason.SHA1);
    assertThat(reason(bytes(text(withTags("", -1)).replace("h=From", "h=To"))))
        .isEqualTo(DkimReason.FROM_NOT_SIGNED);
    assertThat(reason(bytes(text(withTags("", -1)).replace("v=1; ", ""))))
        .isEqualTo(DkimReason.SYNTAX);
  }

  private static DkimResult withKey(String record) {
    return verify(
            withTags("", -1),
            record.isEmpty()
                ? new TxtZone().silent("e._domainkey.example.org")
                : new TxtZone().with("e._domainkey.example.org", record),
            DkimPolicy.DEFAULT,
            NOW)
        .getFirst();
  }

  @Test
  void keyRecordsAreObeyed() {
    String good = ed25519.record().text();
    assertThat(withKey(good).reason()).isEqualTo(DkimReason.GOOD);
    assertThat(withKey(good + "; t=y:s").reason()).isEqualTo(DkimReason.GOOD);
    assertThat(withKey(good + "; t=y:s").testing()).isTrue();
    assertThat(withKey("").status()).isEqualTo(DkimStatus.TEMPERROR);
    assertThat(withKey("v=DKIM1; k=ed25519; p=").reason()).isEqualTo(DkimReason.KEY_REVOKED);
    assertThat(withKey(good.replace("v=DKIM1", "v=DKIM2")).reason())
        .isEqualTo(DkimReason.KEY_SYNTAX);
    assertThat(withKey(good + "; s=tlsrpt").reason()).isEqualTo(DkimReason.KEY_UNSUITABLE);
    assertThat(withKey(good + "; s=tlsrpt:email; h=sha1:sha256; n=note").reason())
        .isEqualTo(DkimReason.GOOD);
    assertThat(withKey(good + "; h=sha1").reason()).isEqualTo(DkimReason.KEY_UNSUITABLE);
    assertThat(withKey(rsa.record().text()).reason()).isEqualTo(DkimReason.KEY_UNSUITABLE);
    assertThat(withKey("v=DKIM1; k=ed25519; p=AAAA").reason()).isEqualTo(DkimReason.KEY_SYNTAX);
    assertThat(withKey("v=DKIM1; k=rsa; p=AAAA").reason()).isEqualTo(DkimReason.KEY_SYNTAX);
    assertThat(verify(withTags("", -1), new TxtZone(), DkimPolicy.DEFAULT, NOW).getFirst().reason())
        .isEqualTo(DkimReason.NO_KEY);
    assertThat(
            verify(
                    withTags("i=@sub.example.org; ", -1),
                    new TxtZone().with("e._domainkey.example.org", good + "; t=s"),
                    DkimPolicy.DEFAULT,
                    NOW)
                .getFirst()
                .reason())
        .isEqualTo(DkimReason.KEY_UNSUITABLE);
  }

  @Test
  void smallKeysNeitherSignNorVerify() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    KeyPair small = generator.generateKeyPair();
    assertThatThrownBy(
            () -> new DkimSigner("example.org", "r", small.getPrivate(), SigningPlan.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class);
    TxtZone dns =
        new TxtZone().with("r._domainkey.example.org", DkimKeyRecord.of(small.getPublic()).text());
    assertThat(
            verify(
                    signed(SIMPLE_MESSAGE, SigningPlan.DEFAULT),
                    dns,
                    new DkimPolicy(2048, false, 0),
                    NOW)
                .getFirst()
                .reason())
        .isEqualTo(DkimReason.KEY_TOO_SMALL);
  }

  @Test
  void manySignaturesAreBoundedAndWrongBodiesCostNoQuestion() {
    byte[] message = SIMPLE_MESSAGE;
    byte[] field = bytes(text(withTags("", -1)).split("\r\n", 2)[0] + "\r\n");
    for (int i = 0; i < 50; i++) {
      message = Messages.joined(field, message);
    }
    List<DkimResult> results = verify(message);
    assertThat(results).hasSize(11);
    assertThat(results.getLast().reason()).isEqualTo(DkimReason.TOO_MANY);
    TxtZone dns = new TxtZone();
    verify(Messages.joined(message, bytes("more\r\n")), dns, DkimPolicy.DEFAULT, NOW);
    assertThat(dns.asked).isEmpty();
  }

  @Test
  void keysSurviveWritingAndReading() throws Exception {
    for (DkimKeyPair pair : List.of(rsa, ed25519)) {
      assertThat(DkimKeyRecord.parse(pair.record().text(), DkimLimits.DEFAULT))
          .isEqualTo(pair.record());
      assertThat(DkimKeyPair.privateKey(pair.pem())).isEqualTo(pair.privateKey());
      assertThat(String.join("", pair.record().strings())).isEqualTo(pair.record().text());
      assertThat(pair.record().strings()).allMatch(string -> string.length() <= 255);
      assertThat(
              DkimKeyRecord.parse(pair.record().asRevoked().text(), DkimLimits.DEFAULT).revoked())
          .isTrue();
    }
  }

  @Test
  void fieldsAreFoldedAndExpire() throws Exception {
    byte[] signed = signed(SIMPLE_MESSAGE, SigningPlan.DEFAULT.expiringAfter(60));
    for (String line : text(signed).split("\r\n")) {
      assertThat(line.length()).isLessThanOrEqualTo(78);
    }
    assertThat(verify(signed)).allMatch(DkimResult::passed);
    assertThat(verify(signed, zone, DkimPolicy.DEFAULT, NOW + 61))
        .extracting(DkimResult::reason)
        .containsOnly(DkimReason.EXPIRED);
  }

  @Test
  void rubbishIsJudgedWithoutHarm() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] signed = signed(SIMPLE_MESSAGE, SigningPlan.DEFAULT);
    String alphabet = "=;: \r\n\tvbhdslxtiaqc10@./\\\u0000\u00ff";
    int passed = 0;
    for (int round = 0; round < 1_500; round++) {
      byte[] copy = signed.clone();
      for (int i = random.nextInt(6); i >= 0; i--) {
        copy[random.nextInt(copy.length)] =
            (byte) alphabet.charAt(random.nextInt(alphabet.length()));
      }
      for (DkimResult result : verify(copy)) {
        passed += result.passed() ? 1 : 0;
      }
      byte[] record = rsa.record().text().getBytes(StandardCharsets.US_ASCII);
      record[random.nextInt(30)] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
      try {
        assertThat(DkimKeyRecord.parse(text(record), DkimLimits.DEFAULT)).isNotNull();
      } catch (DkimSyntaxException expected) {
        assertThat(expected.problem()).isNotEmpty();
      }
    }
    assertThat(passed).as("seed %d", seed).isLessThan(1_500);
  }
}
