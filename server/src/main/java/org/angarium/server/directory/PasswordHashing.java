package org.angarium.server.directory;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.angarium.mail.precis.SaslPrep;
import org.angarium.mail.sasl.ScramCredential;
import org.angarium.mail.sasl.ScramHash;
import org.angarium.store.StoreException;
import org.angarium.store.directory.Credentials;

/**
 * Turns passwords into what is kept of them, and checks them: Argon2id for logins that send the
 * password, SCRAM-SHA-256 keys for those that don't. Passwords are prepared with SASLprep first.
 *
 * <p>Slow on purpose, and it never yields the processor: so there are {@linkplain #turn turns},
 * half as many as processors, and mail goes on beside a storm of logins. Administrators have a turn
 * of their own. Waiting for a turn has a deadline, and only so many may wait. Thread-safe.
 */
public final class PasswordHashing {
  private static final int SALT_BYTES = 16;
  private static final int MAX_WAITING = 1_000;

  private final HashingCost cost;
  private final SecureRandom random = new SecureRandom();
  private final Duration patience;
  private final Semaphore turns;
  private final Semaphore administrators = new Semaphore(1, true);

  /** With the default cost; waits 10 s for a turn. */
  public PasswordHashing() {
    this(
        HashingCost.DEFAULT,
        Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
        Duration.ofSeconds(10));
  }

  /**
   * @param turns logins that may hash at once
   * @param patience the longest wait for a turn
   */
  public PasswordHashing(HashingCost cost, int turns, Duration patience) {
    this.cost = cost;
    this.turns = new Semaphore(turns, true);
    this.patience = patience;
  }

  /** The leave to hash now; close it. */
  public final class Turn implements AutoCloseable {
    private final Semaphore from;

    private Turn(Semaphore from) {
      this.from = from;
    }

    /** Whether this is the password the credentials were derived from. The array is left alone. */
    public boolean matches(Credentials credentials, byte[] password) throws StoreException {
      byte[] prepared = SaslPrep.password(password);
      try {
        return Argon2Hash.parse(credentials.passwordHash()).matches(prepared);
      } finally {
        Arrays.fill(prepared, (byte) 0);
      }
    }

    /** What to keep of a password; the store gives it its generation. The array is left alone. */
    public Credentials derive(byte[] password) {
      byte[] prepared = SaslPrep.password(password);
      try {
        Argon2Hash hash = Argon2Hash.of(prepared, salt(), cost);
        ScramCredential scram =
            ScramCredential.derive(ScramHash.SHA_256, prepared, salt(), cost.scramIterations());
        return new Credentials(
            hash.encoded(),
            new Credentials.ScramKeys(
                scram.salt(), scram.iterations(), scram.storedKey(), scram.serverKey()),
            0);
      } finally {
        Arrays.fill(prepared, (byte) 0);
      }
    }

    @Override
    public void close() {
      from.release();
    }
  }

  /**
   * Waits for leave to hash.
   *
   * @throws StoreException when it was not to be had in time, or too many wait already
   */
  public Turn turn() throws StoreException, InterruptedException {
    if (turns.getQueueLength() >= MAX_WAITING) {
      throw new StoreException("too many logins wait to be checked");
    }
    return take(turns);
  }

  /** As {@link #turn}, for administrators, who don't queue up behind logins. */
  public Turn administratorsTurn() throws StoreException, InterruptedException {
    return take(administrators);
  }

  /** Whether the credentials were made with another cost than is set now, or lack SCRAM keys. */
  public boolean outdated(Credentials credentials) throws StoreException {
    Credentials.ScramKeys scram = credentials.scram();
    return scram == null
        || scram.iterations() != cost.scramIterations()
        || !Argon2Hash.parse(credentials.passwordHash()).costs(cost);
  }

  /**
   * Credentials that no password fits and that take as long to find that out as true ones: for
   * users that don't exist. Costs nothing to make.
   */
  public Credentials nobody() {
    byte[] hash = new byte[Argon2Hash.HASH_BYTES];
    random.nextBytes(hash);
    Argon2Hash made =
        new Argon2Hash(cost.memoryKib(), cost.iterations(), cost.parallelism(), salt(), hash);
    return new Credentials(made.encoded(), null, 0);
  }

  /** What new passwords are hashed with. */
  public HashingCost cost() {
    return cost;
  }

  private Turn take(Semaphore from) throws StoreException, InterruptedException {
    if (!from.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new StoreException("no leave to hash a password in time");
    }
    return new Turn(from);
  }

  private byte[] salt() {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return salt;
  }
}
