package org.angarium.mail.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A resolver that breaks its promises: throws, gives nothing where there should be something, too
 * much, octets that aren't text. What it does follows from a seed.
 */
public final class HostileResolver implements DnsResolver {
  private final Random random;
  private final List<String> texts;

  /**
   * A resolver.
   *
   * @param texts what a TXT record may say when it isn't noise
   */
  public HostileResolver(Random random, List<String> texts) {
    this.random = random;
    this.texts = List.copyOf(texts);
  }

  private <T> DnsAnswer<T> answer(List<T> records) {
    return switch (random.nextInt(12)) {
      case 0 -> throw new IllegalStateException("the cache is closed");
      case 1 -> throw new UnsupportedOperationException();
      case 2 -> new DnsAnswer.Unanswered<>("timeout");
      case 3 -> new DnsAnswer.NoSuchName<>();
      case 4 -> new DnsAnswer.NoRecords<>();
      case 5 -> new DnsAnswer.Found<>(List.of(), "", Duration.ZERO, false);
      default -> new DnsAnswer.Found<>(records, "\u0000", Duration.ofDays(-1), true);
    };
  }

  private String text() {
    String start = texts.get(random.nextInt(texts.size()));
    StringBuilder text = new StringBuilder(start);
    switch (random.nextInt(8)) {
      case 0 -> text.insert(random.nextInt(text.length() + 1), (char) random.nextInt(256));
      case 1 -> text.setLength(random.nextInt(text.length() + 1));
      case 2 -> text.append(start.repeat(1 + random.nextInt(500)));
      case 3 -> text.insert(0, "\u0000");
      case 4 -> {
        int at = random.nextInt(text.length() + 1);
        text.insert(at, String.valueOf((char) random.nextInt(256)).repeat(random.nextInt(70_000)));
      }
      default -> {
        // As it is.
      }
    }
    return text.toString();
  }

  private byte[] octets(int count) {
    byte[] octets = new byte[count];
    random.nextBytes(octets);
    if (count == 16 && random.nextBoolean()) {
      // An IPv4 address mapped into IPv6
      java.util.Arrays.fill(octets, 0, 10, (byte) 0);
      octets[10] = -1;
      octets[11] = -1;
    }
    return octets;
  }

  @Override
  public DnsAnswer<String> txt(String name) {
    List<String> records = new ArrayList<>();
    for (int i = random.nextInt(50) == 0 ? 2_000 : random.nextInt(3); i >= 0; i--) {
      records.add(text());
    }
    return answer(records);
  }

  @Override
  public DnsAnswer<Inet4Address> a(String name) {
    try {
      return answer(List.of((Inet4Address) InetAddress.getByAddress(octets(4))));
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  public DnsAnswer<Inet6Address> aaaa(String name) {
    try {
      return answer(List.of(Inet6Address.getByAddress(null, octets(16), -1)));
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Override
  public DnsAnswer<MxRecord> mx(String name) {
    List<MxRecord> records = new ArrayList<>();
    for (int i = random.nextInt(14); i > 0; i--) {
      records.add(new MxRecord(-random.nextInt(), text()));
    }
    return answer(records);
  }

  @Override
  public DnsAnswer<String> ptr(InetAddress address) {
    List<String> records = new ArrayList<>();
    for (int i = random.nextInt(30); i > 0; i--) {
      records.add(text());
    }
    return answer(records);
  }

  @Override
  public DnsAnswer<TlsaRecord> tlsa(String name) {
    return new DnsAnswer.NoRecords<>();
  }
}
