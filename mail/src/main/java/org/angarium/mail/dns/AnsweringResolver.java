package org.angarium.mail.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.function.Supplier;

/**
 * A resolver that keeps the promises of {@link DnsResolver} whatever the one behind it does, for
 * those that must come to a verdict. The names asked for are made of what strangers write: one that
 * no DNS message can carry (RFC 1035 §2.3.4) doesn't exist, and isn't asked for. An exception is no
 * answer, and neither is a list without records or with a null among them. As thread-safe as the
 * resolver behind it.
 */
public final class AnsweringResolver implements DnsResolver {
  private static final int LONGEST_NAME = 253;
  private static final int LONGEST_LABEL = 63;

  private final DnsResolver resolver;

  /** A resolver that asks {@code resolver}. */
  public AnsweringResolver(DnsResolver resolver) {
    this.resolver = resolver;
  }

  /**
   * Whether every label has 1 to 63 octets and the whole at most 253.
   *
   * @param name without the last dot
   */
  public static boolean isName(String name) {
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      return false;
    }
    int start = 0;
    while (start <= name.length()) {
      int dot = name.indexOf('.', start);
      int end = dot < 0 ? name.length() : dot;
      if (end == start || end - start > LONGEST_LABEL) {
        return false;
      }
      start = end + 1;
    }
    return true;
  }

  private static <T> DnsAnswer<T> ask(String name, Supplier<DnsAnswer<T>> question) {
    String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    return isName(plain) ? answered(question) : new DnsAnswer.NoSuchName<>();
  }

  private static <T> DnsAnswer<T> answered(Supplier<DnsAnswer<T>> question) {
    try {
      DnsAnswer<T> answer = question.get();
      return answer instanceof DnsAnswer.Found<T> found && found.records().isEmpty()
          ? new DnsAnswer.NoRecords<>()
          : answer;
    } catch (RuntimeException failed) {
      return new DnsAnswer.Unanswered<>(
          "the resolver failed: " + failed.getClass().getSimpleName());
    }
  }

  @Override
  public DnsAnswer<Inet4Address> a(String name) {
    return ask(name, () -> resolver.a(name));
  }

  @Override
  public DnsAnswer<Inet6Address> aaaa(String name) {
    return ask(name, () -> resolver.aaaa(name));
  }

  @Override
  public DnsAnswer<MxRecord> mx(String name) {
    return ask(name, () -> resolver.mx(name));
  }

  @Override
  public DnsAnswer<String> txt(String name) {
    return ask(name, () -> resolver.txt(name));
  }

  @Override
  public DnsAnswer<String> ptr(InetAddress address) {
    return answered(() -> resolver.ptr(address));
  }

  @Override
  public DnsAnswer<TlsaRecord> tlsa(String name) {
    return ask(name, () -> resolver.tlsa(name));
  }
}
