package org.angarium.mail.dkim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.Domains;

/**
 * What a DKIM-Signature field says (RFC 6376 §3.5), checked as far as it can be without the message
 * and DNS. Also the shape of an ARC-Message-Signature (RFC 8617 §4.1.2), which has no identity.
 *
 * @param domain {@code d=}, lower case, A-labels
 * @param selector {@code s=}, lower case, A-labels
 * @param identity {@code i=}, decoded; {@code @domain} where there is none
 * @param signedFields {@code h=}, lower case, in the order that they were signed
 * @param bodyLength {@code l=}, octets of the canonical body that are signed; -1 for all
 * @param signedAt {@code t=}, seconds since 1970; -1 if it doesn't say
 * @param expiresAt {@code x=}, seconds since 1970; -1 for never
 * @param bodyHash {@code bh=}
 * @param signature {@code b=}
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere; a copy per access would cost
public record DkimSignatureField(
    DkimAlgorithm algorithm,
    Canonicalization header,
    Canonicalization body,
    String domain,
    String selector,
    String identity,
    List<String> signedFields,
    long bodyLength,
    long signedAt,
    long expiresAt,
    byte[] bodyHash,
    byte[] signature) {

  public DkimSignatureField {
    signedFields = List.copyOf(signedFields);
  }

  /**
   * Reads the value of a DKIM-Signature field.
   *
   * @param value as it came, folds included
   */
  public static DkimSignatureField parse(byte[] value, DkimLimits limits)
      throws DkimSyntaxException {
    TagList tags = tags(value, limits);
    if (!tags.required("v").equals("1")) {
      throw new DkimSyntaxException("unknown version");
    }
    if (!asks(tags.value("q", "dns/txt"))) {
      throw new DkimSyntaxException("unknown query method");
    }
    String domain = domain(tags.required("d"));
    return read(tags, domain, identity(tags.value("i", ""), domain), limits);
  }

  /**
   * Reads the tags of an ARC-Message-Signature field: it has no version, and its {@code i=} is the
   * number of its set, which is left to the caller.
   */
  public static DkimSignatureField ofArc(TagList tags, DkimLimits limits)
      throws DkimSyntaxException {
    String domain = domain(tags.required("d"));
    return read(tags, domain, "@" + domain, limits);
  }

  /** The tags of a signature field's value, as it came. */
  public static TagList tags(byte[] value, DkimLimits limits) throws DkimSyntaxException {
    if (value.length > limits.fieldOctets()) {
      throw new DkimSyntaxException("signature too long");
    }
    return TagList.parse(new String(value, StandardCharsets.UTF_8), limits.tags());
  }

  private static DkimSignatureField read(
      TagList tags, String domain, String identity, DkimLimits limits) throws DkimSyntaxException {
    String canonicalization = TagList.squeezed(tags.value("c", "simple/simple"));
    int slash = canonicalization.indexOf('/');
    Canonicalization header =
        Canonicalization.of(slash < 0 ? canonicalization : canonicalization.substring(0, slash));
    Canonicalization body =
        slash < 0
            ? Canonicalization.SIMPLE
            : Canonicalization.of(canonicalization.substring(slash + 1));
    long signedAt = numberOrNone(tags, "t");
    long expiresAt = numberOrNone(tags, "x");
    // §3.5: must be greater. Numbers too large to be told apart aren't compared.
    if (expiresAt >= 0 && expiresAt <= signedAt && expiresAt < Long.MAX_VALUE) {
      throw new DkimSyntaxException("expires before it was made");
    }
    return new DkimSignatureField(
        DkimAlgorithm.of(tags.required("a")),
        header,
        body,
        domain,
        selector(tags.required("s")),
        identity,
        fieldNames(tags.required("h"), limits.signedFields()),
        numberOrNone(tags, "l"),
        signedAt,
        expiresAt,
        base64(tags.required("bh")),
        base64(tags.required("b")));
  }

  /** A domain name in canonical form. */
  public static String domain(String written) throws DkimSyntaxException {
    try {
      String domain = Domains.canonical(TagList.squeezed(written));
      if (domain.startsWith("[")) {
        throw new DkimSyntaxException("not a domain");
      }
      return domain;
    } catch (AddressSyntaxException e) {
      throw new DkimSyntaxException("not a domain");
    }
  }

  /** A selector in canonical form: labels, in which the underscore is suffered as well. */
  public static String selector(String written) throws DkimSyntaxException {
    String plain = TagList.squeezed(written).toLowerCase(Locale.ROOT);
    boolean ascii = true;
    char last = '.';
    for (int i = 0; i < plain.length(); i++) {
      char c = plain.charAt(i);
      ascii &= c < 0x80;
      if (c < 0x80
          && !((c >= 'a' && c <= 'z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_'
              || (c == '.' && last != '.'))) {
        throw new DkimSyntaxException("not a selector");
      }
      last = c;
    }
    if (plain.isEmpty() || last == '.' || plain.length() > 200) {
      throw new DkimSyntaxException("not a selector");
    }
    return ascii ? plain : domain(plain);
  }

  private static boolean asks(String methods) {
    for (String method : TagList.squeezed(methods).split(":", 16)) {
      if (method.equalsIgnoreCase("dns/txt")) {
        return true;
      }
    }
    return false;
  }

  /** {@code i=} must be of the signing domain or below (§3.5). */
  private static String identity(String written, String domain) throws DkimSyntaxException {
    if (written.isEmpty()) {
      return "@" + domain;
    }
    String decoded = quotedPrintable(TagList.squeezed(written));
    int at = decoded.lastIndexOf('@');
    if (at < 0) {
      throw new DkimSyntaxException("identity without a domain");
    }
    String own = domain(decoded.substring(at + 1));
    if (!own.equals(domain) && !own.endsWith("." + domain)) {
      throw new DkimSyntaxException("identity of another domain");
    }
    return decoded.substring(0, at + 1) + own;
  }

  /** DKIM's own quoted-printable (§2.11). */
  private static String quotedPrintable(String text) throws DkimSyntaxException {
    if (text.indexOf('=') < 0) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if (b == '=') {
        int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
        int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
        if (high < 0 || low < 0 || high * 16 + low < 0x20 || high * 16 + low == 0x7f) {
          throw new DkimSyntaxException("identity badly encoded");
        }
        b = (byte) (high * 16 + low);
        i += 2;
      }
      bytes[length++] = b;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  private static List<String> fieldNames(String list, int limit) throws DkimSyntaxException {
    String plain = TagList.squeezed(list).toLowerCase(Locale.ROOT);
    List<String> names = new ArrayList<>();
    int start = 0;
    while (start <= plain.length()) {
      int colon = plain.indexOf(':', start);
      int end = colon < 0 ? plain.length() : colon;
      if (end == start) {
        throw new DkimSyntaxException("empty name in h=");
      }
      if (names.size() >= limit) {
        throw new DkimSyntaxException("too many names in h=");
      }
      names.add(plain.substring(start, end));
      start = end + 1;
    }
    return names;
  }

  /** The number of a tag; -1 if there is no such tag. */
  private static long numberOrNone(TagList tags, String name) throws DkimSyntaxException {
    String written = tags.value(name);
    return written == null ? -1 : number(written);
  }

  /** A number of 1 to 76 digits (§3.5); the largest long for what is larger. */
  public static long number(String written) throws DkimSyntaxException {
    String digits = TagList.squeezed(written);
    if (digits.isEmpty() || digits.length() > 76) {
      throw new DkimSyntaxException("not a number");
    }
    long number = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        throw new DkimSyntaxException("not a number");
      }
      number = number > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : number * 10 + digit;
    }
    return number;
  }

  /** Decodes base64 with any white space in it. */
  public static byte[] base64(String written) throws DkimSyntaxException {
    try {
      return Base64.getDecoder().decode(TagList.squeezed(written));
    } catch (IllegalArgumentException e) {
      throw new DkimSyntaxException("not base64");
    }
  }
}
