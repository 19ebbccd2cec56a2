package org.angarium.store.engine.rocksdb;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Puts right single octets of a manifest, in its fragments as {@link LogScan} describes them. Each
 * has a checksum, and a checksum that differs tells which octet with which value would make it
 * agree: one octet makes the same difference whatever the others are. An octet is put right only
 * where exactly one can be meant. Damage of several octets of one fragment stays as it is; that it
 * is mistaken for another has a chance of less than one in five hundred.
 */
final class ManifestHealing {
  /** The polynomial of CRC-32C, its lowest power first. */
  private static final int POLYNOMIAL = 0x82f63b78;

  private static final int[] TABLE = table();

  private final byte[] manifest;
  private final CRC32C crc = new CRC32C();
  private int healed;

  private ManifestHealing(byte[] manifest) {
    this.manifest = manifest;
  }

  /** Changes {@code manifest} as far as it can be put right; returns how many octets that took. */
  static int heal(byte[] manifest) {
    ManifestHealing healing = new ManifestHealing(manifest);
    for (int block = 0; block < manifest.length; block += LogScan.BLOCK) {
      healing.block(block, Math.min(manifest.length, block + LogScan.BLOCK));
    }
    return healing.healed;
  }

  private void block(int start, int end) {
    int at = start;
    while (at + LogScan.HEADER <= end && !isRoom(at)) {
      if (!isSound(at, size(at), end)) {
        if (!put(at, end)) {
          return;
        }
        healed++;
      }
      at += LogScan.HEADER + size(at);
    }
  }

  /** Room that was set aside and never written. */
  private boolean isRoom(int at) {
    for (int i = at; i < at + LogScan.HEADER; i++) {
      if (manifest[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /** Changes the one octet that makes the fragment sound; false if none does, or several. */
  private boolean put(int at, int end) {
    int found = 0;
    int place = 0;
    int change = 0;
    for (int i = at + 4; i < at + 6; i++) {
      for (int delta = 1; delta < 256; delta++) {
        int size = size(at) ^ delta << 8 * (i - at - 4);
        if (isSound(at, size, end)) {
          found++;
          place = i;
          change = delta;
        }
      }
    }
    int size = size(at);
    if (at + LogScan.HEADER + size <= end) {
      int computed = checksum(at, size);
      int difference = LogScan.masked(computed) ^ stored(at);
      for (int i = 0; i < 4; i++) {
        if ((difference & ~(0xFF << 8 * i)) == 0) {
          found++;
          place = at + i;
          change = difference >>> 8 * i;
        }
      }
      int syndrome = computed ^ LogScan.unmasked(stored(at));
      int[] effects = TABLE.clone();
      for (int i = at + LogScan.HEADER + size - 1; i >= at + LogScan.HEADER - 1; i--) {
        for (int delta = 1; delta < 256; delta++) {
          int effect = effects[delta];
          if (effect == syndrome) {
            found++;
            place = i;
            change = delta;
          }
          effects[delta] = TABLE[effect & 0xFF] ^ effect >>> 8;
        }
      }
    }
    if (found != 1) {
      return false;
    }
    manifest[place] ^= (byte) change;
    return true;
  }

  private boolean isSound(int at, int size, int end) {
    return at + LogScan.HEADER + size <= end && LogScan.masked(checksum(at, size)) == stored(at);
  }

  private int size(int at) {
    return manifest[at + 4] & 0xFF | (manifest[at + 5] & 0xFF) << 8;
  }

  private int stored(int at) {
    return ByteBuffer.wrap(manifest).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
  }

  private int checksum(int at, int size) {
    crc.reset();
    crc.update(manifest, at + LogScan.HEADER - 1, 1 + size);
    return (int) crc.getValue();
  }

  /** The difference that each change of the last octet makes. */
  private static int[] table() {
    int[] table = new int[256];
    for (int delta = 0; delta < 256; delta++) {
      int effect = delta;
      for (int bit = 0; bit < 8; bit++) {
        effect = (effect & 1) == 0 ? effect >>> 1 : effect >>> 1 ^ POLYNOMIAL;
      }
      table[delta] = effect;
    }
    return table;
  }
}
