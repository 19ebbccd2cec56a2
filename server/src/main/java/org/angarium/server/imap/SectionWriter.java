package org.angarium.server.imap;

import java.io.IOException;
import java.util.List;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderLimits;
import org.angarium.mail.header.HeaderParser;
import org.angarium.mail.imap.FetchItem;
import org.angarium.mail.imap.FetchItem.Kind;
import org.angarium.mail.imap.FetchItem.Section;
import org.angarium.mail.imap.FetchItem.Text;
import org.angarium.mail.imap.ImapWriter;
import org.angarium.mail.mime.ByteSink;
import org.angarium.mail.mime.PartTable;
import org.angarium.mail.mime.PartTableCodec;
import org.angarium.mail.mime.StoredPart;
import org.angarium.mail.mime.TransferDecoder;
import org.angarium.store.StoreException;
import org.angarium.store.message.StoredMessage;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code BODY[…]}, {@code BINARY[…]} and {@code BINARY.SIZE[…]} of one message after the
 * other. Where a part lies was found out when the message arrived; here its bytes are copied from
 * the store to the client in chunks. A NUL in them becomes 0x80 but in {@code BINARY}, since no
 * literal may hold it; an APPEND with a {@code literal8} may have brought it.
 *
 * <p>A response that is small is gathered whole, so that it can be taken back where the message
 * turns out to be damaged. Of a larger one the first octets leave before the last are read; so its
 * contents are checked before it begins, by their checksums.
 */
final class SectionWriter {
  private static final int HEADER_LIMIT = 16 << 20;

  private final ImapOutput output;
  private final ImapWriter out;
  private @Nullable StoredMessage message;
  private @Nullable PartTable table;

  /** Whether octets leave before the response is complete. */
  private boolean streaming;

  SectionWriter(ImapOutput output) {
    this.output = output;
    this.out = output.writer();
  }

  /** From now on sections are those of this message. */
  void open(StoredMessage opened) {
    message = opened;
    table = null;
  }

  /**
   * To be called before the response of a message begins.
   *
   * @param items those that are sections are counted
   * @return whether octets of the response will leave before it is complete
   * @throws StoreException where it is known already that the message is damaged
   */
  boolean prepare(FetchItem[] items) throws StoreException {
    long octets = 0;
    for (FetchItem item : items) {
      if (item instanceof Section section) {
        Extent extent = needed(section);
        octets += extent.end - extent.start;
      }
    }
    streaming = octets > ImapOutput.CHUNK;
    if (streaming) {
      for (FetchItem item : items) {
        if (item instanceof Section section) {
          Extent extent = needed(section);
          message().check(extent.start, extent.end);
        }
      }
    }
    return streaming;
  }

  /** What is read for a section. */
  private Extent needed(Section section) throws StoreException {
    if (section.kind() != Kind.BODY) {
      Decoding decoding = decoding(section.part());
      return decoding == null ? NOTHING : new Extent(decoding.start, decoding.end);
    }
    Extent extent = extent(section.part(), section.text());
    return extent == null ? NOTHING : ofFields(section) ? extent : extent.cut(section);
  }

  private static boolean ofFields(Section section) {
    return section.text() == Text.HEADER_FIELDS || section.text() == Text.HEADER_FIELDS_NOT;
  }

  private StoredMessage message() {
    StoredMessage opened = message;
    if (opened == null) {
      throw new IllegalStateException("no message opened");
    }
    return opened;
  }

  private @Nullable StoredPart part(List<Long> path) throws StoreException {
    PartTable parts = table;
    if (parts == null) {
      try {
        parts = PartTableCodec.decode(message().summary().partTable());
      } catch (IllegalArgumentException e) {
        throw new StoreException("part table of message " + message().uid() + " is damaged", e);
      }
      table = parts;
    }
    int[] numbers = new int[path.size()];
    for (int i = 0; i < numbers.length; i++) {
      long number = path.get(i);
      if (number > Integer.MAX_VALUE) {
        return null; // no message has so many parts
      }
      numbers[i] = (int) number;
    }
    return parts.find(numbers);
  }

