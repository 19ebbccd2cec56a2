package org.angarium.mail.sevenbit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.angarium.mail.header.ContentTypeField;
import org.angarium.mail.header.HeaderField;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderLimits;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimePart;
import org.angarium.mail.mime.TransferDecoder;
import org.angarium.mail.sevenbit.SevenBitPlan.Obstacle;

/**
 * Reads a message once more, its structure being known, and says how it becomes 7-bit. For one
 * thread and one message.
 */
public final class SevenBitPlanner {
  private static final String ENCODING = "Content-Transfer-Encoding";

  /** A text with more octets above 127 than one in so many is shorter in base64. */
  private static final int READABLE = 6;

  private final MessageStructure structure;
  private final List<Region> regions = new ArrayList<>();
  private final List<Edit> edits = new ArrayList<>();

  /** The message and those embedded in it, by identity. */
  private final Set<MimePart> messages = new HashSet<>();

  private int current;
  private long position;

  /** A planner for the message that has this structure. */
  public SevenBitPlanner(MessageStructure structure) {
    this.structure = structure;
    MimePart root = structure.root();
    messages.add(root);
    flatten(root, false);
    region(Region.Kind.AROUND, root, false, root.bodyEnd(), structure.size());
  }

  private void flatten(MimePart part, boolean signed) {
    region(Region.Kind.HEADER, part, signed, part.headerStart(), part.bodyStart());
    if (part.children().isEmpty() || isInternational(part)) {
      region(Region.Kind.LEAF, part, signed, part.bodyStart(), part.bodyEnd());
      return;
    }
    long at = part.bodyStart();
    boolean signs = part.isMultipart() && part.subtype().equals("signed");
    for (MimePart child : part.children()) {
      if (part.isMessage()) {
        messages.add(child);
      }
      region(Region.Kind.AROUND, part, signed, at, child.headerStart());
      flatten(child, signed || signs);
      at = child.bodyEnd();
    }
    region(Region.Kind.AROUND, part, signed, at, part.bodyEnd());
  }

  /**
   * Whether this is a message of RFC 6532 whose headers need more than seven bits: other than
   * message/rfc822 it may be encoded as a whole (§3.7 there).
   */
  private static boolean isInternational(MimePart part) {
    return part.isMessage()
        && part.subtype().equals("global")
        && part.children().stream().anyMatch(SevenBitPlanner::hasHeaderAbove127);
  }

  private static boolean hasHeaderAbove127(MimePart part) {
    for (byte b : part.header().raw()) {
      if (b < 0) {
        return true;
      }
    }
    return part.children().stream().anyMatch(SevenBitPlanner::hasHeaderAbove127);
  }

  private void region(Region.Kind kind, MimePart part, boolean signed, long start, long end) {
    if (start < end || kind == Region.Kind.HEADER) {
      regions.add(new Region(kind, part, signed, start, end));
    }
  }

  /** Takes the next bytes of the message, the same as those that the structure is of. */
  public void update(byte[] bytes, int offset, int length) {
    int at = offset;
    int end = offset + length;
    while (at < end && current < regions.size()) {
      Region region = regions.get(current);
      int part = (int) Math.max(0, Math.min(end - at, region.end - position));
      region.update(bytes, at, part);
      at += part;
      position += part;
      if (position >= region.end) {
        current++;
      }
    }
  }

  /** What is to be done; no edits where the message has no octet above 127. */
  public SevenBitPlan finish() {
    boolean plain = true;
    for (Region region : regions) {
      if (region.above127() > 0) {
        plain = false;
        if (region.kind == Region.Kind.HEADER) {
          return new SevenBitPlan.Impossible(Obstacle.HEADER);
        }
      }
    }
    if (plain) {
      return new SevenBitPlan.Edits(List.of());
    }
    if (structure.truncated()) {
      return new SevenBitPlan.Impossible(Obstacle.STRUCTURE);
    }
    for (int i = 0; i < regions.size(); i++) {
      Region region = regions.get(i);
      if (region.signed) {
        if (region.above127() > 0) {
          return new SevenBitPlan.Impossible(Obstacle.SIGNATURE);
        }
      } else if (region.kind == Region.Kind.AROUND) {
        mask(region);
      } else if (region.kind == Region.Kind.HEADER
          && !region.part.children().isEmpty()
          && !isInternational(region.part)) {
        label(region.part, "7bit", false);
      } else if (region.kind == Region.Kind.HEADER) {
        boolean hasBody = i + 1 < regions.size() && regions.get(i + 1).part == region.part;
        if (hasBody && !leaf(regions.get(i + 1))) {
          return new SevenBitPlan.Impossible(Obstacle.STRUCTURE);
        }
      }
    }
    return new SevenBitPlan.Edits(edits);
  }

