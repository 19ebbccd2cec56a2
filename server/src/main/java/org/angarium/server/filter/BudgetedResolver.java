package org.angarium.server.filter;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.function.Supplier;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.dns.MxRecord;
import org.angarium.mail.dns.TlsaRecord;

/**
 * Asks no more when the time of the message is up, so that a check that nobody waits for any more
 * ends with the question that is under way. Thread-safe.
 */
final class BudgetedResolver implements DnsResolver {
  /** When the time of the message is up, in {@link System#nanoTime}. */
  static final ScopedValue<Long> DEADLINE = ScopedValue.newInstance();

  private final DnsResolver resolver;

  BudgetedResolver(DnsResolver resolver) {
    this.resolver = resolver;
  }

  /** Whether nobody waits any more for what the calling thread does. */
  static boolean timeIsUp() {
    return DEADLINE.isBound() && DEADLINE.get() - System.nanoTime() <= 0;
  }

  private static <T> DnsAnswer<T> ask(Supplier<DnsAnswer<T>> question) {
    return timeIsUp()
        ? new DnsAnswer.Unanswered<>("the time for this message is up")
        : question.get();
  }

  @Override
  public DnsAnswer<Inet4Address> a(String name) {
    return ask(() -> resolver.a(name));
  }

  @Override
  public DnsAnswer<Inet6Address> aaaa(String name) {
    return ask(() -> resolver.aaaa(name));
  }

  @Override
  public DnsAnswer<MxRecord> mx(String name) {
    return ask(() -> resolver.mx(name));
  }

  @Override
  public DnsAnswer<String> txt(String name) {
    return ask(() -> resolver.txt(name));
  }

  @Override
  public DnsAnswer<String> ptr(InetAddress address) {
    return ask(() -> resolver.ptr(address));
  }

  @Override
  public DnsAnswer<TlsaRecord> tlsa(String name) {
    return ask(() -> resolver.tlsa(name));
  }
}
