package org.angarium.server.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.TlsEvent;
import org.angarium.server.tls.CertificateFinding.Weight;
import org.jspecify.annotations.Nullable;

/**
 * The certificate of the node as a TLS context. Thread-safe. Looks at the files again every ten
 * seconds at most, when somebody shakes hands. Where the new files are unusable (half written, key
 * and certificate that do not fit) or unfit (expired, weak), the old context stays and an alarm is
 * raised, once for each state of the files.
 */
public final class Certificates implements Supplier<SSLContext> {
  private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long REMIND_EVERY_NANOS = TimeUnit.DAYS.toNanos(1);

  private final Path certificate;
  private final Path key;
  private final @Nullable String host;
  private final InstantSource clock;
  private final EventSink events;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Loaded loaded;
  private volatile long nextLook;
  private @Nullable Stamps refused;
  private long nextReminder;

  private record Loaded(ServerCertificate from, SSLContext context, Stamps stamps) {}

  /** A state of both files. */
  private record Stamps(Stamp certificate, Stamp key) {}

  /** What changes when a file is written or replaced; a link is followed. */
  private record Stamp(@Nullable FileTime time, long size, @Nullable Object fileKey) {
    static Stamp of(Path file) {
      try {
        BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
        return new Stamp(now.lastModifiedTime(), now.size(), now.fileKey());
      } catch (IOException missing) {
        return new Stamp(null, -1, null);
      }
    }
  }

  private Certificates(
      Path certificate,
      Path key,
      @Nullable String host,
      InstantSource clock,
      EventSink events,
      Loaded loaded) {
    this.certificate = certificate;
    this.key = key;
    this.host = host;
    this.clock = clock;
    this.events = events;
    this.loaded = loaded;
    this.nextLook = System.nanoTime() + LOOK_EVERY_NANOS;
    this.nextReminder = System.nanoTime() + REMIND_EVERY_NANOS;
  }

  /** Loads the files, whatever host they are for. */
  public static Certificates load(Path certificate, Path key, EventSink events)
      throws GeneralSecurityException {
    return load(certificate, key, null, InstantSource.system(), events);
  }

  /**
   * Loads the files; what peers may object to is reported as an event.
   *
   * @param host the name of the node that the certificate has to cover, or null
   * @throws CertificateRefusal when they are unusable
   */
  public static Certificates load(
      Path certificate, Path key, @Nullable String host, InstantSource clock, EventSink events)
      throws GeneralSecurityException {
    Stamps stamps = stamps(certificate, key);
    ServerCertificate from = ServerCertificate.read(certificate, key);
    Certificates made =
        new Certificates(
            certificate, key, host, clock, events, new Loaded(from, context(from), stamps));
    made.tell(from);
    return made;
  }

  @Override
  public SSLContext get() {
    if (System.nanoTime() - nextLook >= 0 && lock.tryLock()) {
      try {
        nextLook = System.nanoTime() + LOOK_EVERY_NANOS;
        look();
      } finally {
        lock.unlock();
      }
    }
    return loaded.context();
  }

  /** Why peers do not accept the certificate in use, as a sentence; or null. */
  public @Nullable String fault() {
    for (CertificateFinding finding : loaded.from().findings(null, clock.instant())) {
      if (finding.weight() != Weight.WARNING) {
        return finding.problem();
      }
    }
    return null;
  }

  /** Looks at the files now. */
  void lookNow() {
    lock.lock();
    try {
      look();
    } finally {
      lock.unlock();
    }
  }

  /** The node's own certificate. */
  public X509Certificate own() {
    return loaded.from().own();
  }

  private void look() {
    if (System.nanoTime() - nextReminder >= 0) {
      nextReminder = System.nanoTime() + REMIND_EVERY_NANOS;
      tell(loaded.from());
    }
    Stamps now = stamps(certificate, key);
    if (now.equals(loaded.stamps()) || now.equals(refused)) {
      return;
    }
    try {
      ServerCertificate fresh = ServerCertificate.read(certificate, key);
      for (CertificateFinding finding : fresh.findings(null, clock.instant())) {
        if (finding.weight() != Weight.WARNING) {
          throw new CertificateRefusal(finding);
        }
      }
      loaded = new Loaded(fresh, context(fresh), now);
      refused = null;
      events.emit(
          new TlsEvent.CertificateLoaded(
              certificate.toString(), fresh.own().getNotAfter().toInstant().toString()));
      tell(fresh);
    } catch (CertificateRefusal unfit) {
      refused = now;
      CertificateFinding finding = unfit.finding();
      events.emit(
          new TlsEvent.CertificateUnfit(
              finding.file().toString(), finding.problem(), finding.remedy()));
    } catch (GeneralSecurityException unusable) {
      refused = now;
      events.emit(
          new TlsEvent.CertificateUnfit(
              certificate.toString(), String.valueOf(unusable.getMessage()), "Replace the files."));
    }
  }

  /** Reports what peers may object to in what is in use. */
  private void tell(ServerCertificate used) {
    Instant now = clock.instant();
    for (CertificateFinding finding : used.findings(host, now)) {
      events.emit(
          new TlsEvent.CertificateFault(
              finding.weight() != Weight.WARNING,
              finding.file().toString(),
              finding.problem(),
              finding.remedy()));
    }
  }

  private static Stamps stamps(Path certificate, Path key) {
    return new Stamps(Stamp.of(certificate), Stamp.of(key));
  }

  private static SSLContext context(ServerCertificate from) throws GeneralSecurityException {
    // The store lives in memory only; its password protects nothing.
    char[] password = {'m'};
    KeyStore store = KeyStore.getInstance("PKCS12");
    try {
      store.load(null, password);
    } catch (IOException nothingIsRead) {
      throw new GeneralSecurityException(nothingIsRead);
    }
    store.setKeyEntry("node", from.key(), password, from.chain().toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), new TrustManager[0], null);
    return context;
  }
}
