package org.angarium.mail.dkim;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.dns.MxRecord;
import org.angarium.mail.dns.TlsaRecord;

/** A DNS of TXT records, with names that don't answer; remembers what was asked. */
public final class TxtZone implements DnsResolver {
  private final Map<String, List<String>> texts = new HashMap<>();
  public final List<String> asked = new ArrayList<>();

  /** Adds a record. */
  public TxtZone with(String name, String text) {
    texts.computeIfAbsent(name, key -> new ArrayList<>()).add(text);
    return this;
  }

  /** Makes a name exist that gives no answer. */
  public TxtZone silent(String name) {
    texts.put(name, List.of());
    return this;
  }

  @Override
  public DnsAnswer<String> txt(String name) {
    asked.add(name);
    List<String> found = texts.get(name);
    if (found == null) {
      return new DnsAnswer.NoSuchName<>();
    }
    return found.isEmpty()
        ? new DnsAnswer.Unanswered<>("timeout")
        : new DnsAnswer.Found<>(found, name, Duration.ofMinutes(1), false);
  }

  @Override
  public DnsAnswer<Inet4Address> a(String name) {
    List<String> found = texts.get(name);
    return found != null && found.isEmpty()
        ? new DnsAnswer.Unanswered<>("timeout")
        : new DnsAnswer.NoSuchName<>();
  }

  @Override
  public DnsAnswer<Inet6Address> aaaa(String name) {
    return new DnsAnswer.NoSuchName<>();
  }

  @Override
  public DnsAnswer<MxRecord> mx(String name) {
    return new DnsAnswer.NoSuchName<>();
  }

  @Override
  public DnsAnswer<String> ptr(InetAddress address) {
    return new DnsAnswer.NoSuchName<>();
  }

  @Override
  public DnsAnswer<TlsaRecord> tlsa(String name) {
    return new DnsAnswer.NoSuchName<>();
  }
}
