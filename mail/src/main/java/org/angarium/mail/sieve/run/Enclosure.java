package org.angarium.mail.sieve.run;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.angarium.mail.header.MessageDate;
import org.angarium.mail.message.BodyPart;
import org.angarium.mail.message.HeaderWriter;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.sieve.action.MessageSegment;
import org.angarium.mail.sieve.match.Variables;
import org.jspecify.annotations.Nullable;

/** Builds the message that {@code enclose} puts around another (RFC 5703 §6). */
final class Enclosure {
  private static final int CHUNK = 64 * 1024;

  private final Run run;

  Enclosure(Run run) {
    this.run = run;
  }

  /**
   * The new message.
   *
   * @param old the message that it encloses
   * @param subject null for that of the old one
   * @param copied names of fields that it takes over from the old one
   */
  List<MessageSegment> around(
      List<MessageSegment> old, BodyPart text, @Nullable String subject, List<String> copied) {
    String digest = digest(old, text);
    // No text can contain its own digest, so the boundary occurs in none of the parts.
    String boundary = "=_" + digest;
    List<MessageSegment> message = new ArrayList<>(old.size() + 3);
    message.add(new MessageSegment.Added(header(boundary, digest, subject, copied)));
    message.add(ascii("\r\n--" + boundary + "\r\n"));
    message.add(new MessageSegment.Added(text.fields()));
    message.add(ascii("\r\n"));
    message.add(new MessageSegment.Added(text.body()));
    message.add(
        ascii(
            "\r\n--"
                + boundary
                + "\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"));
    message.addAll(old);
    message.add(ascii("\r\n--" + boundary + "--\r\n"));
    return message;
  }

  private byte[] header(
      String boundary, String digest, @Nullable String subject, List<String> copied) {
    HeaderView header = run.header();
    // The trace stays on the outside: servers find loops by it (RFC 5321 §6.3).
    Set<String> names = new LinkedHashSet<>(List.of("received"));
    copied.forEach(name -> names.add(Variables.canonical(name)));
    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    for (String name : names) {
      boolean ours = PartTexts.describesContent(name);
      if (!ours && (subject == null || !name.equals("subject"))) {
        header.all(name).forEach(field -> fields.writeBytes(field.octets()));
      }
    }
    String owner =
        run.environment().ownAddresses().isEmpty()
            ? run.environment().recipient()
            : run.environment().ownAddresses().getFirst();
    HeaderWriter more = new HeaderWriter();
    if (!has(copied, "From")) {
      more.raw("From", "<" + owner + ">");
    }
    if (!has(copied, "Date")) {
      more.raw("Date", MessageDate.format(run.environment().now().toOffsetDateTime()));
    }
    if (subject != null) {
      more.text("Subject", subject);
    } else if (!has(copied, "Subject") && !header.all("Subject").isEmpty()) {
      more.text("Subject", header.all("Subject").getFirst().text());
    }
    if (!has(copied, "Message-ID")) {
      String domain = owner.substring(owner.lastIndexOf('@') + 1);
      more.raw("Message-ID", "<" + digest + "@" + domain + ">");
    }
    more.raw("MIME-Version", "1.0");
    more.raw("Content-Type", "multipart/mixed; boundary=\"" + boundary + "\"");
    more.raw("Content-Transfer-Encoding", "8bit");
    fields.writeBytes(more.toByteArray());
    return fields.toByteArray();
  }

  private static boolean has(List<String> names, String name) {
    return names.stream().anyMatch(name::equalsIgnoreCase);
  }

  private String digest(List<MessageSegment> old, BodyPart text) {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
    MessageSource source = run.edit().source(old);
    long length = MessageSegment.length(old);
    for (long at = 0; at < length; at += CHUNK) {
      digest.update(source.bytes(at, Math.min(length, at + CHUNK)));
    }
    digest.update(text.body());
    return HexFormat.of().formatHex(digest.digest(), 0, 16);
  }

  private static MessageSegment ascii(String text) {
    return new MessageSegment.Added(text.getBytes(StandardCharsets.US_ASCII));
  }
}
