package org.angarium.server.directory;

import java.security.MessageDigest;
import java.util.Base64;
import org.angarium.store.StoreException;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * An Argon2id hash (RFC 9106) and its PHC string {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash}. What
 * is read from a string is bounded, so that a forged record cannot ask for all the memory there is.
 */
record Argon2Hash(int memoryKib, int iterations, int parallelism, byte[] salt, byte[] hash) {
  static final int MAX_MEMORY_KIB = 1 << 20;
  static final int MAX_ITERATIONS = 100;
  static final int MAX_PARALLELISM = 16;
  static final int HASH_BYTES = 32;

  private static final int VERSION = 19;
  private static final String HEAD = "$argon2id$v=" + VERSION + "$";

  static Argon2Hash of(byte[] password, byte[] salt, HashingCost cost) {
    return new Argon2Hash(
        cost.memoryKib(),
        cost.iterations(),
        cost.parallelism(),
        salt,
        compute(
            password, salt, cost.memoryKib(), cost.iterations(), cost.parallelism(), HASH_BYTES));
  }

  boolean matches(byte[] password) {
    return MessageDigest.isEqual(
        hash, compute(password, salt, memoryKib, iterations, parallelism, hash.length));
  }

  boolean costs(HashingCost cost) {
    return memoryKib == cost.memoryKib()
        && iterations == cost.iterations()
        && parallelism == cost.parallelism();
  }

  String encoded() {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return HEAD
        + "m="
        + memoryKib
        + ",t="
        + iterations
        + ",p="
        + parallelism
        + "$"
        + base64.encodeToString(salt)
        + "$"
        + base64.encodeToString(hash);
  }

  static Argon2Hash parse(String encoded) throws StoreException {
    if (!encoded.startsWith(HEAD)) {
      throw new StoreException("a password hash of an unknown kind");
    }
    String[] parts = encoded.substring(HEAD.length()).split("\\$", -1);
    String[] numbers = parts[0].split(",", -1);
    if (parts.length != 3 || numbers.length != 3) {
      throw new StoreException("a damaged password hash");
    }
    try {
      Base64.Decoder base64 = Base64.getDecoder();
      byte[] salt = base64.decode(parts[1]);
      byte[] hash = base64.decode(parts[2]);
      int memory = number(numbers[0], "m=", MAX_MEMORY_KIB);
      int iterations = number(numbers[1], "t=", MAX_ITERATIONS);
      int parallelism = number(numbers[2], "p=", MAX_PARALLELISM);
      if (salt.length < 8 || salt.length > 64 || hash.length < 16 || hash.length > 64) {
        throw new StoreException("a password hash out of bounds");
      }
      return new Argon2Hash(memory, iterations, parallelism, salt, hash);
    } catch (IllegalArgumentException malformed) {
      throw new StoreException("a damaged password hash", malformed);
    }
  }

  private static int number(String text, String name, int most) throws StoreException {
    if (!text.startsWith(name)) {
      throw new StoreException("a damaged password hash");
    }
    int number = Integer.parseInt(text.substring(name.length()));
    if (number < 1 || number > most) {
      throw new StoreException("a password hash out of bounds");
    }
    return number;
  }

  private static byte[] compute(
      byte[] password, byte[] salt, int memoryKib, int iterations, int parallelism, int length) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(VERSION)
            .withMemoryAsKB(memoryKib)
            .withIterations(iterations)
            .withParallelism(parallelism)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[length];
    generator.generateBytes(password, hash);
    return hash;
  }

  /** Never the hash: it would end up in a log. */
  @Override
  public String toString() {
    return "Argon2Hash[m=" + memoryKib + ", t=" + iterations + ", p=" + parallelism + "]";
  }
}
