package org.angarium.mail.dkim;

import org.jspecify.annotations.Nullable;

/**
 * The verdict on one signature. All but status and reason is what the signature claims, and worth
 * something only with a pass.
 *
 * @param detail what exactly is wrong with the syntax or what DNS said, or null
 * @param signature null if it could not be parsed
 * @param keyBits size of the public key; 0 where it was not fetched
 * @param testing whether the key says that the domain is testing DKIM ({@code t=y}): then a
 *     signature that doesn't pass counts as none (RFC 6376 §3.6.1)
 * @param unsignedOctets of the canonical body that {@code l=} left out
 */
public record DkimResult(
    DkimReason reason,
    @Nullable String detail,
    @Nullable DkimSignatureField signature,
    int keyBits,
    boolean testing,
    long unsignedOctets) {

  /** What it came to. */
  public DkimStatus status() {
    return reason.status();
  }

  /** Whether the domain took responsibility for the message. */
  public boolean passed() {
    return reason == DkimReason.GOOD;
  }

  /** The signing domain ({@code d=}) in lower case, A-labels; null if it could not be read. */
  public @Nullable String domain() {
    return signature == null ? null : signature.domain();
  }

  /** The selector ({@code s=}). */
  public @Nullable String selector() {
    return signature == null ? null : signature.selector();
  }

  /** The agent or user ({@code i=}); {@code @domain} where the signature doesn't say. */
  public @Nullable String identity() {
    return signature == null ? null : signature.identity();
  }
}
