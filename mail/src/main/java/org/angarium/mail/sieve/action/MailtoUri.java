package org.angarium.mail.sieve.action;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.charset.PercentEscapes;
import org.angarium.mail.sieve.match.HeaderText;
import org.jspecify.annotations.Nullable;

/**
 * A {@code mailto} URI (RFC 6068) as a method of notification (RFC 5436 §2.1).
 *
 * @param to recipients in the path and in headers {@code to}
 * @param cc recipients in headers {@code cc}
 * @param subject null if there is none
 * @param body null if there is none
 * @param others the other headers that a notice may have, in order
 */
public record MailtoUri(
    List<String> to,
    List<String> cc,
    @Nullable String subject,
    @Nullable String body,
    List<MailNotice.Field> others) {
  private static final int MAX_HEADERS = 32;
  private static final String SCHEME = "mailto:";

  /**
   * Header fields that a URI doesn't get into a notice: those that RFC 5436 §2.7 forbids, those
   * that say how the message is built or who sent it, and the hidden recipients of RFC 6068 §4.
   */
  private static final List<String> IGNORED =
      List.of(
          "from",
          "sender",
          "auto-submitted",
          "received",
          "message-id",
          "date",
          "bcc",
          "return-path",
          "mime-version",
          "apparently-to",
          "dkim-signature",
          "references");

  private static final List<String> IGNORED_PREFIXES = List.of("content-", "resent-", "arc-");

  /** Whether a URI has the scheme {@code mailto}. */
  public static boolean hasScheme(String text) {
    return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
  }

  /** The URI; null if it is none, or names nobody. */
  public static @Nullable MailtoUri parse(String text) {
    if (!hasScheme(text) || text.indexOf('#') >= 0) {
      return null;
    }
    int query = text.indexOf('?');
    List<String> to = new ArrayList<>(1);
    String path = text.substring(SCHEME.length(), query < 0 ? text.length() : query);
    if (!path.isEmpty() && !addresses(decoded(path), to)) {
      return null;
    }
    Parts parts = new Parts(to);
    if (query >= 0) {
      String[] headers = text.substring(query + 1).split("&", -1);
      if (headers.length > MAX_HEADERS) {
        return null;
      }
      for (String header : headers) {
        if (!parts.add(header)) {
          return null;
        }
      }
    }
    if (to.isEmpty() && parts.cc.isEmpty()) {
      return null;
    }
    return new MailtoUri(to, parts.cc, parts.subject, parts.body, parts.others);
  }

  /** What the headers bring together. */
  private static final class Parts {
    private final List<String> to;
    private final List<String> cc = new ArrayList<>(0);
    private final List<MailNotice.Field> others = new ArrayList<>(0);
    private @Nullable String subject;
    private @Nullable String body;

    private Parts(List<String> to) {
      this.to = to;
    }

    private boolean add(String header) {
      int equals = header.indexOf('=');
      String name = equals < 1 ? null : decoded(header.substring(0, equals));
      String value = equals < 1 ? null : decoded(header.substring(equals + 1));
      if (name == null || value == null || !HeaderText.isFieldName(name)) {
        return false;
      }
      String known = name.toLowerCase(Locale.ROOT);
      switch (known) {
        case "to" -> {
          return addresses(value, to);
        }
        case "cc" -> {
          return addresses(value, cc);
        }
        case "subject" -> subject = HeaderText.oneLine(value);
        case "body" -> body = value;
        default -> {
          if (!isIgnored(known)) {
            others.add(new MailNotice.Field(capitalized(name), HeaderText.oneLine(value)));
          }
        }
      }
      return true;
    }
  }

  private static boolean isIgnored(String name) {
    return IGNORED.contains(name) || IGNORED_PREFIXES.stream().anyMatch(name::startsWith);
  }

  private static String capitalized(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  /**
   * Adds the addresses of a list, in which a comma within quotes parts nothing. Whether it was
   * encoded makes no difference (RFC 6068 §2). False if one of them is none.
   */
  private static boolean addresses(@Nullable String list, List<String> addresses) {
    int start = 0;
    while (list != null && start <= list.length()) {
      int end = endOfAddress(list, start);
      try {
        String address = EmailAddress.parse(list.substring(start, end).strip()).toString();
        if (!addresses.contains(address)) {
          addresses.add(address);
        }
      } catch (AddressSyntaxException wrong) {
        return false;
      }
      start = end + 1;
    }
    return list != null;
  }

  /** The next comma outside of quotes, or the end. */
  private static int endOfAddress(String list, int start) {
    boolean quoted = false;
    for (int i = start; i < list.length(); i++) {
      char c = list.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (quoted && c == '\\') {
        i++;
      } else if (!quoted && c == ',') {
        return i;
      }
    }
    return list.length();
  }

  /** The text with its escapes undone; null if it isn't one, or has what a URI can't have. */
  private static @Nullable String decoded(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f || "\"<>\\^`{|}".indexOf(c) >= 0) {
        return null;
      }
    }
    return PercentEscapes.decoded(text);
  }
}