  /**
   * What would make the whole command fail; to be asked before anything of a message is written.
   */
  void check(Section section) throws ImapRefusal, StoreException {
    if (section.kind() != Kind.BODY && !section.part().isEmpty()) {
      StoredPart part = part(section.part());
      if (part != null && !TransferDecoder.isKnown(part.transferEncoding())) {
        throw ImapRefusal.no("UNKNOWN-CTE", "A part is in an unknown encoding"); // RFC 3516 §4.3
      }
    }
  }

  void write(Section section) throws IOException {
    out.ascii(section.label()).octet(' ');
    switch (section.kind()) {
      case BODY -> body(section);
      case BINARY -> binary(section);
      case BINARY_SIZE -> binarySize(section);
    }
  }

  // ---- BODY

  private void body(Section section) throws IOException {
    if (ofFields(section)) {
      fields(section);
      return;
    }
    Extent extent = extent(section.part(), section.text());
    if (extent == null) {
      out.nil();
      return;
    }
    Extent wanted = extent.cut(section);
    out.literalHeader(wanted.end - wanted.start);
    copy(wanted.start, wanted.end);
  }

  private static final Extent NOTHING = new Extent(0, 0);

  /** Where bytes lie in the message. */
  private record Extent(long start, long end) {

    /** What a partial section wants of it. */
    Extent cut(Section section) {
      if (!section.partial()) {
        return this;
      }
      long from = Math.min(end, start + Math.min(section.offset(), end - start));
      return new Extent(from, from + Math.min(section.length(), end - from));
    }
  }

  /** RFC 9051 §6.4.5.1; null for what is not there. */
  private @Nullable Extent extent(List<Long> path, Text text) throws StoreException {
    if (path.isEmpty()) {
      long size = message().size();
      return switch (text) {
        case ALL -> new Extent(0, size);
        case HEADER, HEADER_FIELDS, HEADER_FIELDS_NOT ->
            new Extent(0, message().summary().headerSize());
        case TEXT -> new Extent(message().summary().headerSize(), size);
        case MIME -> null;
      };
    }
    StoredPart part = part(path);
    if (part == null) {
      return null;
    }
    StoredPart inner = part.isMessage() ? part.children().getFirst() : null;
    return switch (text) {
      case ALL -> new Extent(part.bodyStart(), part.bodyEnd());
      case MIME -> new Extent(part.headerStart(), part.bodyStart());
      case HEADER, HEADER_FIELDS, HEADER_FIELDS_NOT ->
          inner == null ? null : new Extent(inner.headerStart(), inner.bodyStart());
      case TEXT -> inner == null ? null : new Extent(inner.bodyStart(), inner.bodyEnd());
    };
  }

  /**
   * Some fields of a header, as they stand there, and its empty line. A message that ends within
   * its header has none (RFC 3501 §6.4.5).
   */
  private void fields(Section section) throws IOException {
    Extent extent = extent(section.part(), section.text());
    if (extent == null) {
      out.nil();
      return;
    }
    byte[] header = section.part().isEmpty() ? message().header() : bytes(extent.start, extent.end);
    boolean listed = section.text() == Text.HEADER_FIELDS;
    ImapWriter chosen = new ImapWriter();
    for (HeaderField field : HeaderParser.parse(header, 0, HeaderLimits.DEFAULT)) {
      if (isOneOf(field, section.fields()) == listed) {
        chosen.raw(field.raw());
      }
    }
    if (endsInEmptyLine(header)) {
      chosen.crlf();
    }
    int start = 0;
    int end = chosen.length();
    if (section.partial()) {
      start = (int) Math.min(end, section.offset());
      end = start + (int) Math.min(section.length(), end - start);
    }
    chosen.replaceNul(0);
    out.literalHeader(end - start).raw(chosen.array(), start, end - start);
  }

  private static boolean endsInEmptyLine(byte[] header) {
    int at = header.length - 1;
    if (at < 0 || header[at] != '\n') {
      return false;
    }
    at -= at > 0 && header[at - 1] == '\r' ? 2 : 1;
    return at < 0 || header[at] == '\n';
  }

