package org.angarium.server.dns;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.io.IOException;
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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.dns.MxRecord;
import org.angarium.mail.dns.TlsaRecord;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
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
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Asks recursive name servers over UDP, and TCP where an answer does not fit, and keeps the answers
 * for as long as they say, within bounds. Thread-safe; callers park while they wait.
 */
public final class CachingDnsResolver implements DnsResolver {
  /** Aliases that are followed; longer chains are a fault of the zone. */
  private static final int MAX_ALIASES = 8;

  /** Records taken from one answer. */
  private static final int MAX_RECORDS = 100;

  /** Kept time of a "no" whose zone does not say (RFC 2308 §4 wants it to). */
  private static final Duration UNSTATED = Duration.ofMinutes(1);

  /** Largest UDP answer asked for: passes everywhere without fragments. */
  private static final int UDP_PAYLOAD = 1232;

  private final DnsSettings settings;
  private final List<Server> servers;
  private final Cache<Question, Kept> cache;

  private record Question(Name name, int type) {}

  /**
   * A name server.
   *
   * @param bare asks without EDNS, for servers that cannot bear it (RFC 6891 §7)
   */
  private record Server(SimpleResolver usual, SimpleResolver bare) {}

  /** An answer in records of dnsjava, and how long it may be kept. */
  private record Kept(DnsAnswer<Record> answer, Duration time) {}

  /**
   * @param clock by which answers grow old: one that does not jump
   */
  public CachingDnsResolver(DnsSettings settings, InstantSource clock) {
    this.settings = settings;
    this.servers = new ArrayList<>();
    List<InetSocketAddress> addresses =
        settings.servers().isEmpty()
            ? ResolverConfig.getCurrentConfig().servers()
            : settings.servers();
    for (InetSocketAddress address : addresses) {
      SimpleResolver usual = new SimpleResolver(address);
      usual.setTimeout(settings.timeout());
      usual.setEDNS(0, UDP_PAYLOAD, 0);
      SimpleResolver bare = new SimpleResolver(address);
      bare.setTimeout(settings.timeout());
      bare.setEDNS(-1);
      servers.add(new Server(usual, bare));
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
      cache.put(question, kept);
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
      Response response = exchange(asked, question.type());
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

  /** Either a message or why there is none. */
  private record Response(@Nullable Message message, String failure) {
    boolean cannotBearEdns() {
      return failure.equals(Rcode.string(Rcode.FORMERR))
          || failure.equals(Rcode.string(Rcode.NOTIMP));
    }
  }

  private Response exchange(Name name, int type) {
    String failure = "no name server";
    for (int round = 0; round < settings.rounds(); round++) {
      for (Server server : servers) {
        Response response = exchange(server.usual(), name, type);
        if (response.cannotBearEdns()) {
          response = exchange(server.bare(), name, type);
        }
        if (response.message() != null) {
          return response;
        }
        failure = response.failure();
        if (Thread.currentThread().isInterrupted()) {
          return response;
        }
      }
    }
    return new Response(null, failure);
  }

  private Response exchange(SimpleResolver server, Name name, int type) {
    try {
      Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
      if (settings.trustAuthenticated()) {
        query.getHeader().setFlag(Flags.AD);
      }
      Message answer =
          server
              .sendAsync(query, Thread::startVirtualThread)
              .toCompletableFuture()
              .get(settings.timeout().toMillis() * 2, TimeUnit.MILLISECONDS);
      return judged(answer, name);
    } catch (TimeoutException late) {
      return new Response(null, "timeout");
    } catch (ExecutionException failed) {
      return new Response(
          null, failed.getCause() instanceof IOException ? reason(failed.getCause()) : "fault");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return new Response(null, "interrupted");
    } catch (RuntimeException hostile) {
      // What strangers put into names and records must not end a delivery.
      return new Response(null, "fault");
    }
  }

  /**
   * Takes a message for an answer only where it is one: complete, and from a server that knows (RFC
   * 1034 §4.3.1). A referral says no more than that another should be asked, and a server that
   * neither recurses nor has authority cannot say that there is nothing (RFC 2308 §2).
   */
  private static Response judged(Message message, Name asked) {
    int code = message.getRcode();
    if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
      return new Response(null, Rcode.string(code));
    }
    if (message.getHeader().getFlag(Flags.TC)) {
      return new Response(null, "truncated");
    }
    List<Record> answers = message.getSection(Section.ANSWER);
    if (!answers.isEmpty() && answers.stream().noneMatch(each -> each.getName().equals(asked))) {
      return new Response(null, "answer to another question");
    }
    if (answers.isEmpty()) {
      boolean authority = message.getHeader().getFlag(Flags.AA);
      boolean recursion = message.getHeader().getFlag(Flags.RA);
      boolean referral = code == Rcode.NOERROR && refers(message);
      if (!authority && (!recursion || referral)) {
        return new Response(null, "referral");
      }
    }
    return new Response(message, "");
  }

  /** Whether the authority section names other servers and says nothing of the zone itself. */
  private static boolean refers(Message message) {
    boolean servers = false;
    for (Record record : message.getSection(Section.AUTHORITY)) {
      if (record.getType() == Type.SOA) {
        return false;
      }
      servers |= record.getType() == Type.NS;
    }
    return servers;
  }

  private static String reason(Throwable failure) {
    String message = failure.getMessage();
    return message != null && message.toLowerCase(Locale.ROOT).contains("timed out")
        ? "timeout"
        : "name server unreachable";
  }

  private static String text(Name name) {
    return name.equals(Name.root) ? "" : name.toString(true).toLowerCase(Locale.ROOT);
  }
}
