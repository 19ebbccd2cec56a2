package org.angarium.server.config;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Lists of texts of a form. */
abstract sealed class Entries extends Kind<List<String>> {
  private final String description;

  Entries(String description) {
    this.description = description;
  }

  /** Whether it has the form. */
  abstract boolean fits(String entry);

  @Override
  String description() {
    return description;
  }

  @Override
  boolean list() {
    return true;
  }

  @Override
  List<String> parse(String text) {
    List<String> entries = words(text);
    for (String entry : entries) {
      if (!fits(entry)) {
        throw new IllegalArgumentException("\"" + entry + "\" is none; write " + description + ".");
      }
    }
    return entries;
  }

  @Override
  String write(List<String> value) {
    return String.join(", ", value);
  }

  /** Senders that are blocked or allowed. */
  static final class OfSenders extends Entries {
    private static final Pattern FORM =
        Pattern.compile("(?i:ip|helo|host|domain|sender|user|recipient):\\S{1,320}");

    OfSenders() {
      super("a list of ip:, helo:, host:, domain:, sender:, user: or recipient: and a value");
    }

    @Override
    boolean fits(String entry) {
      return FORM.matcher(entry).matches()
          && (!entry.toLowerCase(Locale.ROOT).startsWith("ip:") || isNetwork(entry.substring(3)));
    }

    private static boolean isNetwork(String text) {
      int slash = text.indexOf('/');
      try {
        InetAddress base = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
        int bits = slash < 0 ? 0 : Integer.parseInt(text.substring(slash + 1));
        return bits >= 0 && bits <= base.getAddress().length * Byte.SIZE;
      } catch (IllegalArgumentException neither) {
        return false;
      }
    }
  }

  /** Lists that are asked by DNS. */
  static final class OfZones extends Entries {
    private static final String SCORE = "-?[0-9]{1,2}(\\.[0-9])?";
    private static final Pattern FORM =
        Pattern.compile(
            "[A-Za-z0-9._-]{1,200} +(ip|domain) +"
                + SCORE
                + "( +127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}="
                + SCORE
                + ")*");

    OfZones() {
      super("a list of a zone, ip or domain, and a score, such as bl.example.org ip 3");
    }

    @Override
    boolean fits(String entry) {
      return FORM.matcher(entry).matches();
    }
  }
}