  private static boolean isOneOf(HeaderField field, List<String> names) {
    for (int i = 0; i < names.size(); i++) {
      if (field.is(names.get(i))) {
        return true;
      }
    }
    return false;
  }

  private byte[] bytes(long start, long end) throws StoreException {
    byte[] bytes = new byte[(int) Math.min(end - start, HEADER_LIMIT)];
    int length = 0;
    while (length < bytes.length) {
      int count = message().read(start + length, bytes, length, bytes.length - length);
      if (count < 0) {
        throw new StoreException("message " + message().uid() + " ends early");
      }
      length += count;
    }
    return bytes;
  }

  /** Straight from the store into the output's array. */
  private void copy(long start, long end) throws IOException {
    long at = start;
    while (at < end) {
      int want = (int) Math.min(end - at, ImapOutput.CHUNK);
      out.reserve(want);
      int count;
      try {
        count = message().read(at, out.array(), out.length(), want);
      } catch (StoreException e) {
        throw broken(e);
      }
      if (count < 0) {
        throw broken(null);
      }
      out.advance(count);
      out.replaceNul(out.length() - count);
      at += count;
      if (streaming) {
        output.drain();
      }
    }
  }

  /** Where a literal has begun to leave nothing can be said any more: the connection has to go. */
  private IOException broken(@Nullable StoreException cause) {
    String text = "message " + message().uid() + " cannot be read to its end";
    return streaming ? new IOException(text, cause) : new StoreException(text, cause);
  }

  // ---- BINARY

  private void binary(Section section) throws IOException {
    Decoding decoding = decoding(section.part());
    if (decoding == null) {
      out.nil();
      return;
    }
    Measure measure = measure(decoding);
    long from = section.partial() ? Math.min(section.offset(), measure.size) : 0;
    long length =
        section.partial() ? Math.min(section.length(), measure.size - from) : measure.size;
    if (measure.nul) {
      out.literal8Header(length);
    } else {
      out.literalHeader(length);
    }
    long to = from + length;
    long[] position = {0};
    decode(
        decoding,
        (bytes, offset, count) -> {
          long first = Math.max(from, position[0]);
          long last = Math.min(to, position[0] + count);
          if (first < last) {
            out.raw(bytes, offset + (int) (first - position[0]), (int) (last - first));
          }
          position[0] += count;
        });
  }

  private void binarySize(Section section) throws IOException {
    Decoding decoding = decoding(section.part());
    out.number(decoding == null ? 0 : measure(decoding).size);
  }

  private record Decoding(long start, long end, String encoding) {}

  private @Nullable Decoding decoding(List<Long> path) throws StoreException {
    if (path.isEmpty()) {
      return new Decoding(0, message().size(), "binary");
    }
    StoredPart part = part(path);
    if (part == null) {
      return null;
    }
    String encoding = part.children().isEmpty() ? part.transferEncoding() : "binary";
    return new Decoding(part.bodyStart(), part.bodyEnd(), encoding);
  }

  private record Measure(long size, boolean nul) {}

  /** Decodes once to learn the size, which stands before the bytes. */
  private Measure measure(Decoding decoding) throws IOException {
    long[] size = {0};
    boolean[] nul = {false};
    decode(
        decoding,
        (bytes, offset, count) -> {
          size[0] += count;
          for (int i = offset; i < offset + count && !nul[0]; i++) {
            nul[0] = bytes[i] == 0;
          }
        });
    return new Measure(size[0], nul[0]);
  }

  private void decode(Decoding decoding, ByteSink sink) throws IOException {
    TransferDecoder decoder = TransferDecoder.of(decoding.encoding);
    byte[] chunk = new byte[(int) Math.min(ImapOutput.CHUNK, decoding.end - decoding.start)];
    long at = decoding.start;
    while (at < decoding.end) {
      int count;
      try {
        count = message().read(at, chunk, 0, (int) Math.min(chunk.length, decoding.end - at));
      } catch (StoreException e) {
        throw broken(e);
      }
      if (count < 0) {
        throw broken(null);
      }
      decoder.update(chunk, 0, count, sink);
      at += count;
      if (streaming) {
        output.drain();
      }
    }
    decoder.finish(sink);
  }
}
