package org.angarium.server.admin;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.dns.MxRecord;
import org.angarium.mail.dns.TlsaRecord;

/** A network without name servers. */
final class SilentDns implements DnsResolver {
  static final SilentDns INSTANCE = new SilentDns();

  private static <T> DnsAnswer<T> silence() {
    return new DnsAnswer.Unanswered<>("no name server");
  }

  @Override
  public DnsAnswer<Inet4Address> a(String name) {
    return silence();
  }

  @Override
  public DnsAnswer<Inet6Address> aaaa(String name) {
    return silence();
  }

  @Override
  public DnsAnswer<MxRecord> mx(String name) {
    return silence();
  }

  @Override
  public DnsAnswer<String> txt(String name) {
    return silence();
  }

  @Override
  public DnsAnswer<String> ptr(InetAddress address) {
    return silence();
  }

  @Override
  public DnsAnswer<TlsaRecord> tlsa(String name) {
    return silence();
  }
}
