package org.angarium.bench.mail;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.dns.MxRecord;
import org.angarium.mail.dns.TlsaRecord;

/** A DNS that answers every question for text alike, at once. */
record OneText(DnsAnswer<String> answer) implements DnsResolver {
  @Override
  public DnsAnswer<String> txt(String name) {
    return answer;
  }

  @Override
  public DnsAnswer<Inet4Address> a(String name) {
    return new DnsAnswer.NoRecords<>();
  }

  @Override
  public DnsAnswer<Inet6Address> aaaa(String name) {
    return new DnsAnswer.NoRecords<>();
  }

  @Override
  public DnsAnswer<MxRecord> mx(String name) {
    return new DnsAnswer.NoRecords<>();
  }

  @Override
  public DnsAnswer<String> ptr(InetAddress address) {
    return new DnsAnswer.NoRecords<>();
  }

  @Override
  public DnsAnswer<TlsaRecord> tlsa(String name) {
    return new DnsAnswer.NoRecords<>();
  }
}
