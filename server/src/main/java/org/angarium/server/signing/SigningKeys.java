package org.angarium.server.signing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.angarium.mail.dkim.DkimKeyPair;
import org.angarium.mail.dkim.DkimKeyRecord;
import org.angarium.mail.dkim.DkimLimits;
import org.angarium.mail.dkim.DkimSigner;
import org.angarium.mail.dkim.DkimSigning;
import org.angarium.mail.dkim.DkimSyntaxException;
import org.angarium.mail.dkim.SigningPlan;
import org.angarium.mail.dmarc.DmarcEvaluator;
import org.angarium.mail.dns.DnsAnswer;
import org.angarium.mail.dns.DnsResolver;
import org.angarium.mail.header.HeaderFields;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.SigningEvent;
import org.angarium.store.StoreException;
import org.angarium.store.directory.DirectoryRefusal;
import org.angarium.store.directory.DomainKey;
import org.angarium.store.directory.DomainKey.State;
import org.angarium.store.directory.DomainKeys;
import org.jspecify.annotations.Nullable;

/**
 * The keys that sign the mail of our domains: makes them, watches DNS for their records, signs with
 * those that are published. Thread-safe; what is kept in memory is at most ten seconds old.
 */
public final class SigningKeys implements MailSigner {
  /** How long a retired key stays: longer than mail that it signed is under way. */
  public static final Duration RETIREMENT = Duration.ofDays(14);

  private static final int RSA_BITS = 2048;
  private static final int CACHED_DOMAINS = 10_000;
  private static final Duration CACHED = Duration.ofSeconds(10);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final DomainKeys keys;
  private final DnsResolver dns;
  private final InstantSource clock;
  private final EventSink events;
  private final SecureRandom random = new SecureRandom();
  private final Cache<String, List<DkimSigner>> signers;

  /**
   * @param dns is asked whether records are published
   */
  public SigningKeys(DomainKeys keys, DnsResolver dns, InstantSource clock, EventSink events) {
    this.keys = keys;
    this.dns = dns;
    this.clock = clock;
    this.events = events;
    this.signers =
        Caffeine.newBuilder()
            .maximumSize(CACHED_DOMAINS)
            .expireAfterWrite(CACHED)
            .executor(Runnable::run)
            .build();
  }

  /** The keys of a domain by selector. */
  public List<DomainKey> of(String domain) throws StoreException {
    return keys.of(domain);
  }

  /** Makes keys for a domain that has none. */
  public void ensure(String domain) throws StoreException, DirectoryRefusal {
    if (keys.of(domain).isEmpty()) {
      rotate(domain);
    }
  }

  /**
   * Makes two new keys, RSA and Ed25519, which wait for their records. The old ones go on signing
   * until then. Takes some tenths of a second.
   *
   * @throws DirectoryRefusal where the domain is not there or has too many keys
   */
  public List<DomainKey> rotate(String domain) throws StoreException, DirectoryRefusal {
    Instant now = Instant.ofEpochMilli(clock.millis());
    Set<String> taken = new HashSet<>();
    keys.of(domain).forEach(key -> taken.add(key.selector()));
    String suffix = DAY.format(now);
    for (char letter = 'b';
        taken.contains("r" + suffix) || taken.contains("e" + suffix);
        letter++) {
      suffix = DAY.format(now) + letter;
    }
    List<DomainKey> made =
        List.of(
            made(domain, "r" + suffix, DomainKey.Algorithm.RSA, now),
            made(domain, "e" + suffix, DomainKey.Algorithm.ED25519, now));
    keys.add(made);
    for (DomainKey key : made) {
      events.emit(new SigningEvent.KeyMade(domain, key.selector()));
    }
    return made;
  }

  private DomainKey made(
      String domain, String selector, DomainKey.Algorithm algorithm, Instant now) {
    DkimKeyPair pair =
        switch (algorithm) {
          case RSA -> DkimKeyPair.rsa(RSA_BITS, random);
          case ED25519 -> DkimKeyPair.ed25519(random);
        };
    return new DomainKey(
        domain,
        selector,
        algorithm,
        pair.privateKey().getEncoded(),
        pair.record().text(),
        State.WAITING,
        now,
        now);
  }

