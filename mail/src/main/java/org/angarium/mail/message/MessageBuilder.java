package org.angarium.mail.message;

import java.io.ByteArrayOutputStream;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.header.MessageDate;
import org.angarium.mail.message.HeaderWriter.Mailbox;
import org.jspecify.annotations.Nullable;

/**
 * Builds a message. Fields stand in the order they are given; body parts are plain text, HTML,
 * attachments or a part made with {@link BodyPart}. Several texts become {@code
 * multipart/alternative}, attachments {@code multipart/mixed}. For one thread.
 */
public final class MessageBuilder {
  private final HeaderWriter header = new HeaderWriter();
  private final List<BodyPart> texts = new ArrayList<>();
  private final List<BodyPart> attachments = new ArrayList<>();
  private @Nullable BodyPart body;

  /** The Date field. */
  public MessageBuilder date(OffsetDateTime date) {
    header.raw("Date", MessageDate.format(date));
    return this;
  }

  /**
   * The Message-ID field.
   *
   * @param id with or without its angle brackets; must be unique for all time
   */
  public MessageBuilder messageId(String id) {
    header.raw("Message-ID", id.startsWith("<") ? id : "<" + id + ">");
    return this;
  }

  /** The From field. */
  public MessageBuilder from(@Nullable String displayName, EmailAddress address) {
    header.addresses("From", List.of(new Mailbox(displayName, address)));
    return this;
  }

  /** The From field. */
  public MessageBuilder from(EmailAddress address) {
    return from(null, address);
  }

  /** The To field. */
  public MessageBuilder to(EmailAddress... addresses) {
    return addresses("To", addresses);
  }

  /** The Cc field. */
  public MessageBuilder cc(EmailAddress... addresses) {
    return addresses("Cc", addresses);
  }

  private MessageBuilder addresses(String name, EmailAddress... addresses) {
    List<Mailbox> mailboxes = new ArrayList<>();
    for (EmailAddress address : addresses) {
      mailboxes.add(Mailbox.of(address));
    }
    header.addresses(name, mailboxes);
    return this;
  }

  /** The Subject field, any Unicode. */
  public MessageBuilder subject(String subject) {
    header.text("Subject", subject);
    return this;
  }

  /** A field whose value is text for people. */
  public MessageBuilder textField(String name, String value) {
    header.text(name, value);
    return this;
  }

  /** A field whose value is in its final syntax, such as In-Reply-To or Auto-Submitted. */
  public MessageBuilder field(String name, String value) {
    header.raw(name, value);
    return this;
  }

  /** A plain text body. */
  public MessageBuilder text(String text) {
    texts.add(BodyPart.plain(text));
    return this;
  }

  /** An HTML body; beside {@link #text} it is the alternative that is preferred. */
  public MessageBuilder html(String html) {
    texts.add(BodyPart.html(html));
    return this;
  }

  /** An attached file. */
  public MessageBuilder attachment(String type, @Nullable String fileName, byte[] content) {
    attachments.add(BodyPart.attachment(type, fileName, content));
    return this;
  }

  /** The whole body, instead of texts and attachments. */
  public MessageBuilder body(BodyPart part) {
    this.body = part;
    return this;
  }

  /** The message with CRLF line ends. */
  public byte[] build() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    out.writeBytes(header.toByteArray());
    out.writeBytes(new HeaderWriter().raw("MIME-Version", "1.0").toByteArray());
    content().writeTo(out);
    return out.toByteArray();
  }

  private BodyPart content() {
    if (body != null) {
      return body;
    }
    BodyPart text =
        switch (texts.size()) {
          case 0 -> BodyPart.plain("");
          case 1 -> texts.getFirst();
          default -> BodyPart.multipart("alternative", List.of(), texts);
        };
    if (attachments.isEmpty()) {
      return text;
    }
    List<BodyPart> all = new ArrayList<>();
    all.add(text);
    all.addAll(attachments);
    return BodyPart.multipart("mixed", List.of(), all);
  }
}
