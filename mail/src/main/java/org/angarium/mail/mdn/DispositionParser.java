package org.angarium.mail.mdn;

import java.util.Set;
import org.angarium.mail.header.EncodedWords;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.report.ReportFields;
import org.angarium.mail.report.ReportParts;
import org.angarium.mail.report.ReportSyntaxException;
import org.angarium.mail.report.TypedValue;
import org.jspecify.annotations.Nullable;

/** Reads notifications of others (RFC 8098 §3.1, RFC 6533 §5). */
public final class DispositionParser {
  /** RFC 8098 §3.1 and its international form. */
  static final Set<String> SUBTYPES =
      Set.of("disposition-notification", "global-disposition-notification");

  private static final Set<String> KNOWN =
      Set.of(
          "reporting-ua",
          "mdn-gateway",
          "original-recipient",
          "final-recipient",
          "original-message-id",
          "disposition",
          "error");

  private DispositionParser() {}

  /** The notification that a message is, or null if it is none. */
  public static @Nullable DispositionNotification parse(
      MessageStructure message, MessageSource source) throws ReportSyntaxException {
    byte[] fields = ReportParts.fields(message, source, SUBTYPES);
    return fields == null ? null : parseFields(fields);
  }

  /** The notification in the body of a {@code message/disposition-notification} part. */
  public static DispositionNotification parseFields(byte[] body) throws ReportSyntaxException {
    ReportFields fields = ReportFields.of(body);
    String gateway = fields.once("MDN-Gateway");
    return new DispositionNotification(
        decoded(fields.once("Reporting-UA")),
        gateway == null ? null : TypedValue.parse(gateway).value(),
        fields.once("Original-Recipient"),
        TypedValue.parse(fields.required("Final-Recipient")).decoded(),
        fields.once("Original-Message-ID"),
        Disposition.parse(fields.required("Disposition")),
        fields.many("Error").stream().map(EncodedWords::decode).toList(),
        fields.others(KNOWN));
  }

  private static @Nullable String decoded(@Nullable String text) {
    return text == null ? null : EncodedWords.decode(text);
  }
}
