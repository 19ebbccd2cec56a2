package org.angarium.mail.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.angarium.mail.message.BodyPart;
import org.angarium.mail.message.HeaderWriter.Parameter;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimePart;
import org.angarium.mail.mime.TransferDecoder;
import org.jspecify.annotations.Nullable;

/** The parts of a {@code multipart/report}, together and taken apart (RFC 6522 §3). */
public final class ReportParts {
  /** Bytes of the part for programs that are read. */
  private static final int MAX_FIELDS = 1 << 20;

  /** Bytes of the returned message that are read: its header is what counts. */
  private static final int MAX_RETURNED = 256 << 10;

  private static final Set<String> RETURNED =
      Set.of("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers");

  private ReportParts() {}

  /**
   * The three parts as one.
   *
   * @param type of the report, such as {@code delivery-status}
   * @param returned null if nothing goes back
   */
  public static BodyPart multipart(
      String type, BodyPart words, BodyPart fields, @Nullable BodyPart returned) {
    List<BodyPart> parts = new ArrayList<>(3);
    parts.add(words);
    parts.add(fields);
    if (returned != null) {
      parts.add(returned);
    }
    return BodyPart.multipart("report", List.of(new Parameter("report-type", type)), parts);
  }

  /**
   * The decoded content of the first part of these types, wherever it stands, since not everybody
   * who reports makes a {@code multipart/report}; null if there is none.
   *
   * @param subtypes of {@code message/}, lower case
   */
  public static byte @Nullable [] fields(
      MessageStructure message, MessageSource source, Set<String> subtypes) {
    MimePart part = find(message.root(), "message", subtypes);
    return part == null ? null : content(part, source, MAX_FIELDS);
  }

  /**
   * The message that was given back with a report, or its header, or the beginning of a long one;
   * null if there is none.
   */
  public static byte @Nullable [] returned(MessageStructure message, MessageSource source) {
    for (MimePart child : children(message.root())) {
      if (RETURNED.contains(child.mediaType() + "/" + child.subtype())) {
        return content(child, source, MAX_RETURNED);
      }
    }
    return null;
  }

  private static byte[] content(MimePart part, MessageSource source, int limit) {
    long end = Math.min(part.bodyEnd(), part.bodyStart() + limit);
    return TransferDecoder.decode(source.bytes(part.bodyStart(), end), part.transferEncoding());
  }

  private static @Nullable MimePart find(MimePart part, String type, Set<String> subtypes) {
    if (part.mediaType().equals(type) && subtypes.contains(part.subtype())) {
      return part;
    }
    for (MimePart child : children(part)) {
      MimePart found = find(child, type, subtypes);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /** Not those of messages within: a report on a report is about the outer one. */
  private static List<MimePart> children(MimePart part) {
    return part.isMultipart() ? part.children() : List.of();
  }
}
