package org.angarium.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.Subspace;
import org.angarium.store.schema.RecordReader;
import org.angarium.store.schema.RecordWriter;

/**
 * Random keys that live with the store: made when first asked for, the same for all nodes of the
 * store and after a restore. In META under {@code "secret."} and the name.
 */
final class StoreSecret {
  private static final int OCTETS = 32;

  private StoreSecret() {}

  static byte[] of(String name, Engine engine) throws StoreException {
    byte[] text = ("secret." + name).getBytes(StandardCharsets.US_ASCII);
    byte[] key = ByteBuffer.allocate(1 + text.length).put(Subspace.META.tag()).put(text).array();
    byte[] known = engine.get(key);
    if (known != null) {
      return decode(known);
    }
    return engine.<byte[], StoreException>write(
        List.of(new Lock(Lock.Space.OTHER, Subspace.META.tag())),
        transaction -> {
          byte[] others = transaction.get(key);
          if (others != null) {
            return decode(others);
          }
          transaction.expect(key, null);
          byte[] secret = new byte[OCTETS];
          new SecureRandom().nextBytes(secret);
          transaction.put(key, new RecordWriter(1, 48).array(secret).toBytes());
          return secret;
        });
  }

  private static byte[] decode(byte[] record) throws StoreException {
    RecordReader reader = new RecordReader("secret", record);
    reader.version(1);
    byte[] secret = reader.array();
    reader.end();
    return secret;
  }
}
