package org.angarium.mail.spf;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.angarium.mail.address.IpAddresses;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.dns.MxRecord;
import org.angarium.mail.dns.TlsaRecord;

/**
 * A DNS of the public suite's zone data: type → records by name; follows CNAMEs; TIMEOUT where the
 * zone says so.
 */
final class ZoneData implements DnsResolver {
  private final Map<String, List<Object[]>> zones = new HashMap<>();

  /**
   * @param zonedata as read from YAML: name → list of either the word TIMEOUT or a map of one type
   *     to its value
   */
  ZoneData(Map<String, List<Object>> zonedata) {
    zonedata.forEach((name, entries) -> {
      List<Object[]> records =
          zones.computeIfAbsent(name.toLowerCase(Locale.ROOT), key -> new ArrayList<>());
      boolean ownTexts =
          entries.stream()
              .anyMatch(entry -> entry instanceof Map<?, ?> map && map.containsKey("TXT"));
      for (Object entry : entries) {
        if (entry instanceof Map<?, ?> map) {
          map.forEach((type, value) -> {
            records.add(new Object[] {type, value});
            if ("SPF".equals(type) && !ownTexts) {
              records.add(new Object[] {"TXT", value});
            }
          });
        } else {
          records.add(new Object[] {"TIMEOUT", entry});
        }
      }
    });
  }

  private interface Reading<T> {
    T read(Object value) throws java.net.UnknownHostException;
  }

  private <T> DnsAnswer<T> answer(String name, String type, Reading<T> reading) {
    String asked = name.toLowerCase(Locale.ROOT);
    for (int hop = 0; hop < 8; hop++) {
      List<Object[]> records =
          zones.get(asked.endsWith(".") ? asked.substring(0, asked.length() - 1) : asked);
      if (records == null) {
        return new DnsAnswer.NoSuchName<>();
      }
      List<T> found = new ArrayList<>();
      String alias = null;
      boolean silent = false;
      for (Object[] entry : records) {
        if (entry[0].equals(type) && !"NONE".equals(entry[1])) {
          try {
            found.add(reading.read(entry[1]));
          } catch (java.net.UnknownHostException e) {
            throw new IllegalArgumentException(e);
          }
        }
        silent |= entry[0].equals("TIMEOUT");
        if (entry[0].equals("CNAME")) {
          alias = entry[1].toString().toLowerCase(Locale.ROOT);
        }
      }
      if (!found.isEmpty()) {
        return new DnsAnswer.Found<>(found, asked, Duration.ofMinutes(1), false);
      }
      if (silent) {
        return new DnsAnswer.Unanswered<>("timeout");
      }
      if (alias == null) {
        return new DnsAnswer.NoRecords<>();
      }
      asked = alias;
    }
    return new DnsAnswer.Unanswered<>("alias loop");
  }

  private static String text(Object value) {
    // YAML hands out characters; DNS has octets.
    String joined =
        value instanceof List<?> parts
            ? String.join("", parts.stream().map(Object::toString).toList())
            : value.toString();
    return new String(joined.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
  }

  @Override
  public DnsAnswer<Inet4Address> a(String name) {
    return answer(name, "A", value -> (Inet4Address) InetAddress.ofLiteral(value.toString()));
  }

  @Override
  public DnsAnswer<Inet6Address> aaaa(String name) {
    return answer(name, "AAAA", value -> (Inet6Address) InetAddress.ofLiteral(value.toString()));
  }

  @Override
  public DnsAnswer<MxRecord> mx(String name) {
    return answer(
        name,
        "MX",
        value ->
            new MxRecord((Integer) ((List<?>) value).get(0), ((List<?>) value).get(1).toString()));
  }

  @Override
  public DnsAnswer<String> txt(String name) {
    return answer(name, "TXT", ZoneData::text);
  }

  @Override
  public DnsAnswer<String> ptr(InetAddress address) {
    byte[] octets = IpAddresses.octets(address);
    StringBuilder name = new StringBuilder();
    for (int i = octets.length - 1; i >= 0; i--) {
      if (octets.length == 4) {
        name.append(octets[i] & 0xFF).append('.');
      } else {
        name.append(Character.forDigit(octets[i] & 0xF, 16))
            .append('.')
            .append(Character.forDigit(octets[i] >> 4 & 0xF, 16))
            .append('.');
      }
    }
    return answer(
        name + (octets.length == 4 ? "in-addr.arpa" : "ip6.arpa"), "PTR", Object::toString);
  }

  @Override
  public DnsAnswer<TlsaRecord> tlsa(String name) {
    return new DnsAnswer.NoRecords<>();
  }
}
