package org.angarium.server.signing;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record that a domain should have in DNS, and what is there.
 *
 * @param purpose what it is for: {@code mx}, {@code spf}, {@code dkim}, {@code dmarc}
 * @param name without the last dot
 * @param type {@code MX} or {@code TXT}
 * @param value as in a zone file, long texts in strings of 255 octets
 * @param found what is there instead; null where nothing is, or where it is as it should be
 */
public record DnsRecord(
    String purpose, String name, String type, String value, Status status, @Nullable String found) {

  /** What DNS has. */
  public enum Status {
    PUBLISHED,
    MISSING,
    /** Another record is there, which may be right too: only its owner can say. */
    DIFFERENT,
    /** No name server answers. */
    UNKNOWN
  }

  /** A text as in a zone file (RFC 1035 §5.1): strings of at most 255 octets in quotes. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i += 255) {
      out.append(i == 0 ? "\"" : " \"");
      String part = text.substring(i, Math.min(text.length(), i + 255));
      out.append(part.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    }
    return out.toString();
  }

  /** What is there, joined for a person to read. */
  static @Nullable String joined(List<String> found) {
    return found.isEmpty() ? null : String.join(" | ", found);
  }
}
