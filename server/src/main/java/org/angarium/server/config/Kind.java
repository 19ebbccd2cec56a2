package org.angarium.server.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.Domains;

/**
 * What the value of a setting may be: how it is read from text, and how it is written back. A value
 * that does not fit makes an IllegalArgumentException whose message is the remedy.
 *
 * @param <T> the type that the program sees
 */
abstract class Kind<T> {
  /** What is asked for, such as {@code a number from 1 to 10}; used in the manual and in errors. */
  abstract String description();

  abstract T parse(String text);

  /** The inverse of {@link #parse}. */
  String write(T value) {
    return value.toString();
  }

  /** Whether a YAML sequence may stand for the comma-separated text. */
  boolean list() {
    return false;
  }

  static final class Flag extends Kind<Boolean> {
    @Override
    String description() {
      return "true or false";
    }

    @Override
    Boolean parse(String text) {
      return switch (text) {
        case "true", "yes", "on" -> true;
        case "false", "no", "off" -> false;
        default -> throw new IllegalArgumentException("Write true or false.");
      };
    }
  }

  static final class Whole extends Kind<Integer> {
    private final int least;
    private final int most;

    Whole(int least, int most) {
      this.least = least;
      this.most = most;
    }

    @Override
    String description() {
      return "a number from " + least + " to " + most;
    }

    @Override
    Integer parse(String text) {
      try {
        int value = Integer.parseInt(text.replace("_", ""));
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException notNumber) {
        // said below, as for a number out of bounds
      }
      throw new IllegalArgumentException("Write " + description() + ".");
    }
  }

  /** A sum of scores, with at most one digit after the point. */
  static final class Score extends Kind<Double> {
    private static final double MOST = 1_000;

    @Override
    String description() {
      return "a number from 0 to 1000, such as 7.5";
    }

    @Override
    Double parse(String text) {
      try {
        double value = Double.parseDouble(text);
        if (value >= 0 && value <= MOST) {
          return Math.round(value * 10) / 10.0;
        }
      } catch (NumberFormatException noNumber) {
        // said below, as for a number out of bounds
      }
      throw new IllegalArgumentException("Write " + description() + ".");
    }

    @Override
    String write(Double value) {
      return value == Math.rint(value) ? String.valueOf(value.longValue()) : value.toString();
    }
  }

  /** Octets with a unit of 1024: {@code 512KB}, {@code 50MB}, {@code 2GB}. */
  static final class Size extends Kind<Long> {
    private static final List<String> UNITS = List.of("B", "KB", "MB", "GB", "TB");
    private final long least;
    private final long most;

    Size(long least, long most) {
      this.least = least;
      this.most = most;
    }

    @Override
    String description() {
      return "a size from " + write(least) + " to " + write(most);
    }

    @Override
    Long parse(String text) {
      String trimmed = text.strip().toUpperCase(Locale.ROOT);
      int digits = 0;
      while (digits < trimmed.length() && Character.isDigit(trimmed.charAt(digits))) {
        digits++;
      }
      String unit = trimmed.substring(digits).strip();
      int power = unit.isEmpty() ? 0 : UNITS.indexOf(unit.endsWith("B") ? unit : unit + "B");
      if (digits > 0 && digits <= 12 && power >= 0) {
        long value = Long.parseLong(trimmed.substring(0, digits)) << (10 * Math.min(power, 2));
        value = power > 2 ? Math.multiplyExact(value, 1L << (10 * (power - 2))) : value;
        if (value >= least && value <= most) {
          return value;
        }
      }
      throw new IllegalArgumentException("Write " + description() + ".");
    }

    @Override
    String write(Long value) {
      int power = 0;
      long rest = value;
      while (power < UNITS.size() - 1 && rest != 0 && rest % 1024 == 0) {
        rest /= 1024;
        power++;
      }
      return rest + (rest == 0 ? "" : UNITS.get(power));
    }
  }

  /** {@code 500ms}, {@code 30s}, {@code 5m}, {@code 4h}, {@code 7d}. */
  static final class Period extends Kind<Duration> {
    private final Duration least;
    private final Duration most;

    Period(Duration least, Duration most) {
      this.least = least;
      this.most = most;
    }

    @Override
    String description() {
      return "a duration from " + write(least) + " to " + write(most);
    }

    @Override
    Duration parse(String text) {
      int digits = 0;
      while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
        digits++;
      }
      if (digits > 0 && digits <= 9) {
        long number = Long.parseLong(text.substring(0, digits));
        Duration value =
            switch (text.substring(digits).strip()) {
              case "ms" -> Duration.ofMillis(number);
              case "s" -> Duration.ofSeconds(number);
              case "m" -> Duration.ofMinutes(number);
              case "h" -> Duration.ofHours(number);
              case "d" -> Duration.ofDays(number);
              default -> Duration.ofMillis(-1);
            };
        if (value.compareTo(least) >= 0 && value.compareTo(most) <= 0) {
          return value;
        }
      }
      throw new IllegalArgumentException("Write " + description() + ", with ms, s, m, h or d.");
    }

