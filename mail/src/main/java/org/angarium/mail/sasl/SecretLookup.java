package org.angarium.mail.sasl;

import org.jspecify.annotations.Nullable;

/**
 * Knows passwords themselves, as CRAM-MD5 and DIGEST-MD5 need them: a reason to do without these
 * where one can. May block.
 */
@FunctionalInterface
public interface SecretLookup {
  /** The user's password, wiped by the mechanism after use; null for one who isn't there. */
  byte @Nullable [] secret(String user) throws SaslException, InterruptedException;
}
