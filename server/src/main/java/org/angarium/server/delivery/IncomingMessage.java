package org.angarium.server.delivery;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.angarium.mail.header.HeaderParser;
import org.angarium.mail.mime.MessageParser;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.server.filter.Facts;
import org.angarium.server.filter.Visit;
import org.angarium.store.StoreException;
import org.angarium.store.blob.BlobTooLargeException;
import org.angarium.store.blob.BlobWriter;
import org.angarium.store.blob.StagedBlob;
import org.jspecify.annotations.Nullable;

/**
 * Contents on their way in: one pass feeds the blob (which hashes) and the parser, counts what is
 * bounded, and notes 8-bit bytes. After a fault the rest is passed over, so that the session can
 * read to the end and refuse. One thread; close it whatever happened.
 */
public final class IncomingMessage implements AutoCloseable {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final BlobWriter writer;
  private final MessageParser parser = new MessageParser(MimeLimits.DEFAULT);
  private final DeliveryLimits limits;
  private final long maxBytes;
  private final @Nullable UnaryOperator<byte[]> edit;

  /** The header, held back to be edited; {@link DeliveryLimits#maxHeaderBytes} bounds it. */
  private byte[] held = new byte[0];

  private int heldLength;
  private boolean holding;

  /** The header before it was edited; null where it was not changed. */
  private byte @Nullable [] original;

  private boolean inHeader = true;
  private int headerBytes;
  private int fields;
  private int lineLength;
  private boolean eightBit;
  private long size;
  private @Nullable MessageFault fault;
  private @Nullable StagedBlob blob;

  IncomingMessage(
      BlobWriter writer,
      DeliveryLimits limits,
      long maxBytes,
      @Nullable UnaryOperator<byte[]> edit) {
    this.writer = writer;
    this.limits = limits;
    this.maxBytes = maxBytes;
    this.edit = edit;
    this.holding = edit != null;
  }

  /** Takes the next bytes. */
  public void write(byte[] bytes, int offset, int length) throws StoreException {
    size += length;
    if (fault == null && size > maxBytes) {
      fault = MessageFault.TOO_LARGE;
    }
    if (fault != null || length == 0) {
      return;
    }
    eightBit = eightBit || hasHighBit(bytes, offset, length);
    int start = offset;
    if (inHeader) {
      int bodyStart = scanHeader(bytes, offset, offset + length);
      if (fault != null) {
        return;
      }
      if (holding) {
        int headerEnd = inHeader ? offset + length : bodyStart;
        hold(bytes, start, headerEnd - start);
        start = headerEnd;
        if (!inHeader) {
          release();
        }
      }
    }
    put(bytes, start, offset + length - start);
  }

  private void put(byte[] bytes, int offset, int length) throws StoreException {
    if (length == 0) {
      return;
    }
    try {
      writer.write(bytes, offset, length);
    } catch (BlobTooLargeException e) {
      fault = MessageFault.TOO_LARGE;
      return;
    }
    parser.update(bytes, offset, length);
  }

  private void hold(byte[] bytes, int offset, int length) {
    if (held.length - heldLength < length) {
      held = Arrays.copyOf(held, Math.max(2 * held.length, heldLength + length));
    }
    System.arraycopy(bytes, offset, held, heldLength, length);
    heldLength += length;
  }

  private void release() throws StoreException {
    holding = false;
    if (edit != null) {
      byte[] came = Arrays.copyOf(held, heldLength);
      byte[] edited = edit.apply(came);
      original = Arrays.equals(edited, came) ? null : came;
      put(edited, 0, edited.length);
    }
    held = new byte[0];
    heldLength = 0;
  }

  /** Counts lines of the header; returns where the body begins, or {@code end}. */
  private int scanHeader(byte[] bytes, int offset, int end) {
    for (int i = offset; i < end; i++) {
      byte b = bytes[i];
      if (b == '\n') {
        if (lineLength == 0) {
          inHeader = false;
          return i + 1;
        }
        lineLength = 0;
      } else if (b != '\r') {
        if (lineLength++ == 0 && b != ' ' && b != '\t' && ++fields > limits.maxHeaderFields()) {
          fault = MessageFault.TOO_MANY_FIELDS;
          return end;
        }
      }
      if (++headerBytes > limits.maxHeaderBytes()) {
        fault = MessageFault.HEADER_TOO_LARGE;
        return end;
      }
    }
    return end;
  }

  private static boolean hasHighBit(byte[] bytes, int offset, int length) {
    int i = offset;
    int end = offset + length;
    for (; i + 8 <= end; i += 8) {
      if (((long) LONGS.get(bytes, i) & HIGH_BITS) != 0) {
        return true;
      }
    }
    for (; i < end; i++) {
      if (bytes[i] < 0) {
        return true;
      }
    }
    return false;
  }

  /** Bytes taken so far, those passed over included. */
  public long size() {
    return size;
  }

  /** What is wrong, or null so far. */
  public @Nullable MessageFault fault() {
    return fault;
  }

  /** Whether a byte beyond ASCII was among them. */
  boolean eightBit() {
    return eightBit;
  }

  /** Ends the contents. Called once, when there is no fault. */
  MessageStructure finish() throws StoreException {
    if (fault != null) {
      throw new IllegalStateException("refused already: " + fault);
    }
    if (holding) {
      release();
    }
    blob = writer.finish();
    return parser.finish();
  }

  /**
   * What there is to judge. Signatures are about the header before anything was added or taken off.
   *
   * @param structure from {@link #finish}
   * @param visit what was looked at before; null if nothing was
   */
  Facts facts(Envelope envelope, MessageStructure structure, @Nullable Visit visit) {
    Origin origin = envelope.origin();
    return new Facts(
        origin.sessionId(),
        envelope.trace(),
        origin.source(),
        origin.client(),
        origin.clientName(),
        envelope.reversePath().address(),
        envelope.recipients().stream().map(Envelope.Recipient::given).toList(),
        original == null ? structure.header() : HeaderParser.parse(original),
        blob(),
        structure.root().bodyStart(),
        visit);
  }

  /** After {@link #finish}. */
  StagedBlob blob() {
    if (blob == null) {
      throw new IllegalStateException("not finished");
    }
    return blob;
  }

  @Override
  public void close() {
    if (blob != null) {
      blob.close();
    }
    writer.close();
  }
}
