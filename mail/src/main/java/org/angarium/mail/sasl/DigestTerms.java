package org.angarium.mail.sasl;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;

/**
 * What goes into a digest of DIGEST-MD5 (RFC 2831 §2.1.2.1). Nonces and URI hold a character per
 * octet.
 *
 * @param nonceCount how often the nonce has been used, this time included
 * @param authorization as whom to act, or empty
 */
record DigestTerms(
    String user,
    String realm,
    String nonce,
    String clientNonce,
    long nonceCount,
    String uri,
    String authorization) {

  /** The client's proof that it knows the password. */
  String response(byte[] password) {
    return digest(password, "AUTHENTICATE:");
  }

  /** The server's (§2.1.3). */
  String responseAuth(byte[] password) {
    return digest(password, ":");
  }

  /** The count as it is sent and hashed. */
  String count() {
    return String.format(Locale.ROOT, "%08x", nonceCount);
  }

  private String digest(byte[] password, String direction) {
    MessageDigest md5 = md5();
    md5.update(hashed(user));
    md5.update((byte) ':');
    md5.update(hashed(realm));
    md5.update((byte) ':');
    byte[] secret = hashed(password);
    byte[] known = md5.digest(secret);
    Arrays.fill(secret, (byte) 0);
    md5.update(known);
    md5.update(octets(":" + nonce + ":" + clientNonce));
    if (!authorization.isEmpty()) {
      md5.update((":" + authorization).getBytes(StandardCharsets.UTF_8));
    }
    String a1 = hex(md5.digest());
    String a2 = hex(md5.digest(octets(direction + uri)));
    return hex(md5.digest(octets(String.join(":", a1, nonce, count(), clientNonce, "auth", a2))));
  }

  /** ISO 8859-1 where that has all the characters, UTF-8 otherwise. */
  private static byte[] hashed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xFF) {
        return text.getBytes(StandardCharsets.UTF_8);
      }
    }
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The same for a password in UTF-8; one that isn't text stays as it is. A copy. */
  private static byte[] hashed(byte[] password) {
    CharBuffer text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(password));
    } catch (CharacterCodingException notText) {
      return password.clone();
    }
    byte[] narrow = new byte[text.length()];
    boolean fits = true;
    for (int i = 0; i < narrow.length; i++) {
      char c = text.get(i);
      fits &= c <= 0xFF;
      narrow[i] = (byte) c;
    }
    if (text.hasArray()) {
      Arrays.fill(text.array(), '\0');
    }
    if (fits) {
      return narrow;
    }
    Arrays.fill(narrow, (byte) 0);
    return password.clone();
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
