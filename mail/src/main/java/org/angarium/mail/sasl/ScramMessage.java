package org.angarium.mail.sasl;

import java.util.Base64;

/**
 * The messages of SCRAM (RFC 5802 §7), read strictly: attributes in their order, no mandatory
 * extension ({@code m=}), optional extensions skipped.
 */
final class ScramMessage {
  private ScramMessage() {}

  /**
   * @param flag {@code n}, {@code y} or {@code p}
   * @param bindingType of {@code p}, else empty
   * @param header the GS2 header as sent, with its last comma
   * @param bare the rest of the message as sent
   */
  record ClientFirst(
      char flag,
      String bindingType,
      String authorization,
      String header,
      String bare,
      String user,
      String nonce) {}

  /**
   * @param binding what {@code c=} says, decoded
   * @param withoutProof the message as sent, up to the comma before {@code p=}
   */
  record ClientFinal(byte[] binding, String nonce, byte[] proof, String withoutProof) {}

  /** What the server says first. */
  record ServerFirst(String nonce, byte[] salt, int iterations) {}

  static ClientFirst clientFirst(byte[] message, SaslLimits limits) throws SaslException {
    String text = SaslText.utf8(message, 0, message.length);
    Fields in = new Fields(text);
    String flag = in.next();
    String bindingType = "";
    if (flag.startsWith("p=")) {
      bindingType = flag.substring(2);
      if (!isBindingName(bindingType)) {
        throw SaslException.malformed("malformed channel binding name");
      }
    } else if (!flag.equals("n") && !flag.equals("y")) {
      throw SaslException.malformed("malformed GS2 header");
    }
    String authorization = in.next();
    if (!authorization.isEmpty()) {
      if (!authorization.startsWith("a=")) {
        throw SaslException.malformed("malformed GS2 header");
      }
      authorization = name(authorization.substring(2), limits);
    }
    int bare = in.position();
    String user = name(in.attribute('n'), limits);
    String nonce = nonce(in.attribute('r'));
    in.skipExtensions();
    return new ClientFirst(
        flag.charAt(0),
        bindingType,
        authorization,
        text.substring(0, bare),
        text.substring(bare),
        user,
        nonce);
  }

  static ClientFinal clientFinal(byte[] message, int proofLength) throws SaslException {
    String text = SaslText.utf8(message, 0, message.length);
    int proofAt = text.lastIndexOf(",p=");
    if (proofAt < 0) {
      throw SaslException.malformed("no proof");
    }
    String withoutProof = text.substring(0, proofAt);
    Fields in = new Fields(withoutProof);
    byte[] binding = base64(in.attribute('c'));
    String nonce = nonce(in.attribute('r'));
    in.skipExtensions();
    byte[] proof = base64(text.substring(proofAt + 3));
    if (proof.length != proofLength) {
      throw SaslException.malformed("the proof has the wrong length");
    }
    return new ClientFinal(binding, nonce, proof, withoutProof);
  }

  static ServerFirst serverFirst(byte[] message) throws SaslException {
    Fields in = new Fields(SaslText.utf8(message, 0, message.length));
    String nonce = nonce(in.attribute('r'));
    byte[] salt = base64(in.attribute('s'));
    String count = in.attribute('i');
    in.skipExtensions();
    if (salt.length == 0) {
      throw SaslException.malformed("no salt");
    }
    if (count.isEmpty() || count.length() > 9 || count.charAt(0) == '0') {
      throw SaslException.malformed("malformed iteration count");
    }
    int iterations = 0;
    for (int i = 0; i < count.length(); i++) {
      char digit = count.charAt(i);
      if (digit < '0' || digit > '9') {
        throw SaslException.malformed("malformed iteration count");
      }
      iterations = iterations * 10 + digit - '0';
    }
    return new ServerFirst(nonce, salt, iterations);
  }

