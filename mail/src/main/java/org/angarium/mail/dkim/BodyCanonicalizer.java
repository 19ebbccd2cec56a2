package org.angarium.mail.dkim;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.angarium.mail.mime.ByteSink;

/**
 * Brings a body into canonical form (RFC 6376 §3.4.3, §3.4.4) as it streams by, in chunks cut
 * anywhere. What comes out is gathered into larger pieces.
 *
 * <p>Line ends are held back until something follows, since empty lines at the end don't count;
 * held back they are a number, so a body of nothing but line ends needs no memory. Between line
 * ends and runs of white space the scanner moves in strides of eight octets.
 */
public final class BodyCanonicalizer {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long SPACES = 0x2020202020202020L;

  private final boolean relaxed;
  private final ByteSink sink;
  private final byte[] out = new byte[8192];
  private int filled;
  private long heldLineEnds;
  private boolean heldSpace;
  private boolean heldCr;
  private boolean anything;

  /** A canonicalizer that gives to {@code sink}; the arrays it gives are used again. */
  public BodyCanonicalizer(Canonicalization form, ByteSink sink) {
    this.relaxed = form == Canonicalization.RELAXED;
    this.sink = sink;
  }

  /** Takes the next piece of the body. */
  public void update(byte[] bytes, int offset, int length) {
    int i = offset;
    int end = offset + length;
    while (i < end) {
      byte b = bytes[i];
      if (b == '\n') {
        heldCr = false;
        heldSpace = false;
        heldLineEnds++;
        i++;
        continue;
      }
      if (heldCr) {
        heldCr = false;
        beginText();
        put((byte) '\r');
      }
      if (b == '\r') {
        heldCr = true;
        i++;
      } else if (relaxed && (b == ' ' || b == '\t')) {
        heldSpace = true;
        i++;
      } else {
        int runEnd = relaxed ? relaxedRun(bytes, i, end) : simpleRun(bytes, i, end);
        boolean spaceAtEnd = relaxed && bytes[runEnd - 1] == ' ';
        beginText();
        put(bytes, i, spaceAtEnd ? runEnd - 1 : runEnd);
        heldSpace = spaceAtEnd;
        i = runEnd;
      }
    }
  }

  /** The body is complete: gives what is left. */
  public void finish() {
    if (heldCr) {
      heldCr = false;
      beginText();
      put((byte) '\r');
    }
    // §3.4.3: an empty body is one line end; §3.4.4: an empty body is empty. Otherwise the end is
    // one line end, whether there was none or many.
    if (anything || !relaxed) {
      put((byte) '\r');
      put((byte) '\n');
    }
    flush();
  }

  private void beginText() {
    anything = true;
    for (; heldLineEnds > 0; heldLineEnds--) {
      put((byte) '\r');
      put((byte) '\n');
    }
    if (heldSpace) {
      heldSpace = false;
      put((byte) ' ');
    }
  }

  /**
   * Where text ends that starts at {@code from}: before the next control character (line end, tab),
   * or before the second of two spaces. It may end earlier than needed, never later.
   */
  private static int relaxedRun(byte[] bytes, int from, int end) {
    int i = from;
    for (; i + 9 <= end; i += 8) {
      long word = (long) LONGS.get(bytes, i);
      long next = (long) LONGS.get(bytes, i + 1);
      long control = (word - SPACES) & ~word & HIGHS;
      long space = word ^ SPACES;
      long nextSpace = next ^ SPACES;
      long pairs = (space - ONES) & ~space & (nextSpace - ONES) & ~nextSpace & HIGHS;
      if ((control | pairs) != 0) {
        break;
      }
    }
    for (; i < end; i++) {
      byte b = bytes[i];
      if (b == '\n' || b == '\r' || b == '\t' || (b == ' ' && i > from && bytes[i - 1] == ' ')) {
        break;
      }
    }
    return i;
  }

  private static int simpleRun(byte[] bytes, int from, int end) {
    int i = from;
    for (; i + 8 <= end; i += 8) {
      long word = (long) LONGS.get(bytes, i);
      if (((word - SPACES) & ~word & HIGHS) != 0) {
        break;
      }
    }
    while (i < end && bytes[i] != '\n' && bytes[i] != '\r') {
      i++;
    }
    return i;
  }

  private void put(byte b) {
    if (filled == out.length) {
      flush();
    }
    out[filled++] = b;
  }

  private void put(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length > out.length - filled) {
      flush();
      if (length > out.length) {
        sink.accept(bytes, from, length);
        return;
      }
    }
    System.arraycopy(bytes, from, out, filled, length);
    filled += length;
  }

  private void flush() {
    if (filled > 0) {
      sink.accept(out, 0, filled);
      filled = 0;
    }
  }
}
