package org.angarium.server.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.TlsEvent;

/**
 * The certificate of the node as a TLS context. Thread-safe. Looks at the files again every ten
 * seconds at most, when somebody shakes hands; where the new files are unfit (half written, key and
 * certificate of different kinds) the old context stays and a warning is logged.
 */
public final class Certificates implements Supplier<SSLContext> {
  private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Path certificate;
  private final Path key;
  private final EventSink events;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Loaded loaded;
  private volatile long nextLook;

  private record Loaded(
      SSLContext context, X509Certificate own, FileTime certificateTime, FileTime keyTime) {}

  private Certificates(Path certificate, Path key, EventSink events, Loaded loaded) {
    this.certificate = certificate;
    this.key = key;
    this.events = events;
    this.loaded = loaded;
    this.nextLook = System.nanoTime() + LOOK_EVERY_NANOS;
  }

  /** Loads the files. */
  public static Certificates load(Path certificate, Path key, EventSink events)
      throws IOException, GeneralSecurityException {
    return new Certificates(certificate, key, events, read(certificate, key));
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

  /** The node's own certificate. */
  public X509Certificate own() {
    return loaded.own();
  }

  private void look() {
    try {
      if (Files.getLastModifiedTime(certificate).equals(loaded.certificateTime())
          && Files.getLastModifiedTime(key).equals(loaded.keyTime())) {
        return;
      }
      loaded = read(certificate, key);
      events.emit(
          new TlsEvent.CertificateLoaded(
              certificate.toString(), loaded.own().getNotAfter().toInstant().toString()));
    } catch (IOException | GeneralSecurityException unfit) {
      events.emit(
          new TlsEvent.CertificateUnfit(
              certificate.toString(), String.valueOf(unfit.getMessage())));
    }
  }

  private static Loaded read(Path certificate, Path key)
      throws IOException, GeneralSecurityException {
    FileTime certificateTime = Files.getLastModifiedTime(certificate);
    FileTime keyTime = Files.getLastModifiedTime(key);
    List<X509Certificate> chain = PemFiles.certificates(certificate);
    X509Certificate own = chain.getFirst();
    PrivateKey privateKey = PemFiles.key(key, own.getPublicKey().getAlgorithm());
    // The store lives in memory only; its password protects nothing.
    char[] password = {'m'};
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, password);
    store.setKeyEntry("node", privateKey, password, chain.toArray(X509Certificate[]::new));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(store, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), new TrustManager[0], null);
    return new Loaded(context, own, certificateTime, keyTime);
  }
}
