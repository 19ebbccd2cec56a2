package org.angarium.mail.authres;

import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.dkim.DkimResult;
import org.angarium.mail.dkim.DkimSignatureField;
import org.angarium.mail.spf.SpfVerdict;
import org.jspecify.annotations.Nullable;

/**
 * What one method came to.
 *
 * @param method such as {@code dkim}, lower case
 * @param result such as {@code pass}, lower case
 * @param reason in words, or null
 */
public record MethodResult(
    String method, String result, @Nullable String reason, List<AuthProperty> properties) {
  private static final String BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  public MethodResult {
    properties = List.copyOf(properties);
  }

  /** A result without reason and properties. */
  public static MethodResult of(String method, String result) {
    return new MethodResult(method, result, null, List.of());
  }

  /** This with one more property. */
  public MethodResult with(String type, String name, String value) {
    List<AuthProperty> more = new ArrayList<>(properties);
    more.add(new AuthProperty(type, name, value));
    return new MethodResult(method, result, reason, more);
  }

  /** The first property so named, or null. */
  public @Nullable String property(String type, String name) {
    for (AuthProperty property : properties) {
      if (property.type().equals(type) && property.name().equals(name)) {
        return property.value();
      }
    }
    return null;
  }

  /** A signature's result (RFC 8601 §2.7.1), with the start of its signature (RFC 6008). */
  public static MethodResult dkim(DkimResult result) {
    MethodResult written =
        new MethodResult(
            "dkim",
            result.status().toString(),
            result.passed() ? null : result.reason().toString(),
            List.of());
    DkimSignatureField signature = result.signature();
    if (signature == null) {
      return written;
    }
    return written
        .with("header", "d", signature.domain())
        .with("header", "i", signature.identity())
        .with("header", "s", signature.selector())
        .with("header", "a", signature.algorithm().toString())
        .with("header", "b", start(signature.signature()));
  }

  /** The first eight characters of the signature in base64. */
  private static String start(byte[] signature) {
    StringBuilder start = new StringBuilder(8);
    for (int bit = 0; bit < 48 && bit / 8 + 1 < signature.length; bit += 6) {
      int two = (signature[bit / 8] & 0xff) << 8 | (signature[bit / 8 + 1] & 0xff);
      start.append(BASE64.charAt(two >> (10 - bit % 8) & 63));
    }
    return start.toString();
  }

  /**
   * An SPF result (RFC 8601 §2.7.2). Of the sender only the domain is told: hardly any policy looks
   * at more.
   *
   * @param sender of the reverse path, or empty; then it is about the HELO name
   */
  public static MethodResult spf(SpfVerdict verdict, String sender, String helo) {
    MethodResult written =
        new MethodResult("spf", verdict.result().toString(), verdict.problem(), List.of());
    return sender.isEmpty()
        ? written.with("smtp", "helo", helo)
        : written.with("smtp", "mailfrom", sender.substring(sender.lastIndexOf('@') + 1));
  }

  /**
   * What SMTP AUTH came to (RFC 8601 §2.7.4).
   *
   * @param result {@code pass}, {@code fail}, {@code none}, {@code temperror} or {@code permerror}
   * @param identity who logged in, empty to keep that to ourselves
   */
  public static MethodResult auth(String result, String identity) {
    MethodResult written = of("auth", result);
    return identity.isEmpty() ? written : written.with("smtp", "auth", identity);
  }

  /**
   * What looking up the name of a client's address and back came to (RFC 8601 §2.7.3).
   *
   * @param result {@code pass}, {@code fail}, {@code temperror} or {@code permerror}
   */
  public static MethodResult iprev(String result, String address) {
    return of("iprev", result).with("policy", "iprev", address);
  }

  /**
   * Whether method and result are words of the registry. A result that isn't is to be taken as if
   * the method hadn't been applied (RFC 8601 §2.7.7).
   */
  public boolean isKnown() {
    return ResultVocabulary.knows(method, result);
  }
}
