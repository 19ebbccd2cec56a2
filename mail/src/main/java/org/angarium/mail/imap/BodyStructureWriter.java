package org.angarium.mail.imap;

import java.util.List;
import java.util.Locale;
import org.angarium.mail.header.DispositionField;
import org.angarium.mail.header.ParameterList;
import org.angarium.mail.mime.ImapEnvelope;
import org.angarium.mail.mime.MimePart;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code BODY} and {@code BODYSTRUCTURE} of FETCH (RFC 9051 §7.5.2). Rendered once, at
 * delivery, and stored.
 *
 * <p>The shape is always the one the grammar demands, because the parser promises that multiparts
 * have children and embedded messages have a root. Strings are those of {@link ImapWriter#string}.
 */
public final class BodyStructureWriter {
  private final ImapWriter out = new ImapWriter();
  private final boolean extended;

  private BodyStructureWriter(boolean extended) {
    this.extended = extended;
  }

  /** {@code BODY} without a section: no extension data. */
  public static byte[] body(MimePart root) {
    return write(root, false);
  }

  /** {@code BODYSTRUCTURE}: with extension data. */
  public static byte[] bodyStructure(MimePart root) {
    return write(root, true);
  }

  private static byte[] write(MimePart root, boolean extended) {
    BodyStructureWriter writer = new BodyStructureWriter(extended);
    writer.part(root);
    return writer.out.toBytes();
  }

  private void part(MimePart part) {
    out.octet('(');
    if (part.isMultipart()) {
      multipart(part);
    } else {
      single(part);
    }
    out.octet(')');
  }

  private void multipart(MimePart part) {
    part.children().forEach(this::part);
    space();
    string(part.subtype());
    if (extended) {
      space();
      parameters(part.parameters());
      extension(part);
    }
  }

  private void single(MimePart part) {
    string(part.mediaType());
    space();
    string(part.subtype());
    space();
    parameters(part.parameters());
    space();
    nullable(part.contentId());
    space();
    nullable(part.description());
    space();
    string(part.transferEncoding());
    space();
    out.number(part.size());
    if (isEmbedded(part)) {
      MimePart embedded = part.children().getFirst();
      space();
      EnvelopeWriter.write(ImapEnvelope.of(embedded.header()), out);
      space();
      part(embedded);
    }
    if (isEmbedded(part) || part.mediaType().equals("text")) {
      space();
      out.number(part.lines());
    }
    if (extended) {
      space();
      nullable(part.md5());
      extension(part);
    }
  }

  /**
   * Whether envelope and structure of the message within are shown. IMAP4rev1 knows that form of
   * message/rfc822 only (RFC 3501 §9 {@code media-message}); RFC 9051 has it of message/global too.
   */
  private static boolean isEmbedded(MimePart part) {
    return part.isMessage() && part.subtype().equals("rfc822");
  }

  /** Disposition, language, location: the tail that both kinds of body share. */
  private void extension(MimePart part) {
    space();
    DispositionField disposition = part.disposition();
    if (disposition == null) {
      out.nil();
    } else {
      out.octet('(');
      string(disposition.disposition());
      space();
      parameters(disposition.parameters());
      out.octet(')');
    }
    space();
    languages(part.languages());
    space();
    nullable(part.location());
  }

  private void languages(List<String> tags) {
    switch (tags.size()) {
      case 0 -> out.nil();
      case 1 -> string(tags.getFirst());
      default -> {
        out.octet('(');
        for (int i = 0; i < tags.size(); i++) {
          if (i > 0) {
            space();
          }
          string(tags.get(i));
        }
        out.octet(')');
      }
    }
  }

  private void parameters(ParameterList list) {
    if (list.isEmpty()) {
      out.nil();
      return;
    }
    out.octet('(');
    boolean first = true;
    for (ParameterList.Parameter parameter : list.parameters()) {
      if (!first) {
        space();
      }
      first = false;
      string(parameter.wireName().toLowerCase(Locale.ROOT));
      space();
      string(parameter.raw());
    }
    out.octet(')');
  }

  private void string(String text) {
    out.string(text);
  }

  private void nullable(@Nullable String text) {
    out.nullable(text);
  }

  private void space() {
    out.octet(' ');
  }
}
