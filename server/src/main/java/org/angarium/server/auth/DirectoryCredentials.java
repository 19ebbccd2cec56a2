package org.angarium.server.auth;

import java.util.Optional;
import org.angarium.mail.sasl.ScramCredential;
import org.angarium.mail.sasl.ScramHash;
import org.angarium.server.directory.Directory;
import org.angarium.server.directory.PasswordHashing;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.Credentials;
import org.angarium.store.directory.DirectoryRefusal;
import org.jspecify.annotations.Nullable;

/**
 * Credentials that are kept in the directory of the store. Checking takes a turn to hash; a
 * password that is right and was hashed at another cost is hashed again at the present one.
 */
public final class DirectoryCredentials implements CredentialSource {
  private final Directory directory;
  private final PasswordHashing hashing;
  private final Credentials nobody;
  private final MadeUpCredentials madeUp;

  /** Reads the installation's secret once. */
  public DirectoryCredentials(Directory directory, PasswordHashing hashing) throws StoreException {
    this.directory = directory;
    this.hashing = hashing;
    this.nobody = hashing.nobody();
    this.madeUp = new MadeUpCredentials(directory.secret(), hashing.cost().scramIterations());
  }

  @Override
  public boolean hasScram() {
    return true;
  }

  @Override
  public Optional<Credential> credential(Account account) throws StoreException {
    return directory
        .credentials(account.id())
        .map(kept -> new Kept(account.id(), account.primary().toString(), kept));
  }

  @Override
  public Credential nobody(String name) {
    return new Kept(null, name, nobody);
  }

  /** What is kept; nobody has no account. */
  private final class Kept implements Credential {
    private final @Nullable AccountId account;
    private final String name;
    private final Credentials credentials;

    private Kept(@Nullable AccountId account, String name, Credentials credentials) {
      this.account = account;
      this.name = name;
      this.credentials = credentials;
    }

    @Override
    public long generation() {
      return credentials.generation();
    }

    @Override
    public ScramCredential scram() {
      Credentials.ScramKeys keys = account == null ? null : credentials.scram();
      return keys == null
          ? madeUp.credential(name)
          : new ScramCredential(
              ScramHash.SHA_256,
              keys.salt(),
              keys.iterations(),
              keys.storedKey(),
              keys.serverKey());
    }

    @Override
    public Check check() throws StoreException, InterruptedException {
      PasswordHashing.Turn turn = hashing.turn();
      return new Check() {
        @Override
        public boolean matches(byte[] password) throws StoreException {
          boolean right = turn.matches(credentials, password) && account != null;
          if (right && hashing.outdated(credentials)) {
            refresh(turn.derive(password));
          }
          return right;
        }

        @Override
        public void close() {
          turn.close();
        }
      };
    }

    private void refresh(Credentials derived) throws StoreException {
      AccountId owner = account;
      if (owner == null) {
        return;
      }
      try {
        directory.refreshCredentials(
            owner,
            new Credentials(derived.passwordHash(), derived.scram(), credentials.generation()));
      } catch (DirectoryRefusal goneMeanwhile) {
        // Nothing to keep then; the login itself was right.
        return;
      }
    }
  }
}
