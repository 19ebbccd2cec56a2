package org.angarium.store.message;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderParser;
import org.angarium.mail.header.MessageDate;
import org.angarium.mail.mime.MessageText;
import org.angarium.store.schema.SearchRecord;
import org.angarium.store.schema.SignatureRecord;
import org.jspecify.annotations.Nullable;

/** What SEARCH will want to know of a message, computed once before it is stored. Immutable. */
public final class SearchDigest {
  /** Header text kept of a message at most, in octets; above, the message is read. */
  private static final int MAX_OCTETS = 16 << 10;

  private final long sentDay;
  private final List<SearchRecord.Field> fields;
  private final byte[] signature;

  private SearchDigest(long sentDay, List<SearchRecord.Field> fields, byte[] signature) {
    this.sentDay = sentDay;
    this.fields = fields;
    this.signature = signature;
  }

  /**
   * @param header of the message
   * @param text of the same message
   */
  public static SearchDigest of(HeaderFields header, MessageText text) {
    Signature signature = new Signature();
    text.anyTextOrHeader(signature);
    List<SearchRecord.Field> fields = new ArrayList<>();
    fields(header, fields, signature::add);
    return new SearchDigest(sentDay(header), fields, signature.toBytes());
  }

  /**
   * What is stored of one delivery.
   *
   * @param record encoded {@link SearchRecord}
   * @param signature encoded {@link SignatureRecord}
   */
  public record Stored(byte[] record, byte[] signature) {}

  /** Of a delivery with these header fields put before the message. */
  public Stored with(byte[] prefix, long threadId) {
    if (prefix.length == 0) {
      return stored(sentDay, threadId, fields, signature);
    }
    HeaderFields first = HeaderParser.parse(prefix);
    List<SearchRecord.Field> all = new ArrayList<>();
    fields(first, all, shown -> {});
    all.addAll(fields);
    return stored(
        first.contains("Date") ? sentDay(first) : sentDay,
        threadId,
        all,
        Signature.with(signature, Folding.fold(MessageText.headerText(first))));
  }

  private static Stored stored(
      long sentDay, long threadId, List<SearchRecord.Field> fields, byte[] signature) {
    return new Stored(
        new SearchRecord(sentDay, threadId, fields).encode(), SignatureRecord.encode(signature));
  }

  /**
   * @param besides is given what is kept beside the texts of the fields
   */
  private static void fields(
      HeaderFields header, List<SearchRecord.Field> fields, Consumer<String> besides) {
    int octets = 0;
    for (HeaderField field : header) {
      int code = IndexedField.codeOf(field);
      if (code >= 0) {
        String text = field.decodedText();
        octets += add(fields, code, text);
        if (octets <= MAX_OCTETS && IndexedField.isAddresses(code)) {
          for (String shown : ShownAddresses.besides(field, text)) {
            besides.accept(shown);
            octets += add(fields, code, shown);
          }
        }
        if (octets > MAX_OCTETS) {
          fields.clear();
          fields.add(new SearchRecord.Field(IndexedField.INCOMPLETE, new byte[0]));
          return;
        }
      }
    }
  }

  private static int add(List<SearchRecord.Field> fields, int code, String text) {
    byte[] folded = Folding.fold(text).getBytes(StandardCharsets.UTF_8);
    fields.add(new SearchRecord.Field(code, folded));
    return folded.length;
  }

  private static long sentDay(HeaderFields header) {
    HeaderField date = header.firstOrNull("Date");
    @Nullable OffsetDateTime sent = date == null ? null : MessageDate.parse(date.value());
    return sent == null ? SearchRecord.NO_DAY : sent.toLocalDate().toEpochDay();
  }
}
