package org.angarium.mail.sevenbit;

import java.util.List;
import org.angarium.mail.mime.ByteSink;
import org.angarium.mail.mime.TransferDecoder;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a plan while the message streams by: what no edit touches passes as it is. What comes
 * out at once is at most three times what goes in. For one thread and one message.
 */
public final class SevenBitWriter {
  private final List<Edit> edits;
  private final ByteSink sink;
  private int next;
  private long position;
  private @Nullable Recoding recoding;
  private @Nullable Masking masking;

  /** A writer of the planned message into {@code sink}. */
  public SevenBitWriter(SevenBitPlan.Edits plan, ByteSink sink) {
    this.edits = plan.inOrder();
    this.sink = sink;
  }

  /** Takes the next bytes of the message. */
  public void update(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      Edit edit = next < edits.size() ? edits.get(next) : null;
      if (edit == null || position < edit.start()) {
        long until = edit == null ? Long.MAX_VALUE : edit.start();
        int part = (int) Math.min(end - at, until - position);
        sink.accept(bytes, at, part);
        at += part;
        position += part;
      } else {
        int part = (int) Math.min(end - at, edit.end() - position);
        edit(edit, bytes, at, part);
        at += part;
        position += part;
        if (position == edit.end()) {
          endEdit(edit);
        }
      }
    }
  }

  /** The message has ended. */
  public void finish() {
    while (next < edits.size() && position == edits.get(next).end()) {
      // An edit of the empty range at the very end.
      endEdit(edits.get(next));
    }
  }

  private void edit(Edit edit, byte[] bytes, int offset, int length) {
    switch (edit) {
      case Edit.Replace replaced -> {
        // Passed over; its replacement comes at its end.
      }
      case Edit.Recode recode -> {
        Recoding open = recoding;
        if (open == null) {
          open = new Recoding(recode, sink);
          recoding = open;
        }
        open.update(bytes, offset, length);
      }
      case Edit.Mask mask -> {
        Masking open = masking;
        if (open == null) {
          open = new Masking(sink);
          masking = open;
        }
        open.update(bytes, offset, length);
      }
    }
  }

  private void endEdit(Edit edit) {
    if (edit instanceof Edit.Replace replace) {
      sink.accept(replace.bytes(), 0, replace.bytes().length);
    }
    if (recoding != null) {
      recoding.finish();
      recoding = null;
    }
    masking = null;
    next++;
  }

  /** One leaf out of its encoding and into another. */
  private static final class Recoding {
    private final TransferDecoder decoder;
    private final BodyEncoder encoder;

    Recoding(Edit.Recode recode, ByteSink sink) {
      decoder = TransferDecoder.of(recode.from());
      encoder =
          switch (recode.to()) {
            case QUOTED_PRINTABLE -> new QuotedPrintableEncoder(sink);
            case BASE64 -> new Base64Encoder(sink);
          };
    }

    void update(byte[] bytes, int offset, int length) {
      decoder.update(bytes, offset, length, encoder::update);
    }

    void finish() {
      decoder.finish(encoder::update);
      encoder.finish();
    }
  }

  /** Text between the parts of a multipart made harmless. */
  private static final class Masking {
    /** Not allowed in boundaries (RFC 2046 §5.1.1), so no masked line becomes a delimiter. */
    private static final byte MASK = '*';

    private static final byte[] FOLD = {'\r', '\n', ' '};

    private final ByteSink sink;
    private int column;
    private boolean delimiter;
    private byte last;

    Masking(ByteSink sink) {
      this.sink = sink;
    }

    void update(byte[] bytes, int offset, int length) {
      byte[] masked = new byte[length];
      int from = 0;
      for (int i = 0; i < length; i++) {
        byte b = bytes[offset + i];
        masked[i] = b < 0 ? MASK : b;
        delimiter = column == 1 ? b == '-' && last == '-' : delimiter && column > 1;
        if (b != '\r' && b != '\n' && column >= Region.MAX_LINE - FOLD.length && !delimiter) {
          sink.accept(masked, from, i - from);
          sink.accept(FOLD, 0, FOLD.length);
          from = i;
          column = 1;
        }
        column = b == '\n' ? 0 : column + 1;
        last = b;
      }
      sink.accept(masked, from, length - from);
    }
  }
}
