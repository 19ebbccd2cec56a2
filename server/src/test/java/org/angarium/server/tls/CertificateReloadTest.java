package org.angarium.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLSocket;
import org.angarium.server.event.Event;
import org.angarium.server.event.TlsEvent;
import org.angarium.server.net.Listener;
import org.angarium.server.net.ListenerSettings;
import org.angarium.server.net.Protection;
import org.angarium.server.net.SessionIds;
import org.angarium.server.net.TestTls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clients of a running listener see when the files of its certificate are changed. */
@Timeout(300)
class CertificateReloadTest {
  private static final String HOST = "mail.example.test";

  @TempDir Path folder;
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private Path certificate;
  private Path key;
  private Certificates certificates;
  private Listener listener;
  private X509Certificate first;
  private int issues;

  @BeforeEach
  void open() throws Exception {
    certificate = folder.resolve("certificate.pem");
    key = folder.resolve("key.pem");
    put(issue(Instant.now()));
    certificates = Certificates.load(certificate, key, HOST, InstantSource.system(), events::add);
    listener =
        Listener.open(
            ListenerSettings.of(
                "imaps",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Protection.IMPLICIT),
            certificates,
            connection -> {},
            new SessionIds(InstantSource.system()),
            event -> {});
    first = certificates.own();
    assertThat(shown()).isEqualTo(first);
  }

  @AfterEach
  void close() {
    listener.close();
  }

  /** Made at this time for ten years; returns the folder with both files. */
  private Path issue(Instant made) throws Exception {
    Path issue = Files.createDirectory(folder.resolve("issue" + ++issues));
    SelfSignedCertificate.create(
        HOST, issue.resolve("c"), issue.resolve("k"), InstantSource.fixed(made));
    return issue;
  }

  private void put(Path issue) throws Exception {
    replace(issue.resolve("c"), certificate);
    replace(issue.resolve("k"), key);
  }

  /** As a program that renews certificates does it; each time is another time. */
  private void replace(Path from, Path to) throws Exception {
    Path fresh = Files.copy(from, folder.resolve("fresh"));
    Files.setLastModifiedTime(fresh, FileTime.fromMillis(1_000_000L * ++issues));
    Files.move(fresh, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The certificate of a handshake that succeeds. */
  private X509Certificate shown() throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            TestTls.trustingClient()
                .getSocketFactory()
                .createSocket(listener.address(), listener.port())) {
      socket.setSoTimeout(120_000);
      socket.startHandshake();
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private void assertRefused(String cause) throws Exception {
    certificates.lookNow();
    assertThat(shown()).as(cause).isEqualTo(first);
    assertThat(events)
        .singleElement()
        .isInstanceOfSatisfying(
            TlsEvent.CertificateUnfit.class,
            unfit -> {
              assertThat(unfit.cause()).contains(cause);
              assertThat(unfit.remedy()).isNotEmpty();
            });
    assertThat(certificates.fault()).isNull();
    events.clear();
  }

  @Test
  void theGoodOneIsShownUntilAnotherGoodOneComes() throws Exception {
    Path second = issue(Instant.now());
    replace(second.resolve("k"), key);
    assertRefused("not the one of the certificate");
    put(issue(Instant.parse("2001-02-03T04:05:06Z")));
    assertRefused("expired on");
    put(issue(Instant.now().plusSeconds(86_400)));
    assertRefused("not valid before");
    Files.delete(key);
    assertRefused("no such file");
    replace(second.resolve("c"), certificate);
    replace(issue(Instant.now()).resolve("k"), key);
    assertRefused("not the one of the certificate");
    put(second);
    certificates.lookNow();
    assertThat(shown()).isEqualTo(certificates.own()).isNotEqualTo(first);
    assertThat(events).singleElement().isInstanceOf(TlsEvent.CertificateLoaded.class);
  }

  /** Health says so as long as it is in use, and no longer. */
  @Test
  void anExpiredOneInUseIsAFaultUntilItIsRenewed() throws Exception {
    put(issue(Instant.parse("2001-02-03T04:05:06Z")));
    certificates = Certificates.load(certificate, key, HOST, InstantSource.system(), events::add);
    assertThat(certificates.fault()).contains("expired on");
    put(issue(Instant.now()));
    certificates.lookNow();
    assertThat(certificates.fault()).isNull();
  }
}
