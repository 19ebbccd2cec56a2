package org.angarium.server.dns;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.dns.MxRecord;
import org.angarium.mail.dns.TlsaRecord;
import org.angarium.server.event.EventSink;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks recursive name servers over UDP, and TCP where an answer does not fit, and keeps the answers
 * for as long as they say, within bounds. Servers that keep silent are passed over ({@link
 * NameServer}); while all do, a question is answered "not known" at once. Thread-safe; callers park
 * while they wait.
 */
public final class CachingDnsResolver implements DnsResolver {
  /** Aliases that are followed; longer chains are a fault of the zone. */
  private static final int MAX_ALIASES = 8;

  /** Records taken from one answer. */
  private static final int MAX_RECORDS = 100;

  /** Kept time of a "no" whose zone does not say (RFC 2308 §4 wants it to). */
  private static final Duration UNSTATED = Duration.ofMinutes(1);

  private static final NameServer.Response NONE = new NameServer.Response(null, "no name server");

  private final DnsSettings settings;
  private final List<NameServer> servers;
  private final Cache<Question, Kept> cache;

  private record Question(Name name, int type) {}

  /** An answer in records of dnsjava, and how long it may be kept. */
  private record Kept(DnsAnswer<Record> answer, Duration time) {}

  /**
   * @param clock by which answers grow old: one that does not jump
   */
  public CachingDnsResolver(DnsSettings settings, InstantSource clock) {
    this(settings, clock, event -> {});
  }

  /**
   * @param clock by which answers grow old: one that does not jump
   * @param events hears of name servers that keep silent
   */
  public CachingDnsResolver(DnsSettings settings, InstantSource clock, EventSink events) {
    this.settings = settings;
    this.servers = new ArrayList<>();
    List<InetSocketAddress> addresses =
        settings.servers().isEmpty()
            ? ResolverConfig.getCurrentConfig().servers()
            : settings.servers();
    for (InetSocketAddress address : addresses) {
      servers.add(new NameServer(address, settings, events));
    }
    this.cache =
        Caffeine.newBuilder()
            .maximumSize(settings.cacheEntries())
            .expireAfter(Expiry.<Question, Kept>writing((question, kept) -> kept.time()))
            .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
            .executor(Runnable::run)
            .build();
  }

  @Override
  public DnsAnswer<Inet4Address> a(String name) {
    return ask(
        name,
        Type.A,
        each -> each instanceof ARecord record ? (Inet4Address) record.getAddress() : null);
  }

  @Override
  public DnsAnswer<Inet6Address> aaaa(String name) {
    return ask(
        name,
        Type.AAAA,
        each ->
            each instanceof AAAARecord record && record.getAddress() instanceof Inet6Address address
                ? address
                : null);
  }

  @Override
  public DnsAnswer<MxRecord> mx(String name) {
    return ask(
        name,
        Type.MX,
        each ->
            each instanceof MXRecord record
                ? new MxRecord(record.getPriority(), text(record.getTarget()))
                : null);
  }

  @Override
  public DnsAnswer<String> txt(String name) {
    return ask(
        name,
        Type.TXT,
        each -> {
          if (!(each instanceof TXTRecord record)) {
            return null;
          }
          StringBuilder joined = new StringBuilder();
          for (byte[] part : record.getStringsAsByteArrays()) {
            joined.append(new String(part, StandardCharsets.ISO_8859_1));
          }
          return joined.toString();
        });
  }

  @Override
  public DnsAnswer<String> ptr(InetAddress address) {
    return ask(
        ReverseMap.fromAddress(address).toString(),
        Type.PTR,
        each -> each instanceof PTRRecord record ? text(record.getTarget()) : null);
  }

  @Override
  public DnsAnswer<TlsaRecord> tlsa(String name) {
    return ask(
        name,
        Type.TLSA,
        each ->
            each instanceof TLSARecord record
                ? new TlsaRecord(
                    record.getCertificateUsage(),
                    record.getSelector(),
                    record.getMatchingType(),
                    record.getCertificateAssociationData())
                : null);
  }

  private interface Reading<T> {
    @Nullable T read(Record record);
  }

