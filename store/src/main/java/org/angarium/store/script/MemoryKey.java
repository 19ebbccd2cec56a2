package org.angarium.store.script;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What a script remembers, as 128 bits of a hash: nothing of it can be read back. */
public record MemoryKey(long high, long low) {
  /**
   * @param kind keeps apart what different actions remember
   * @param texts order and borders count
   */
  public static MemoryKey of(String kind, String... texts) {
    MessageDigest hash;
    try {
      hash = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every JDK has SHA-256", missing);
    }
    add(hash, kind);
    for (String text : texts) {
      add(hash, text);
    }
    ByteBuffer digest = ByteBuffer.wrap(hash.digest());
    return new MemoryKey(digest.getLong(), digest.getLong());
  }

  private static void add(MessageDigest hash, String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, octets.length));
    hash.update(octets);
  }
}
