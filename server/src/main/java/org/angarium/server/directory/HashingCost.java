package org.angarium.server.directory;

/**
 * How hard passwords are hashed. New passwords, and old ones at their next login, are kept with the
 * cost that is set now; the cost of each is part of its record.
 *
 * @param memoryKib of Argon2id
 * @param iterations of Argon2id
 * @param parallelism of Argon2id
 * @param scramIterations of SCRAM-SHA-256, whose work is done by the client
 */
public record HashingCost(int memoryKib, int iterations, int parallelism, int scramIterations) {
  /** OWASP's choice for servers with many logins (19 MiB, 2, 1): about 40 ms here. */
  public static final HashingCost DEFAULT = new HashingCost(19_456, 2, 1, 10_000);

  public HashingCost {
    if (memoryKib < 8 * parallelism
        || memoryKib > Argon2Hash.MAX_MEMORY_KIB
        || iterations < 1
        || iterations > Argon2Hash.MAX_ITERATIONS
        || parallelism < 1
        || parallelism > Argon2Hash.MAX_PARALLELISM
        || scramIterations < 4_096) {
      throw new IllegalArgumentException("hashing cost out of bounds");
    }
  }
}