  /** The server's signature; an {@code e=} in its place is a failure. */
  static byte[] serverFinal(byte[] message) throws SaslException {
    String text = SaslText.utf8(message, 0, message.length);
    if (text.startsWith("e=")) {
      throw SaslException.failed("the server refused");
    }
    Fields in = new Fields(text);
    byte[] signature = base64(in.attribute('v'));
    in.skipExtensions();
    return signature;
  }

  /** A name as it stands in a message: {@code =} and {@code ,} escaped. */
  static String escape(String name) {
    return name.replace("=", "=3D").replace(",", "=2C");
  }

  static byte[] base64(String text) throws SaslException {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      // The canonical form only: with padding, and no bits left over.
      if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
        return bytes;
      }
    } catch (IllegalArgumentException notBase64) {
      throw new SaslException(SaslException.Reason.MALFORMED, "malformed base64", notBase64);
    }
    throw SaslException.malformed("malformed base64");
  }

  private static String name(String escaped, SaslLimits limits) throws SaslException {
    if (escaped.isEmpty()) {
      throw SaslException.malformed("empty name");
    }
    if (escaped.length() > 3L * limits.nameOctets()) {
      throw SaslException.malformed("a name is longer than " + limits.nameOctets() + " octets");
    }
    return bounded(unescape(escaped), limits);
  }

  /** The name behind {@link #escape}; {@code =} begins nothing else. */
  static String unescape(String escaped) throws SaslException {
    if (escaped.indexOf('=') < 0) {
      return escaped;
    }
    StringBuilder name = new StringBuilder(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c != '=') {
        name.append(c);
      } else if (escaped.startsWith("=2C", i)) {
        name.append(',');
        i += 2;
      } else if (escaped.startsWith("=3D", i)) {
        name.append('=');
        i += 2;
      } else {
        throw SaslException.malformed("malformed name");
      }
    }
    return name.toString();
  }

  private static String bounded(String name, SaslLimits limits) throws SaslException {
    int octets = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      octets += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    if (octets > limits.nameOctets()) {
      throw SaslException.malformed("a name is longer than " + limits.nameOctets() + " octets");
    }
    return name;
  }

  private static String nonce(String nonce) throws SaslException {
    if (nonce.isEmpty() || nonce.length() > 1_024) {
      throw SaslException.malformed("a nonce out of bounds");
    }
    for (int i = 0; i < nonce.length(); i++) {
      if (nonce.charAt(i) < 0x21 || nonce.charAt(i) > 0x7E) {
        throw SaslException.malformed("malformed nonce");
      }
    }
    return nonce;
  }

  private static boolean isBindingName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letterOrDigit =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letterOrDigit && c != '.' && c != '-') {
        return false;
      }
    }
    return !name.isEmpty() && name.length() <= 64;
  }

  /** Walks over comma-separated fields. */
  private static final class Fields {
    private final String text;
    private int at;

    Fields(String text) {
      this.text = text;
    }

    int position() {
      return at;
    }

    String next() throws SaslException {
      if (at > text.length()) {
        throw SaslException.malformed("the message ends early");
      }
      int comma = text.indexOf(',', at);
      int end = comma < 0 ? text.length() : comma;
      String field = text.substring(at, end);
      at = end + 1;
      return field;
    }

    /** The next field, which must be this attribute; {@code m=} is never understood. */
    String attribute(char name) throws SaslException {
      String field = next();
      if (field.length() < 2 || field.charAt(0) != name || field.charAt(1) != '=') {
        throw SaslException.malformed("attribute " + name + " expected");
      }
      return field.substring(2);
    }

    void skipExtensions() throws SaslException {
      while (at <= text.length()) {
        String field = next();
        if (field.length() < 2
            || !Character.isLetter(field.charAt(0))
            || field.charAt(0) > 0x7A
            || field.charAt(1) != '=') {
          throw SaslException.malformed("malformed extension");
        }
      }
    }
  }
}