    @Override
    String write(Duration value) {
      long millis = value.toMillis();
      if (millis % 1000 != 0) {
        return millis + "ms";
      }
      long seconds = millis / 1000;
      if (seconds == 0 || seconds % 60 != 0) {
        return seconds + "s";
      }
      if (seconds % 3600 != 0) {
        return seconds / 60 + "m";
      }
      return seconds % 86_400 == 0 ? seconds / 86_400 + "d" : seconds / 3600 + "h";
    }
  }

  static final class Choice<E extends Enum<E>> extends Kind<E> {
    private final Class<E> type;

    Choice(Class<E> type) {
      this.type = type;
    }

    @Override
    String description() {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(this::write)
              .collect(Collectors.joining(", "));
    }

    @Override
    E parse(String text) {
      for (E value : type.getEnumConstants()) {
        if (write(value).equals(text.toLowerCase(Locale.ROOT))) {
          return value;
        }
      }
      throw new IllegalArgumentException("Write " + description() + ".");
    }

    @Override
    String write(E value) {
      return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  static final class Folder extends Kind<Path> {
    @Override
    String description() {
      return "a path; a relative one starts at the data folder";
    }

    @Override
    Path parse(String text) {
      try {
        return Path.of(text);
      } catch (InvalidPathException invalid) {
        throw new IllegalArgumentException("Write a path of this system.", invalid);
      }
    }
  }

  /** A host name by RFC 1123 §2.1, in lower case; an international one becomes A-labels. */
  static final class HostName extends Kind<String> {
    @Override
    String description() {
      return "a host name";
    }

    @Override
    String parse(String text) {
      try {
        return Domains.hostName(text);
      } catch (AddressSyntaxException malformed) {
        throw new IllegalArgumentException(
            "Write a host name of letters, digits, hyphens and dots, such as mail.example.org.",
            malformed);
      }
    }
  }

  /** Addresses to listen on; never names, so that no DNS is asked. */
  static final class Addresses extends Kind<List<InetAddress>> {
    @Override
    String description() {
      return "a list of IP addresses, or loopback, or all";
    }

    @Override
    boolean list() {
      return true;
    }

    @Override
    List<InetAddress> parse(String text) {
      List<InetAddress> addresses = new ArrayList<>();
      for (String word : words(text)) {
        addresses.add(
            switch (word) {
              case "loopback" -> literal("127.0.0.1");
              case "all" -> literal("::");
              default -> literal(word);
            });
      }
      if (addresses.isEmpty()) {
        throw new IllegalArgumentException("Write at least one address, or loopback, or all.");
      }
      return List.copyOf(addresses);
    }

    @Override
    String write(List<InetAddress> value) {
      return value.stream()
          .map(address ->
              address.isAnyLocalAddress()
                  ? "all"
                  : address.isLoopbackAddress() && address.getAddress().length == 4
                      ? "loopback"
                      : address.getHostAddress())
          .collect(Collectors.joining(", "));
    }
  }

  /** Domains in lower case, A-labels. */
  static final class DomainNames extends Kind<List<String>> {
    @Override
    String description() {
      return "a list of domains";
    }

    @Override
    boolean list() {
      return true;
    }

    @Override
    List<String> parse(String text) {
      return words(text).stream().map(DomainNames::domain).toList();
    }

    private static String domain(String word) {
      try {
        String domain = Domains.canonical(word);
        if (!domain.startsWith("[")) {
          return domain;
        }
      } catch (AddressSyntaxException noDomain) {
        // said below
      }
      throw new IllegalArgumentException(
          "\"" + word + "\" is no domain; write one such as lists.example.org.");
    }

    @Override
    String write(List<String> value) {
      return String.join(", ", value);
    }
  }

  /** {@code 192.0.2.1}, {@code 192.0.2.1:5353}, {@code [2001:db8::1]:53}. */
  static final class Endpoints extends Kind<List<InetSocketAddress>> {
    private final int defaultPort;

    Endpoints(int defaultPort) {
      this.defaultPort = defaultPort;
    }

    @Override
    String description() {
      return "a list of IP addresses, each with :port if it is not " + defaultPort;
    }

    @Override
    boolean list() {
      return true;
    }

    @Override
    List<InetSocketAddress> parse(String text) {
      return words(text).stream().map(this::endpoint).toList();
    }

    private InetSocketAddress endpoint(String word) {
      int colon = word.lastIndexOf(':');
      boolean port = colon > 0 && (word.charAt(colon - 1) == ']' || word.indexOf(':') == colon);
      String address = port ? word.substring(0, colon) : word;
      if (address.startsWith("[") && address.endsWith("]")) {
        address = address.substring(1, address.length() - 1);
      }
      int number = port ? new Whole(1, 65_535).parse(word.substring(colon + 1)) : defaultPort;
      return new InetSocketAddress(literal(address), number);
    }

    @Override
    String write(List<InetSocketAddress> value) {
      return value.stream()
          .map(endpoint -> endpoint.getAddress().getHostAddress() + ":" + endpoint.getPort())
          .collect(Collectors.joining(", "));
    }
  }

  /** Text that is taken as it is, without control characters. */
  static final class Text extends Kind<String> {
    private final int most;

    Text(int most) {
      this.most = most;
    }

    @Override
    String description() {
      return "a text of at most " + most + " characters";
    }

    @Override
    String parse(String text) {
      if (text.length() > most || text.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("Write " + description() + ".");
      }
      return text;
    }
  }

  static List<String> words(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).filter(w -> !w.isEmpty()).toList();
  }

  private static InetAddress literal(String word) {
    boolean numeric =
        !word.isEmpty()
            && word.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':')
            && (word.indexOf(':') >= 0 || word.chars().filter(c -> c == '.').count() == 3);
    if (numeric) {
      try {
        return InetAddress.ofLiteral(word);
      } catch (IllegalArgumentException notAddress) {
        // said below
      }
    }
    throw new IllegalArgumentException(
        "\"" + word + "\" is no IP address; write one such as 192.0.2.1 or 2001:db8::1.");
  }
}
