package org.angarium.mail.arf;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What failed in authentication: the fields that RFC 6591 §3 adds to a report, and DMARC's (RFC
 * 9991 §4).
 *
 * @param kind {@code Auth-Failure}
 * @param deliveryResult {@code Delivery-Result}, or null
 * @param identityAlignment {@code Identity-Alignment}: which methods failed to align, such as
 *     {@code dkim, spf}; null if the report isn't DMARC's
 * @param dkimDomain {@code d=} of the signature, or null
 * @param dkimIdentity {@code i=} of the signature, or null
 * @param dkimSelector {@code s=} of the signature, or null
 * @param dkimCanonicalizedHeader the octets that were to be signed, in base64, or null
 * @param dkimCanonicalizedBody the canonical body, in base64, or null
 * @param dkimAdspDns the ADSP record, or null
 * @param spfDns SPF records that were used, each {@code txt : domain : "record"}
 */
public record AuthFailure(
    Kind kind,
    @Nullable DeliveryResult deliveryResult,
    @Nullable String identityAlignment,
    @Nullable String dkimDomain,
    @Nullable String dkimIdentity,
    @Nullable String dkimSelector,
    @Nullable String dkimCanonicalizedHeader,
    @Nullable String dkimCanonicalizedBody,
    @Nullable String dkimAdspDns,
    List<String> spfDns) {

  public AuthFailure {
    spfDns = List.copyOf(spfDns);
  }

  /** A failure of which nothing but its kind is told. */
  public static AuthFailure of(Kind kind) {
    return new AuthFailure(kind, null, null, null, null, null, null, null, null, List.of());
  }

  /** This, with what became of the message. */
  public AuthFailure with(DeliveryResult result) {
    return new AuthFailure(
        kind,
        result,
        identityAlignment,
        dkimDomain,
        dkimIdentity,
        dkimSelector,
        dkimCanonicalizedHeader,
        dkimCanonicalizedBody,
        dkimAdspDns,
        spfDns);
  }

  /** This, with the methods that didn't align ({@code none} if all did). */
  public AuthFailure unaligned(String methods) {
    return new AuthFailure(
        kind,
        deliveryResult,
        methods,
        dkimDomain,
        dkimIdentity,
        dkimSelector,
        dkimCanonicalizedHeader,
        dkimCanonicalizedBody,
        dkimAdspDns,
        spfDns);
  }

  /** This, with the signature that it is about. */
  public AuthFailure ofSignature(String domain, String identity, String selector) {
    return new AuthFailure(
        kind,
        deliveryResult,
        identityAlignment,
        domain,
        identity,
        selector,
        dkimCanonicalizedHeader,
        dkimCanonicalizedBody,
        dkimAdspDns,
        spfDns);
  }

  /** This, with the SPF records that were used. */
  public AuthFailure ofSpf(List<String> records) {
    return new AuthFailure(
        kind,
        deliveryResult,
        identityAlignment,
        dkimDomain,
        dkimIdentity,
        dkimSelector,
        dkimCanonicalizedHeader,
        dkimCanonicalizedBody,
        dkimAdspDns,
        records);
  }

  /** What failed (RFC 6591 §3.1, RFC 9991 §4). */
  public enum Kind {
    /** The author domain's signing practices. */
    ADSP,
    /** A signature's body hash. */
    BODYHASH,
    /** The key is revoked. */
    REVOKED,
    /** A signature. */
    SIGNATURE,
    /** SPF. */
    SPF,
    /** DMARC: nothing aligned. */
    DMARC;

    /** As in the field. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    static @Nullable Kind of(String word) {
      for (Kind kind : values()) {
        if (kind.toString().equalsIgnoreCase(word)) {
          return kind;
        }
      }
      return null;
    }
  }

  /** What became of the message (RFC 6591 §3.2.2). */
  public enum DeliveryResult {
    DELIVERED,
    /** Delivered to where spam goes. */
    SPAM,
    /** Not delivered, by some policy. */
    POLICY,
    REJECT,
    OTHER;

    /** As in the field. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }

    static DeliveryResult of(String word) {
      for (DeliveryResult result : values()) {
        if (result.toString().equalsIgnoreCase(word)) {
          return result;
        }
      }
      return OTHER;
    }
  }
}
