package org.angarium.mail.sasl;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The nonces with which clients of DIGEST-MD5 were let in, so that they may come again without a
 * challenge (RFC 2831 §2.2). Bounded: the one longest unused is forgotten first. Thread-safe.
 */
public final class DigestMd5Sessions {
  private final int most;
  private final long lifetimeSeconds;
  private final Map<String, Session> byNonce = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Who came in with a nonce.
   *
   * @param nonceCount how often it has been used
   * @param since seconds since 1970
   */
  record Session(String user, String realm, String clientNonce, long nonceCount, long since) {}

  /**
   * @param most how many are remembered
   * @param lifetimeSeconds how long a nonce is good after its first use
   */
  public DigestMd5Sessions(int most, long lifetimeSeconds) {
    this.most = most;
    this.lifetimeSeconds = lifetimeSeconds;
  }

  synchronized void remember(String nonce, Session session) {
    byNonce.put(nonce, session);
    if (byNonce.size() > most) {
      byNonce.remove(byNonce.keySet().iterator().next());
    }
  }

  synchronized @Nullable Session find(String nonce) {
    return byNonce.get(nonce);
  }

  /**
   * Counts a use that has been proven. False if the nonce is too old, or this is not its next use:
   * then somebody may be repeating what he overheard.
   */
  synchronized boolean use(String nonce, long nonceCount, long now) {
    Session session = byNonce.get(nonce);
    if (session == null || nonceCount != session.nonceCount + 1) {
      return false;
    }
    if (now - session.since > lifetimeSeconds) {
      byNonce.remove(nonce);
      return false;
    }
    byNonce.put(
        nonce,
        new Session(session.user, session.realm, session.clientNonce, nonceCount, session.since));
    return true;
  }
}
