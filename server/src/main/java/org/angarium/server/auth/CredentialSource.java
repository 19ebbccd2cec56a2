package org.angarium.server.auth;

import java.util.Optional;
import org.angarium.mail.sasl.ScramCredential;
import org.angarium.store.StoreException;
import org.angarium.store.directory.Account;
import org.jspecify.annotations.Nullable;

/**
 * Where a login is proved. The directory in the store is one ({@link DirectoryCredentials}); a
 * source elsewhere (LDAP, an OIDC provider) answers the same questions and throws {@link
 * StoreException} while it cannot. Hashes never leave a source. Thread-safe.
 */
public interface CredentialSource {
  /** Whether {@link Credential#scram} may have keys: a source that can only be asked has none. */
  boolean hasScram();

  /** What proves the owner of an account; empty where nothing does, and nobody can log in to it. */
  Optional<Credential> credential(Account account) throws StoreException;

  /**
   * For a name without an account or without a credential: no password fits it, and finding that
   * out takes as long as with a true one.
   */
  Credential nobody(String name);

  /** What proves one owner. */
  interface Credential {
    /** Another number with each new password, so that sessions and memories of the old one end. */
    long generation();

    /** Keys for SCRAM-SHA-256; null where the source has no SCRAM. */
    @Nullable ScramCredential scram();

    /**
     * Begins to check a password; waits for leave where checking is costly. To be closed.
     *
     * @throws StoreException when the leave was not to be had in time, or the source is down
     */
    Check check() throws StoreException, InterruptedException;
  }

  /** The leave to check a password. */
  interface Check extends AutoCloseable {
    /** Whether this is the password. The array is left alone. */
    boolean matches(byte[] password) throws StoreException, InterruptedException;

    @Override
    void close();
  }
}
