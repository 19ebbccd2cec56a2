package org.angarium.mail.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys and numbers that nobody honest publishes: each comes to a verdict. */
class DkimHostileInputTest {
  private static final String EMPTY_BODY = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
  private static final long NOW = 1_800_000_000L;

  private static DkimResult verify(String tags, String key) {
    TxtZone zone = new TxtZone().with("s._domainkey.example.org", key);
    String message =
        "DKIM-Signature: v=1; c=relaxed/relaxed; d=example.org; s=s; h=from; bh="
            + EMPTY_BODY
            + "; "
            + tags
            + "\r\nFrom: a@example.org\r\n\r\n";
    Messages read = Messages.of(message.getBytes(StandardCharsets.ISO_8859_1));
    return new DkimVerifier(zone, DkimLimits.DEFAULT, DkimPolicy.DEFAULT)
        .verify(read.header(), read.body(), NOW)
        .getFirst();
  }

  private static String ed25519(String hex) {
    return "v=DKIM1; k=ed25519; p="
        + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  private static byte[] der(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      out.write(0x82);
      out.write(content.length >> 8);
      out.write(content.length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static String rsa(BigInteger modulus, BigInteger exponent) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(der(0x02, modulus.toByteArray()));
    both.writeBytes(der(0x02, exponent.toByteArray()));
    return "v=DKIM1; p=" + Base64.getEncoder().encodeToString(der(0x30, both.toByteArray()));
  }

  private static BigInteger bits(int count) {
    return BigInteger.ONE.shiftLeft(count).subtract(BigInteger.ONE);
  }

  @TestFactory
  List<DynamicTest> everyEd25519KeyComesToAVerdict() {
    List<String> keys =
        new ArrayList<>(
            List.of(
                // Of small order: 0, 1, -1, and those of order 8, with and without the sign
                "00".repeat(32),
                "00".repeat(31) + "80",
                "01" + "00".repeat(31),
                "01" + "00".repeat(30) + "80",
                "ec" + "ff".repeat(30) + "7f",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                // No point of the curve, and numbers beyond the field
                "02" + "00".repeat(31),
                "07" + "00".repeat(31),
                "ed" + "ff".repeat(30) + "7f",
                "ee" + "ff".repeat(30) + "7f",
                "ff".repeat(32),
                // Not 32 octets
                "00",
                "00".repeat(31),
                "00".repeat(33),
                "00".repeat(64)));
    Random random = new Random(1);
    for (int i = 0; i < 40; i++) {
      byte[] key = new byte[32];
      random.nextBytes(key);
      keys.add(HexFormat.of().formatHex(key));
    }
    return keys.stream()
        .map(key ->
            DynamicTest.dynamicTest(
                key,
                () -> {
                  for (int length : new int[] {1, 63, 64, 65}) {
                    byte[] signature = new byte[length];
                    random.nextBytes(signature);
                    DkimResult result =
                        verify(
                            "a=ed25519-sha256; b=" + Base64.getEncoder().encodeToString(signature),
                            ed25519(key));
                    assertThat(result.status()).isIn(DkimStatus.PERMERROR, DkimStatus.FAIL);
                  }
                }))
        .toList();
  }

  @Test
  void aKeyThatIsNoPointIsABadKey() {
    for (String key : List.of("02" + "00".repeat(31), "00", "00".repeat(33))) {
      assertThat(verify("a=ed25519-sha256; b=AAAA", ed25519(key)).reason())
          .isEqualTo(DkimReason.KEY_SYNTAX);
    }
  }

  @TestFactory
  List<DynamicTest> everyRsaKeyComesToAVerdict() {
    List<BigInteger> moduli = new ArrayList<>();
    for (int size :
        new int[] {
          1, 2, 8, 255, 256, 511, 512, 1023, 1024, 1025, 2047, 2048, 8191, 8192, 8193, 16_384,
          16_385, 20_000
        }) {
      moduli.add(bits(size));
    }
    moduli.add(bits(2048).subtract(BigInteger.ONE));
    moduli.add(BigInteger.ZERO);
    moduli.add(bits(2048).negate());
    moduli.add(BigInteger.ONE.shiftLeft(2047));
    List<BigInteger> exponents =
        List.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            BigInteger.TWO,
            BigInteger.valueOf(3),
            BigInteger.valueOf(65_537),
            BigInteger.valueOf(-3),
            bits(64),
            bits(65),
            bits(2048));
    List<DynamicTest> tests = new ArrayList<>();
    for (BigInteger modulus : moduli) {
      tests.add(
          DynamicTest.dynamicTest(
              modulus.signum() + " with " + modulus.bitLength() + " bits",
              () -> {
                for (BigInteger exponent : exponents) {
                  for (int length : new int[] {0, 1, 128, 256, 300}) {
                    byte[] signature = new byte[length];
                    java.util.Arrays.fill(signature, (byte) 0xff);
                    DkimResult result =
                        verify(
                            "a=rsa-sha256; b=" + Base64.getEncoder().encodeToString(signature),
                            rsa(modulus, exponent));
                    assertThat(result.passed()).isFalse();
                  }
                }
              }));
    }
    return tests;
  }

  @Test
  void keysOfOtherKindsAreNoneOfOurs() throws Exception {
    for (String algorithm : List.of("RSASSA-PSS", "DSA", "EC", "X25519", "Ed448")) {
      java.security.KeyPairGenerator generator =
          java.security.KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("DSA") || algorithm.equals("RSASSA-PSS")) {
        generator.initialize(1024);
      }
      String encoded =
          Base64.getEncoder().encodeToString(generator.generateKeyPair().getPublic().getEncoded());
      for (String type : List.of("", "k=rsa; ", "k=ed25519; ", "k=x; ", "k=; ")) {
        for (String tags : List.of("a=rsa-sha256; b=AAAA", "a=ed25519-sha256; b=AAAA")) {
          assertThat(verify(tags, "v=DKIM1; " + type + "p=" + encoded).status())
              .as("%s %s", algorithm, type)
              .isEqualTo(DkimStatus.PERMERROR);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "p=|KEY_REVOKED",
        "v=DKIM1; p=|KEY_REVOKED",
        "p=!!!!|KEY_SYNTAX",
        "p=A|KEY_SYNTAX",
        "p=MA==|KEY_SYNTAX",
        "p=MIGf|KEY_SYNTAX",
        "p=MP8=|KEY_SYNTAX",
        "p=MH8C|KEY_SYNTAX",
        "|KEY_SYNTAX",
        ";|KEY_SYNTAX",
        "v=DKIM1|KEY_SYNTAX",
        "v=DKIM2; p=|KEY_SYNTAX",
        "k=rsa; v=DKIM1; p=|KEY_SYNTAX",
        "p=; p=|KEY_SYNTAX",
        "k=unknown; p=AAAA|KEY_UNSUITABLE",
        "k=rsa; h=sha1; p=MA==|KEY_SYNTAX",
        "p=A\u0000A|KEY_SYNTAX",
        "p=\u00e4|KEY_SYNTAX",
      })
  void recordsThatAreNone(String record, DkimReason reason) {
    assertThat(verify("a=rsa-sha256; b=AAAA", record == null ? "" : record).reason())
        .isEqualTo(reason);
  }

  /** RFC 6376 §3.5: up to 76 digits; later than any clock is not yet expired. */
  @ParameterizedTest
  @CsvSource({
    "t=1800000300, NO_KEY",
    "t=1800000301, FROM_THE_FUTURE",
    "t=9223372036854775807, FROM_THE_FUTURE",
    "t=9223372036854775808, FROM_THE_FUTURE",
    "t=18446744073709551616, FROM_THE_FUTURE",
    "x=1800000000, NO_KEY",
    "x=1799999999, EXPIRED",
    "x=9223372036854775807, NO_KEY",
    "x=9223372036854775808, NO_KEY",
    "x=0, EXPIRED",
    "t=0; x=1, EXPIRED",
    "t=1800000000; x=1800000001, NO_KEY",
    "t=1800000000; x=1800000000, SYNTAX",
    "t=1800000000; x=1799999999, SYNTAX",
    "t=9223372036854775807; x=1000000000000000000, SYNTAX",
    "t=99999999999999999999; x=99999999999999999999999, FROM_THE_FUTURE",
    "l=0, NO_KEY",
    "l=1, LENGTH_TOO_LARGE",
    "l=9223372036854775808, LENGTH_TOO_LARGE",
    "t=, SYNTAX",
    "x=, SYNTAX",
    "l=, SYNTAX",
    "t=-1, SYNTAX",
    "x=-1, SYNTAX",
    "l=-1, SYNTAX",
    "l=+1, SYNTAX",
    "l=0x1, SYNTAX",
    "l=\u0661, SYNTAX",
    "l=0; l=0, SYNTAX",
    "v=1, SYNTAX",
    "d=example.org, SYNTAX",
  })
  void numbersAtTheirBounds(String tags, DkimReason reason) {
    assertThat(verifyWithoutKey(tags).reason()).as(tags).isEqualTo(reason);
  }

  @Test
  void numbersOfMoreDigitsAreSyntaxErrors() throws DkimSyntaxException {
    assertThat(DkimSignatureField.number("9".repeat(76))).isEqualTo(Long.MAX_VALUE);
    assertThat(DkimSignatureField.number("0".repeat(75) + "7")).isEqualTo(7);
    assertThat(DkimSignatureField.number("9223372036854775806")).isEqualTo(Long.MAX_VALUE - 1);
    assertThatThrownBy(() -> DkimSignatureField.number("0".repeat(77)))
        .isInstanceOf(DkimSyntaxException.class);
  }

  private static DkimResult verifyWithoutKey(String tags) {
    String message =
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s; h=from; bh="
            + EMPTY_BODY
            + "; "
            + tags
            + "; b=AAAA\r\nFrom: a@example.org\r\n\r\n";
    Messages read = Messages.of(message.getBytes(StandardCharsets.UTF_8));
    return new DkimVerifier(new TxtZone(), DkimLimits.DEFAULT, DkimPolicy.DEFAULT)
        .verify(read.header(), read.body(), NOW)
        .getFirst();
  }
}
