package org.angarium.server.filter;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.angarium.mail.address.EmailAddress;
import org.jspecify.annotations.Nullable;

/**
 * A list of the administrator's own: {@code KIND:VALUE}. Thread-safe.
 *
 * <p>Kinds: {@code ip} (address or network), {@code helo} (name in the greeting), {@code host}
 * (confirmed name of the client), {@code domain} (of the sender), {@code sender} (address), {@code
 * user} (the sender's part before the @) and {@code recipient} (address or domain). A name stands
 * for itself and all names below it.
 */
public final class LocalList {
  /** Nobody is on it. */
  public static final LocalList NONE = new LocalList(List.of());

  private final List<Entry> entries;

  private LocalList(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  /** What an entry is about. */
  private enum Kind {
    IP,
    HELO,
    HOST,
    DOMAIN,
    SENDER,
    USER,
    RECIPIENT
  }

  /**
   * @param network of an IP entry, else null
   */
  private record Entry(Kind kind, String value, @Nullable Network network) {
    @Override
    public String toString() {
      return kind.name().toLowerCase(Locale.ROOT) + ":" + value;
    }
  }

  /** The first {@code bits} of an address. */
  private record Network(InetAddress base, int bits) {
    static Network of(String text) {
      int slash = text.indexOf('/');
      InetAddress base = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
      int most = base.getAddress().length * Byte.SIZE;
      int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
      if (bits < 0 || bits > most) {
        throw new IllegalArgumentException("no network: " + text);
      }
      return new Network(base, bits);
    }

    boolean contains(InetAddress address) {
      byte[] one = base.getAddress();
      byte[] other = address.getAddress();
      if (one.length != other.length) {
        return false;
      }
      for (int i = 0; i < bits; i++) {
        int mask = 0x80 >> (i & 7);
        if ((one[i >> 3] & mask) != (other[i >> 3] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * @throws IllegalArgumentException with the remedy
   */
  public static LocalList of(List<String> texts) {
    List<Entry> entries = new ArrayList<>(texts.size());
    for (String text : texts) {
      entries.add(entry(text.strip()));
    }
    return new LocalList(entries);
  }

  private static Entry entry(String text) {
    int colon = text.indexOf(':');
    String value = colon < 0 ? "" : text.substring(colon + 1).strip().toLowerCase(Locale.ROOT);
    for (Kind kind : Kind.values()) {
      boolean named = colon > 0 && kind.name().equalsIgnoreCase(text.substring(0, colon));
      if (named && !value.isEmpty()) {
        try {
          return new Entry(kind, value, kind == Kind.IP ? Network.of(value) : null);
        } catch (IllegalArgumentException noNetwork) {
          throw new IllegalArgumentException(
              "\"" + value + "\" is no address or network; write one such as 192.0.2.0/24.",
              noNetwork);
        }
      }
    }
    throw new IllegalArgumentException(
        "\""
            + text
            + "\" is no entry; write ip:, helo:, host:, domain:, sender:, user: or"
            + " recipient: and a value.");
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Whether names of clients must be asked for. */
  boolean needsHost() {
    return entries.stream().anyMatch(each -> each.kind == Kind.HOST);
  }

  /**
   * The first entry that the message is on; null if it is on none.
   *
   * @param hosts confirmed names of the client
   * @param recipients whether entries of recipients count: not where the facts name several
   */
  @Nullable String match(Facts facts, List<String> hosts, boolean recipients) {
    for (Entry entry : entries) {
      if ((recipients || entry.kind != Kind.RECIPIENT) && matches(entry, facts, hosts)) {
        return entry.toString();
      }
    }
    return null;
  }

  private static boolean matches(Entry entry, Facts facts, List<String> hosts) {
    EmailAddress sender = facts.sender() == null ? null : facts.sender().canonical();
    InetAddress client = facts.client();
    return switch (entry.kind) {
      case IP -> entry.network != null && client != null && entry.network.contains(client);
      case HELO -> isBelow(facts.greeting().toLowerCase(Locale.ROOT), entry.value);
      case HOST -> hosts.stream().anyMatch(host -> isBelow(host, entry.value));
      case DOMAIN -> sender != null && isBelow(sender.domain(), entry.value);
      case SENDER -> sender != null && is(sender, entry.value);
      case USER -> sender != null && sender.localPart().equalsIgnoreCase(entry.value);
      case RECIPIENT ->
          facts.recipients().stream()
              .map(EmailAddress::canonical)
              .anyMatch(each -> is(each, entry.value) || isBelow(each.domain(), entry.value));
    };
  }

  private static boolean is(EmailAddress address, String value) {
    return address.toString().toLowerCase(Locale.ROOT).equals(value);
  }

  private static boolean isBelow(String name, String value) {
    return name.equals(value) || name.endsWith("." + value);
  }
}
