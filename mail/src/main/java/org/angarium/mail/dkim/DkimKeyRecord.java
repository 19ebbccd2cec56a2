package org.angarium.mail.dkim;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A public key as it stands in DNS (RFC 6376 §3.6.1, RFC 8463 §4.2).
 *
 * @param keyType {@code k=}: {@code rsa} or {@code ed25519}; others parse and suit nothing
 * @param hashes {@code h=}: those that may be used, such as {@code sha256}; empty for any
 * @param services {@code s=}: {@code *} or, among others, {@code email}
 * @param testing flag {@code y}: failed signatures are to be treated as none
 * @param strict flag {@code s}: no subdomains in {@code i=}
 * @param publicKey null when the key is revoked or of an unknown type
 * @param revoked whether {@code p=} is empty
 */
public record DkimKeyRecord(
    String keyType,
    List<String> hashes,
    List<String> services,
    boolean testing,
    boolean strict,
    @Nullable PublicKey publicKey,
    boolean revoked) {
  private static final byte[] ED25519_PREFIX = {
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00
  };
  private static final byte[] RSA_IDENTIFIER = {
    0x30,
    0x0d,
    0x06,
    0x09,
    0x2a,
    (byte) 0x86,
    0x48,
    (byte) 0x86,
    (byte) 0xf7,
    0x0d,
    0x01,
    0x01,
    0x01,
    0x05,
    0x00
  };

  public DkimKeyRecord {
    hashes = List.copyOf(hashes);
    services = List.copyOf(services);
  }

  /** A record for mail of this key, without flags. */
  public static DkimKeyRecord of(PublicKey key) {
    return new DkimKeyRecord(
        key instanceof RSAPublicKey ? "rsa" : "ed25519",
        List.of(),
        List.of("*"),
        false,
        false,
        key,
        false);
  }

  /** Reads a TXT record. Unknown tags and flags are passed over. */
  public static DkimKeyRecord parse(String text, DkimLimits limits) throws DkimSyntaxException {
    if (text.length() > limits.keyRecordOctets()) {
      throw new DkimSyntaxException("key record too long");
    }
    TagList tags = TagList.parse(text, limits.tags());
    String version = tags.value("v");
    if (version != null
        && !(version.equals("DKIM1") && tags.tags().keySet().iterator().next().equals("v"))) {
      throw new DkimSyntaxException("unknown version of key record");
    }
    String encoded = tags.value("p");
    if (encoded == null) {
      throw new DkimSyntaxException("key record without a key");
    }
    String keyType = tags.value("k", "rsa").toLowerCase(Locale.ROOT);
    List<String> flags = words(tags.value("t", ""));
    String services = tags.value("s", "*");
    boolean revoked = encoded.isEmpty();
    return new DkimKeyRecord(
        keyType,
        words(tags.value("h", "")),
        words(services),
        flags.contains("y"),
        flags.contains("s"),
        revoked ? null : publicKey(keyType, DkimSignatureField.base64(encoded)),
        revoked);
  }

  /** As it is to be published, on one line; DNS wants it in strings of 255 octets at most. */
  public String text() {
    StringBuilder text = new StringBuilder(450).append("v=DKIM1; k=").append(keyType);
    if (!hashes.isEmpty()) {
      text.append("; h=").append(String.join(":", hashes));
    }
    if (!services.equals(List.of("*"))) {
      text.append("; s=").append(String.join(":", services));
    }
    if (testing || strict) {
      text.append("; t=").append(testing ? strict ? "y:s" : "y" : "s");
    }
    text.append("; p=");
    PublicKey key = publicKey;
    if (key != null) {
      byte[] encoded = key.getEncoded();
      text.append(
          Base64.getEncoder()
              .encodeToString(
                  key instanceof EdECPublicKey
                      ? Arrays.copyOfRange(encoded, ED25519_PREFIX.length, encoded.length)
                      : encoded));
    }
    return text.toString();
  }

  /** The same key, withdrawn: signatures with it fail for good. */
  public DkimKeyRecord asRevoked() {
    return new DkimKeyRecord(keyType, hashes, services, testing, strict, null, true);
  }

  /** Whether the key may be used for mail with this algorithm. */
  public boolean suits(DkimAlgorithm algorithm) {
    return publicKey != null
        && keyType.equals(algorithm.keyType())
        && (hashes.isEmpty() || hashes.contains(algorithm.hash()))
        && (services.contains("*") || services.contains("email"));
  }

  /** Size of the key; 0 if there is none. */
  public int bits() {
    if (publicKey instanceof RSAPublicKey rsa) {
      return rsa.getModulus().bitLength();
    }
    return publicKey == null ? 0 : 256;
  }

  private static List<String> words(String list) {
    String plain = TagList.squeezed(list).toLowerCase(Locale.ROOT);
    return plain.isEmpty() ? List.of() : List.of(plain.split(":", 32));
  }

  private static @Nullable PublicKey publicKey(String keyType, byte[] encoded)
      throws DkimSyntaxException {
    try {
      return switch (keyType) {
        case "rsa" -> rsa(encoded);
        case "ed25519" -> ed25519(encoded);
        default -> null;
      };
    } catch (GeneralSecurityException | RuntimeException e) {
      // The platform's readers of keys are not to be trusted to declare all that they throw.
      throw new DkimSyntaxException("not a key");
    }
  }

  private static PublicKey rsa(byte[] encoded)
      throws DkimSyntaxException, GeneralSecurityException {
    PublicKey key =
        KeyFactory.getInstance("RSA")
            .generatePublic(new X509EncodedKeySpec(subjectPublicKeyInfo(encoded)));
    // An even modulus is no product of two large primes; keys of RSASSA-PSS are for that alone.
    if (!(key instanceof RSAPublicKey rsa)
        || rsa.getPublicExponent().compareTo(BigInteger.ONE) <= 0
        || !rsa.getModulus().testBit(0)
        || !rsa.getAlgorithm().equals("RSA")) {
      throw new DkimSyntaxException("not a key");
    }
    return key;
  }

  private static PublicKey ed25519(byte[] encoded)
      throws DkimSyntaxException, GeneralSecurityException {
    if (encoded.length != 32) {
      throw new DkimSyntaxException("not a key");
    }
    byte[] info = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + 32);
    System.arraycopy(encoded, 0, info, ED25519_PREFIX.length, 32);
    PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(info));
    if (!DkimAlgorithm.ED25519_SHA256.takes(key)) {
      throw new DkimSyntaxException("not a key");
    }
    return key;
  }

  /**
   * RFC 6376 says RSAPublicKey and shows SubjectPublicKeyInfo (erratum 3017); both are in use. The
   * first is a sequence that starts with a number and is wrapped here.
   */
  private static byte[] subjectPublicKeyInfo(byte[] key) {
    int content = key.length > 2 && key[0] == 0x30 ? contentOffset(key) : key.length;
    if (content >= key.length || key[content] != 0x02) {
      return key;
    }
    byte[] bits = new byte[key.length + 1];
    System.arraycopy(key, 0, bits, 1, key.length);
    byte[] bitString = element(0x03, bits);
    byte[] both = Arrays.copyOf(RSA_IDENTIFIER, RSA_IDENTIFIER.length + bitString.length);
    System.arraycopy(bitString, 0, both, RSA_IDENTIFIER.length, bitString.length);
    return element(0x30, both);
  }

  private static int contentOffset(byte[] der) {
    return der[1] >= 0 ? 2 : 2 + (der[1] & 0x7f);
  }

  private static byte[] element(int tag, byte[] content) {
    byte[] head = {
      (byte) tag,
      (byte) 0x83,
      (byte) (content.length >> 16),
      (byte) (content.length >> 8),
      (byte) content.length
    };
    if (content.length < 0x80) {
      head = new byte[] {(byte) tag, (byte) content.length};
    } else if (content.length < 0x100) {
      head = new byte[] {(byte) tag, (byte) 0x81, (byte) content.length};
    } else if (content.length < 0x10000) {
      head =
          new byte[] {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
    }
    byte[] element = Arrays.copyOf(head, head.length + content.length);
    System.arraycopy(content, 0, element, head.length, content.length);
    return element;
  }

  /** The record's text in DNS as strings of at most 255 octets. */
  public List<String> strings() {
    byte[] octets = text().getBytes(StandardCharsets.US_ASCII);
    List<String> strings = new ArrayList<>();
    for (int i = 0; i < octets.length; i += 255) {
      strings.add(
          new String(octets, i, Math.min(255, octets.length - i), StandardCharsets.US_ASCII));
    }
    return strings;
  }
}
