package org.angarium.mail.dkim;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.angarium.mail.dns.AnsweringResolver;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.jspecify.annotations.Nullable;

/**
 * Finds public keys in DNS. Keeps parsed records by their text, so that what DNS says always holds;
 * only the parsing is saved. Thread-safe; asks on the caller's thread.
 */
public final class DkimKeys {
  private final DnsResolver dns;
  private final DkimLimits limits;
  private final ConcurrentHashMap<String, DkimKeyRecord> parsed = new ConcurrentHashMap<>();

  /** Keys from this DNS. */
  public DkimKeys(DnsResolver dns, DkimLimits limits) {
    this.dns = new AnsweringResolver(dns);
    this.limits = limits;
  }

  /**
   * What a key is wanted for.
   *
   * @param domain {@code d=}, lower case, A-labels
   * @param selector {@code s=}
   * @param identityDomain of {@code i=}; the domain itself where there is no identity
   */
  public record Use(
      String domain, String selector, DkimAlgorithm algorithm, String identityDomain) {}

  /**
   * The outcome of a search.
   *
   * @param key null if there is none that can be used
   * @param problem why not; {@link DkimReason#GOOD} with a key
   * @param testing whether the record has the flag
   */
  public record Found(
      @Nullable DkimKeyRecord key, DkimReason problem, @Nullable String detail, boolean testing) {}

  /** The key of a signature: the first record there that can be used for it. */
  public Found find(DkimSignatureField signature, DkimPolicy policy) {
    String identity = signature.identity();
    return find(
        new Use(
            signature.domain(),
            signature.selector(),
            signature.algorithm(),
            identity.substring(identity.lastIndexOf('@') + 1)),
        policy);
  }

  /** The key for a use: the first record there that suits it. */
  public Found find(Use use, DkimPolicy policy) {
    String name = use.selector() + "._domainkey." + use.domain();
    if (name.length() > 253) {
      return new Found(null, DkimReason.NO_KEY, "name too long", false);
    }
    return switch (dns.txt(name)) {
      case DnsAnswer.Unanswered<String>(String reason) ->
          new Found(null, DkimReason.KEY_UNAVAILABLE, reason, false);
      case DnsAnswer.NoRecords<String>() -> new Found(null, DkimReason.NO_KEY, null, false);
      case DnsAnswer.NoSuchName<String>() -> new Found(null, DkimReason.NO_KEY, null, false);
      case DnsAnswer.Found<String> found -> choose(found.records(), use, policy);
    };
  }

  private Found choose(List<String> records, Use use, DkimPolicy policy) {
    @Nullable Found first = null;
    for (int i = 0; i < records.size() && i < limits.keyRecords(); i++) {
      Found judged = judge(records.get(i), use, policy);
      if (judged.key() != null) {
        return judged;
      }
      first = first == null ? judged : first;
    }
    return first == null ? new Found(null, DkimReason.NO_KEY, null, false) : first;
  }

  private Found judge(String text, Use use, DkimPolicy policy) {
    DkimKeyRecord key;
    try {
      key = parse(text);
    } catch (DkimSyntaxException e) {
      return new Found(null, DkimReason.KEY_SYNTAX, e.problem(), false);
    }
    if (key.revoked()) {
      return new Found(null, DkimReason.KEY_REVOKED, null, key.testing());
    }
    if (!key.suits(use.algorithm())
        || (key.strict() && !use.identityDomain().equals(use.domain()))) {
      return new Found(null, DkimReason.KEY_UNSUITABLE, null, key.testing());
    }
    if (use.algorithm() != DkimAlgorithm.ED25519_SHA256) {
      if (key.bits() < policy.minRsaBits()) {
        return new Found(null, DkimReason.KEY_TOO_SMALL, key.bits() + " bits", key.testing());
      }
      if (key.bits() > limits.rsaBits()) {
        return new Found(null, DkimReason.KEY_TOO_LARGE, key.bits() + " bits", key.testing());
      }
    }
    return new Found(key, DkimReason.GOOD, null, key.testing());
  }

  private DkimKeyRecord parse(String text) throws DkimSyntaxException {
    DkimKeyRecord known = parsed.get(text);
    if (known != null) {
      return known;
    }
    DkimKeyRecord key = DkimKeyRecord.parse(text, limits);
    if (parsed.size() >= limits.cachedKeys()) {
      parsed.clear();
    }
    parsed.put(text, key);
    return key;
  }
}
