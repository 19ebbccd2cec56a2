package org.angarium.server.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.net.ssl.SSLContext;
import org.angarium.server.config.Configuration;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.ServerEvent;
import org.angarium.server.tls.Certificates;
import org.angarium.server.tls.SelfSignedCertificate;

/**
 * Everything of TLS that a node needs, built beside the opening of the store: it takes as long.
 *
 * @param own what listeners show
 * @param verifying checks the certificates of other servers where a policy asks for it
 */
record Tls(Certificates own, SSLContext verifying) {

  /** What is under way. */
  static final class Preparing {
    private final FutureTask<Certificates> own;
    private final FutureTask<SSLContext> verifying;

    private Preparing(Callable<Certificates> own) {
      this.own = begun(own);
      this.verifying = begun(SSLContext::getDefault);
    }

    private static <T> FutureTask<T> begun(Callable<T> work) {
      FutureTask<T> task = new FutureTask<>(work);
      Thread.ofPlatform().name("tls").daemon().start(task);
      return task;
    }

    /**
     * The certificate, which is there earlier than the rest.
     *
     * @throws GeneralSecurityException where it is unusable
     */
    Certificates own() throws IOException, GeneralSecurityException, InterruptedException {
      return get(own);
    }

    Tls await() throws IOException, GeneralSecurityException, InterruptedException {
      return new Tls(own(), get(verifying));
    }

    private static <T> T get(FutureTask<T> task)
        throws IOException, GeneralSecurityException, InterruptedException {
      try {
        return task.get();
      } catch (ExecutionException failed) {
        switch (failed.getCause()) {
          case IOException unreadable -> throw unreadable;
          case GeneralSecurityException unfit -> throw unfit;
          case null, default -> throw new IllegalStateException(failed);
        }
      }
    }
  }

  /**
   * Begins.
   *
   * @param node whom a self-signed certificate is made for, where none is configured or there
   * @param first whether no start has come to its end before
   */
  static Preparing prepare(
      Configuration configuration,
      DataFolder data,
      String node,
      boolean first,
      InstantSource clock,
      EventSink events) {
    return new Preparing(() -> certificates(configuration, data, node, first, clock, events));
  }

  private static Certificates certificates(
      Configuration configuration,
      DataFolder data,
      String node,
      boolean first,
      InstantSource clock,
      EventSink events)
      throws IOException, GeneralSecurityException {
    Path certificate = configuration.tls().certificate();
    Path key = configuration.tls().key();
    if (certificate == null || key == null) {
      certificate = data.certificate();
      key = data.key();
      boolean made = Files.exists(certificate);
      if (first && (!made || SelfSignedCertificate.isForAnother(certificate, node))) {
        // A first start that did not come to its end has made one for another name, or half.
        Files.deleteIfExists(certificate);
        Files.deleteIfExists(key);
        SelfSignedCertificate.create(node, certificate, key, clock);
      } else if (!made && Files.notExists(key)) {
        SelfSignedCertificate.create(node, certificate, key, clock);
        events.emit(
            new ServerEvent.FileMended(
                certificate.toString(),
                "the certificate and its key were missing",
                "If they were not self-signed ones, put them back and start again."));
      }
    }
    return Certificates.load(
        data.path().resolve(certificate), data.path().resolve(key), node, clock, events);
  }
}