  private void mask(Region region) {
    if (region.above127() > 0 || region.unlineable()) {
      edits.add(new Edit.Mask(region.start, region.end));
    }
  }

  /**
   * Plans header and body of a leaf.
   *
   * @return false where its body cannot be encoded
   */
  private boolean leaf(Region body) {
    MimePart part = body.part;
    String encoding = part.transferEncoding();
    boolean convert = body.above127() > 0 || body.unlineable();
    if (!convert) {
      if (encoding.equals("8bit") || encoding.equals("binary")) {
        label(part, "7bit", false);
      }
      return true;
    }
    if (!TransferDecoder.isKnown(encoding) || !encodable(part)) {
      // Without octets above 127 it stays as it is.
      return body.above127() == 0;
    }
    boolean text = part.mediaType().equals("text");
    Edit.Encoding to =
        text && body.above127() * READABLE <= body.size()
            ? Edit.Encoding.QUOTED_PRINTABLE
            : Edit.Encoding.BASE64;
    label(part, to.token(), body.above127() > 0);
    edits.add(new Edit.Recode(body.start, body.end, encoding, to));
    return true;
  }

  /** RFC 2045 §6.4: multipart and message have no encoding, but for those of RFC 6532 §3.7. */
  private static boolean encodable(MimePart part) {
    ContentTypeField declared = ContentTypeField.of(part.header(), HeaderLimits.DEFAULT);
    String mediaType = declared == null ? part.mediaType() : declared.mediaType();
    String subtype = declared == null ? part.subtype() : declared.subtype();
    return switch (mediaType) {
      case "multipart" -> false;
      case "message" -> subtype.startsWith("global");
      default -> true;
    };
  }

  /**
   * Has the header say that the body is in this encoding, and what else MIME needs for that.
   *
   * @param above127 whether the encoded body has such octets, which are in no default charset
   */
  private void label(MimePart part, String encoding, boolean above127) {
    HeaderFields header = part.header();
    List<HeaderField> stated = header.all(ENCODING);
    if (stated.size() == 1 && part.transferEncoding().equals(encoding)
        || stated.isEmpty() && encoding.equals("7bit")) {
      return;
    }
    StringBuilder more = new StringBuilder();
    if (messages.contains(part) && !header.contains("MIME-Version")) {
      more.append("MIME-Version: 1.0\r\n");
    }
    if (above127 && !header.contains("Content-Type")) {
      // RFC 1428 §3: we don't know what the sender meant, and say so.
      more.append("Content-Type: text/plain; charset=unknown-8bit\r\n");
    }
    more.append(ENCODING).append(": ").append(encoding).append("\r\n");
    byte[] fields = more.toString().getBytes(StandardCharsets.US_ASCII);
    if (stated.isEmpty()) {
      long end = headerEnd(part);
      edits.add(new Edit.Replace(end, end, fields));
      return;
    }
    byte[] replacement = fields;
    for (HeaderField field : stated) {
      edits.add(new Edit.Replace(field.offset(), field.offset() + field.length(), replacement));
      replacement = new byte[0];
    }
  }

  /** Before the empty line. */
  private static long headerEnd(MimePart part) {
    byte[] raw = part.header().raw();
    int length = raw.length;
    boolean crlf = length > 1 && raw[length - 2] == '\r';
    return part.bodyStart() - (crlf ? 2 : 1);
  }
}
