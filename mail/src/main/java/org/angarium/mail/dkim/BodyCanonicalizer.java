package org.angarium.mail.dkim;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.angarium.mail.mime.ByteSink;

/**
 * Brings a body into canonical form (RFC 6376 §3.4.3, §3.4.4) as it streams by, in chunks cut
 * anywhere.
 *
 * <p>Most bodies are canonical over long stretches, line ends between lines of text included. Such
 * a stretch is found in strides of eight octets and given on as it lies there, not copied; only
 * small pieces are gathered. Other line ends are held back until something follows, since empty
 * lines at the end don't count; held back they are a number, so a body of nothing but line ends
 * needs no memory.
 */
public final class BodyCanonicalizer {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long SPACES = 0x2020202020202020L;

  /** Up to this many octets copying costs less than telling the sink. */
  private static final int GATHERED = 1024;

  private final boolean relaxed;
  private final ByteSink sink;
  private final byte[] out = new byte[GATHERED];
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
        int textEnd = endOfText(bytes, i, end);
        boolean spaceAtEnd = relaxed && bytes[textEnd - 1] == ' ';
        beginText();
        put(bytes, i, spaceAtEnd ? textEnd - 1 : textEnd);
        heldSpace = spaceAtEnd;
        i = textEnd;
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
   * Where the text ends that begins at {@code from} and is canonical as it stands. A line end
   * belongs to it if there is text on both sides.
   */
  private int endOfText(byte[] bytes, int from, int end) {
    int i = from;
    while (i < end) {
      byte b = bytes[i];
      if (b == '\r' && isBetweenText(bytes, i, end)) {
        i += 2;
      } else if (b == '\r' || b == '\n') {
        return i;
      } else if (relaxed && (b == '\t' || (b == ' ' && bytes[i - 1] == ' '))) {
        return i;
      }
      i = relaxed ? skipRelaxed(bytes, i + 1, end) : skipSimple(bytes, i + 1, end);
    }
    return end;
  }

  /** Whether at {@code i} is a CRLF after which, and before which, nothing is to be changed. */
  private boolean isBetweenText(byte[] bytes, int i, int end) {
    if (i + 2 >= end || bytes[i + 1] != '\n') {
      return false;
    }
    byte next = bytes[i + 2];
    return next != '\r'
        && next != '\n'
        && !(relaxed && (bytes[i - 1] == ' ' || next == ' ' || next == '\t'));
  }

  /** Skips what is neither a control character nor the second of two spaces. */
  private static int skipRelaxed(byte[] bytes, int from, int end) {
    int i = from;
    long before = bytes[i - 1] == ' ' ? 0x80 : 0;
    for (; i + 8 <= end; i += 8) {
      long word = (long) LONGS.get(bytes, i);
      long other = word ^ SPACES;
      long spaces = (other - ONES) & ~other & HIGHS;
      long found = controls(word) | (spaces & (spaces << 8 | before));
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
      before = spaces >>> 56;
    }
    while (i < end && (bytes[i] < 0 || bytes[i] > ' ')) {
      i++;
    }
    return i;
  }

  private static int skipSimple(byte[] bytes, int from, int end) {
    int i = from;
    for (; i + 8 <= end; i += 8) {
      long found = controls((long) LONGS.get(bytes, i));
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    while (i < end && (bytes[i] < 0 || bytes[i] >= ' ')) {
      i++;
    }
    return i;
  }

  /** A bit for each octet below 0x20; above the lowest one there may be some too many. */
  private static long controls(long word) {
    return (word - SPACES) & ~word & HIGHS;
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
