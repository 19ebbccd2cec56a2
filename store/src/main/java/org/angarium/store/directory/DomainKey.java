package org.angarium.store.directory;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key that signs the mail of a domain (RFC 6376).
 *
 * @param domain whose mail it signs, canonical
 * @param selector names the key within the domain, lower case
 * @param privateKey in PKCS #8; secret, never shown
 * @param record what is published in DNS for it: the text of a TXT record
 * @param created when it was made
 * @param since when it came into its state
 */
public record DomainKey(
    String domain,
    String selector,
    Algorithm algorithm,
    byte[] privateKey,
    String record,
    State state,
    Instant created,
    Instant since) {

  /** Kinds of keys; the codes are part of the stored format. */
  public enum Algorithm {
    RSA(1),
    ED25519(2);

    private final int code;

    Algorithm(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /** What a key is good for; the codes are part of the stored format. */
  public enum State {
    /** Made, not seen in DNS yet: signs nothing. */
    WAITING(1),
    /** Signs. */
    SIGNING(2),
    /** Signs no more; its record stays in DNS while mail that it signed is under way. */
    RETIRED(3);

    private final int code;

    State(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /** The same key in another state from {@code time} on. */
  public DomainKey in(State next, Instant time) {
    return new DomainKey(domain, selector, algorithm, privateKey, record, next, created, time);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DomainKey that
        && domain.equals(that.domain)
        && selector.equals(that.selector)
        && algorithm == that.algorithm
        && Arrays.equals(privateKey, that.privateKey)
        && record.equals(that.record)
        && state == that.state
        && created.equals(that.created)
        && since.equals(that.since);
  }

  @Override
  public int hashCode() {
    return Objects.hash(domain, selector, state);
  }

  /** Never the key: it would end up in a log. */
  @Override
  public String toString() {
    return "DomainKey[" + selector + "._domainkey." + domain + ", " + state + "]";
  }
}
