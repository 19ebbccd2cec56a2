package org.angarium.server.terminal;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sizes as people write them: {@code 2GB}, {@code 512KB}; units of 1024. */
public final class Sizes {
  private static final List<String> UNITS = List.of("", "K", "M", "G", "T");

  private Sizes() {}

  /** Octets of a size such as {@code 1GB}, 0 for none. */
  public static long parse(String text) {
    String size = text.strip().toUpperCase(Locale.ROOT);
    size = size.endsWith("B") ? size.substring(0, size.length() - 1) : size;
    int digits = 0;
    while (digits < size.length() && Character.isDigit(size.charAt(digits))) {
      digits++;
    }
    int power = UNITS.indexOf(size.substring(digits).strip());
    if (digits == 0 || digits > 6 + 3 * Math.max(0, 4 - power) || power < 0) {
      throw new CommandFailure(
          ExitCode.USAGE, "\"" + text + "\" is no size.", "Write it as 512MB or 2GB.");
    }
    return Long.parseLong(size.substring(0, digits)) << (10 * power);
  }

  /** Empty for no limit. */
  public static String write(@Nullable Object octets) {
    if (!(octets instanceof Long number) || number == 0) {
      return "";
    }
    long rest = number;
    int power = 0;
    while (power < UNITS.size() - 1 && rest % 1024 == 0) {
      rest /= 1024;
      power++;
    }
    return rest + UNITS.get(power) + "B";
  }
}
