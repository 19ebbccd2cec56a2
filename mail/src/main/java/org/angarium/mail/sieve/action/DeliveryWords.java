package org.angarium.mail.sieve.action;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.angarium.mail.smtp.DsnNotify;
import org.angarium.mail.smtp.DsnReturn;
import org.jspecify.annotations.Nullable;

/** Reads the words by which {@code redirect} asks for reports and haste (RFC 6009 §6, §7). */
public final class DeliveryWords {
  private DeliveryWords() {}

  /** {@code NEVER}, or others with commas between; null if it is neither. */
  public static @Nullable Set<DsnNotify> notifyOn(String words) {
    Set<DsnNotify> found = EnumSet.noneOf(DsnNotify.class);
    for (String word : words.toUpperCase(Locale.ROOT).split(",", 8)) {
      DsnNotify known =
          switch (word.strip()) {
            case "NEVER" -> DsnNotify.NEVER;
            case "SUCCESS" -> DsnNotify.SUCCESS;
            case "FAILURE" -> DsnNotify.FAILURE;
            case "DELAY" -> DsnNotify.DELAY;
            default -> null;
          };
      if (known == null) {
        return null;
      }
      found.add(known);
    }
    return found.contains(DsnNotify.NEVER) && found.size() > 1 ? null : found;
  }

  /** What a word of {@code :dsnret} means (RFC 6009 §6); null if it means nothing. */
  public static @Nullable DsnReturn returned(String word) {
    return switch (word.toUpperCase(Locale.ROOT)) {
      case "FULL" -> DsnReturn.FULL;
      case "HDRS" -> DsnReturn.HDRS;
      default -> null;
    };
  }

  /** What a word of {@code :bymode} means (RFC 6009 §6); null if it means nothing. */
  public static DeliverBy.@Nullable Mode mode(String word) {
    return switch (word.toUpperCase(Locale.ROOT)) {
      case "NOTIFY" -> DeliverBy.Mode.NOTIFY;
      case "RETURN" -> DeliverBy.Mode.RETURN;
      default -> null;
    };
  }

  /** {@code 2026-11-22T20:00:00+01:00}, also with {@code +0100} as {@code date} shows zones. */
  public static @Nullable Instant time(String text) {
    String written = text.toUpperCase(Locale.ROOT);
    int length = written.length();
    int sign = length - 5;
    if (sign > 10 && (written.charAt(sign) == '+' || written.charAt(sign) == '-')) {
      written = written.substring(0, length - 2) + ':' + written.substring(length - 2);
    }
    try {
      return OffsetDateTime.parse(written).toInstant();
    } catch (DateTimeException wrong) {
      return null;
    }
  }
}
