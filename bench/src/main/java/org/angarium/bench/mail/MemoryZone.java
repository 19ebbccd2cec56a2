package org.angarium.bench.mail;

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

/** A DNS of a few names that answers at once, so that only what is done with the answers counts. */
final class MemoryZone implements DnsResolver {
  private static final Duration TTL = Duration.ofMinutes(1);

  private final Map<String, DnsAnswer<String>> texts = new HashMap<>();
  private final Map<String, DnsAnswer<Inet4Address>> addresses = new HashMap<>();
  private final Map<String, DnsAnswer<MxRecord>> exchangers = new HashMap<>();

  MemoryZone txt(String name, String text) {
    List<String> all = new ArrayList<>();
    if (texts.get(name) instanceof DnsAnswer.Found<String> before) {
      all.addAll(before.records());
    }
    all.add(text);
    texts.put(name, new DnsAnswer.Found<>(all, name, TTL, false));
    return this;
  }

  MemoryZone a(String name, String address) {
    addresses.put(
        name, new DnsAnswer.Found<>(List.of(Inet4Address.ofLiteral(address)), name, TTL, false));
    return this;
  }

  MemoryZone mx(String name, MxRecord... records) {
    exchangers.put(name, new DnsAnswer.Found<>(List.of(records), name, TTL, false));
    return this;
  }

  @Override
  public DnsAnswer<String> txt(String name) {
    return texts.getOrDefault(name, new DnsAnswer.NoSuchName<>());
  }

  @Override
  public DnsAnswer<Inet4Address> a(String name) {
    return addresses.getOrDefault(name, new DnsAnswer.NoSuchName<>());
  }

  @Override
  public DnsAnswer<Inet6Address> aaaa(String name) {
    return new DnsAnswer.NoSuchName<>();
  }

  @Override
  public DnsAnswer<MxRecord> mx(String name) {
    return exchangers.getOrDefault(name, new DnsAnswer.NoSuchName<>());
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