  private <T> DnsAnswer<T> ask(String text, int type, Reading<T> reading) {
    Name name;
    try {
      name = Name.fromString(text.toLowerCase(Locale.ROOT), Name.root);
    } catch (TextParseException notAName) {
      return new DnsAnswer.NoSuchName<>();
    }
    Question question = new Question(name, type);
    Kept kept = cache.getIfPresent(question);
    if (kept == null) {
      kept = resolve(question);
      if (!kept.time().isZero()) {
        cache.put(question, kept);
      }
    }
    return switch (kept.answer()) {
      case DnsAnswer.Found<Record> found -> {
        List<T> records = new ArrayList<>();
        for (Record record : found.records()) {
          T read = reading.read(record);
          if (read != null && !records.contains(read)) {
            records.add(read);
          }
        }
        yield records.isEmpty()
            ? new DnsAnswer.NoRecords<>()
            : new DnsAnswer.Found<>(
                records, found.canonicalName(), found.timeToLive(), found.authenticated());
      }
      case DnsAnswer.NoRecords<Record> none -> new DnsAnswer.NoRecords<>();
      case DnsAnswer.NoSuchName<Record> none -> new DnsAnswer.NoSuchName<>();
      case DnsAnswer.Unanswered<Record> failure -> new DnsAnswer.Unanswered<>(failure.reason());
    };
  }

  /** Follows aliases, within one answer where the server did it, with new questions otherwise. */
  private Kept resolve(Question question) {
    Name name = question.name();
    Duration time = settings.longestKept();
    boolean authenticated = settings.trustAuthenticated();
    int aliases = 0;
    while (true) {
      Name asked = name;
      NameServer.Response response = exchange(asked, question.type());
      if (response == null) {
        // Nothing was asked, so there is nothing to keep.
        return new Kept(new DnsAnswer.Unanswered<>("no name server answers"), Duration.ZERO);
      }
      Message message = response.message();
      if (message == null) {
        return unanswered(response.failure());
      }
      authenticated &= message.getHeader().getFlag(Flags.AD);
      List<Record> answers = message.getSection(Section.ANSWER);
      boolean followed = true;
      while (followed) {
        followed = false;
        for (Record record : answers) {
          if (record instanceof CNAMERecord alias
              && record.getName().equals(name)
              && question.type() != Type.CNAME) {
            if (++aliases > MAX_ALIASES) {
              return unanswered("too many aliases");
            }
            time = shorter(time, Duration.ofSeconds(record.getTTL()));
            name = alias.getTarget();
            followed = true;
            break;
          }
        }
      }
      List<Record> records = new ArrayList<>();
      for (Record record : answers) {
        if (record.getType() == question.type()
            && record.getName().equals(name)
            && records.size() < MAX_RECORDS) {
          records.add(record);
          time = shorter(time, Duration.ofSeconds(record.getTTL()));
        }
      }
      if (!records.isEmpty()) {
        return new Kept(new DnsAnswer.Found<>(records, text(name), time, authenticated), time);
      }
      if (message.getRcode() == Rcode.NXDOMAIN) {
        return new Kept(new DnsAnswer.NoSuchName<>(), negative(message, time));
      }
      if (name.equals(asked)) {
        return new Kept(new DnsAnswer.NoRecords<>(), negative(message, time));
      }
      // The server left the alias to us.
    }
  }

  private Kept unanswered(String reason) {
    return new Kept(new DnsAnswer.Unanswered<>(reason), settings.keptUnanswered());
  }

  /** RFC 2308 §5: the lesser of the SOA's own life time and its MINIMUM field. */
  private Duration negative(Message message, Duration time) {
    Duration stated = UNSTATED;
    for (Record record : message.getSection(Section.AUTHORITY)) {
      if (record instanceof SOARecord soa) {
        stated = Duration.ofSeconds(Math.min(soa.getTTL(), soa.getMinimum()));
      }
    }
    return shorter(shorter(stated, settings.longestKeptNo()), time);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Null if all name servers are silent. */
  private NameServer.@Nullable Response exchange(Name name, int type) {
    NameServer.Response last = servers.isEmpty() ? NONE : null;
    for (int round = 0; round < settings.rounds(); round++) {
      for (NameServer server : servers) {
        if (server.isSilent()) {
          continue;
        }
        last = server.ask(name, type);
        if (last.message() != null || Thread.currentThread().isInterrupted()) {
          return last;
        }
      }
    }
    return last;
  }

  private static String text(Name name) {
    return name.equals(Name.root) ? "" : name.toString(true).toLowerCase(Locale.ROOT);
  }
}
