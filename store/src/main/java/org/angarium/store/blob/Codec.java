package org.angarium.store.blob;

import java.util.Arrays;
import org.angarium.store.DamagedContentsException;
import org.angarium.store.StoreException;

/** How stored bytes stand for contents. The numbers are part of the format and never change. */
enum Codec {
  /** As they are. */
  STORED(0),
  /** One Zstandard frame (RFC 8878). */
  ZSTD(1);

  /** More than this in one piece is damage, not contents. */
  private static final int MAX_SIZE = 1 << 28;

  private final int number;

  Codec(int number) {
    this.number = number;
  }

  byte number() {
    return (byte) number;
  }

  static Codec of(int number) throws StoreException {
    for (Codec codec : values()) {
      if (codec.number == number) {
        return codec;
      }
    }
    throw new DamagedContentsException("contents are stored by the unknown codec " + number);
  }

  /** The contents, of {@code size} bytes, that a part of {@code stored} stands for. */
  byte[] expand(byte[] stored, int offset, int length, int size) throws StoreException {
    if (size < 0 || size > MAX_SIZE) {
      throw new DamagedContentsException("a piece of contents claims to have " + size + " bytes");
    }
    return switch (this) {
      case STORED -> {
        if (length != size) {
          throw new DamagedContentsException(
              "contents have " + length + " bytes instead of " + size);
        }
        yield Arrays.copyOfRange(stored, offset, offset + length);
      }
      case ZSTD -> Zstandard.SHARED.expand(stored, offset, length, size);
    };
  }
}
