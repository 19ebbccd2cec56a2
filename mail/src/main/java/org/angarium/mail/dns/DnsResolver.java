package org.angarium.mail.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * Looks up names. Names are given with or without the last dot, in A-label form. Every call ends
 * within the resolver's deadline; none throws for what a name server does.
 */
public interface DnsResolver {

  DnsAnswer<Inet4Address> a(String name);

  DnsAnswer<Inet6Address> aaaa(String name);

  DnsAnswer<MxRecord> mx(String name);

  /** Each record's strings joined, a character per octet (ISO 8859-1). */
  DnsAnswer<String> txt(String name);

  /** The names of an address: lower case, without the last dot. */
  DnsAnswer<String> ptr(InetAddress address);

  /**
   * @param name with port and protocol in front, such as {@code _25._tcp.mx.example.com}
   */
  DnsAnswer<TlsaRecord> tlsa(String name);
}