  /**
   * Deletes a key at once; what it signed cannot be verified for long. False if it is not there.
   */
  public boolean delete(String domain, String selector) throws StoreException {
    boolean deleted = keys.delete(domain, selector).isPresent();
    signers.invalidate(domain);
    if (deleted) {
      events.emit(new SigningEvent.KeyDeleted(domain, selector));
    }
    return deleted;
  }

  /** Where the record of a key is. */
  public static String name(DomainKey key) {
    return key.selector() + "._domainkey." + key.domain();
  }

  /** Whether the record of a key is in DNS, as it should be; null where no server answers. */
  public @Nullable Boolean published(DomainKey key) {
    return switch (dns.txt(name(key))) {
      case DnsAnswer.Unanswered<String> silent -> null;
      case DnsAnswer.NoSuchName<String> none -> false;
      case DnsAnswer.NoRecords<String> none -> false;
      case DnsAnswer.Found<String> found ->
          found.records().size() == 1 && isRecord(key, found.records().getFirst());
    };
  }

  private static boolean isRecord(DomainKey key, String text) {
    try {
      PublicKey there = DkimKeyRecord.parse(text, DkimLimits.DEFAULT).publicKey();
      PublicKey ours = DkimKeyRecord.parse(key.record(), DkimLimits.DEFAULT).publicKey();
      return there != null && there.equals(ours);
    } catch (DkimSyntaxException noRecord) {
      return false;
    }
  }

  /**
   * Looks at the keys of a domain: those that wait and are published begin to sign, those of the
   * same kind that signed until now retire, and those that have been retired for long are deleted.
   */
  public void look(String domain) throws StoreException {
    Instant now = Instant.ofEpochMilli(clock.millis());
    for (DomainKey.Algorithm algorithm : DomainKey.Algorithm.values()) {
      List<DomainKey> waiting = select(domain, algorithm, State.WAITING);
      List<DomainKey> seen = new ArrayList<>();
      for (DomainKey key : waiting) {
        if (Boolean.TRUE.equals(published(key))) {
          seen.add(key);
        }
      }
      if (!seen.isEmpty()) {
        List<DomainKey> before = select(domain, algorithm, State.SIGNING);
        keys.move(seen, State.WAITING, State.SIGNING, now);
        keys.move(before, State.SIGNING, State.RETIRED, now);
        seen.forEach(key -> events.emit(new SigningEvent.KeyInUse(domain, key.selector())));
        before.forEach(key -> events.emit(new SigningEvent.KeyRetired(domain, key.selector())));
        signers.invalidate(domain);
      }
      for (DomainKey key : select(domain, algorithm, State.RETIRED)) {
        if (key.since().plus(RETIREMENT).isBefore(now)) {
          delete(domain, key.selector());
        }
      }
    }
  }

  private List<DomainKey> select(String domain, DomainKey.Algorithm algorithm, State state)
      throws StoreException {
    return keys.of(domain).stream()
        .filter(key -> key.algorithm() == algorithm && key.state() == state)
        .toList();
  }

  @Override
  public @Nullable DkimSigning begin(HeaderFields header) throws StoreException {
    String author = DmarcEvaluator.authorDomain(header);
    if (author == null) {
      return null;
    }
    List<DkimSigner> signing = signers(author);
    return signing.isEmpty()
        ? null
        : new DkimSigning(signing, header, clock.instant().getEpochSecond());
  }

  private List<DkimSigner> signers(String domain) throws StoreException {
    List<DkimSigner> known = signers.getIfPresent(domain);
    if (known != null) {
      return known;
    }
    List<DkimSigner> made = new ArrayList<>(2);
    for (DomainKey key : keys.of(domain)) {
      if (key.state() == State.SIGNING) {
        try {
          made.add(new DkimSigner(domain, key.selector(), privateKey(key), SigningPlan.DEFAULT));
        } catch (DkimSyntaxException | IllegalArgumentException unfit) {
          throw new StoreException("the key " + key + " cannot sign", unfit);
        }
      }
    }
    signers.put(domain, List.copyOf(made));
    return made;
  }

  private static PrivateKey privateKey(DomainKey key) throws StoreException {
    try {
      KeyFactory factory =
          KeyFactory.getInstance(
              switch (key.algorithm()) {
                case RSA -> "RSA";
                case ED25519 -> "Ed25519";
              });
      return factory.generatePrivate(new PKCS8EncodedKeySpec(key.privateKey()));
    } catch (GeneralSecurityException damaged) {
      throw new StoreException("the key " + key + " is damaged", damaged);
    }
  }
}
