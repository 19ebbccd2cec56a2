package org.angarium.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.angarium.server.admin.AdministrationFixture;
import org.angarium.server.event.Metrics;
import org.angarium.server.tls.Certificates;
import org.angarium.server.tls.SelfSignedCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class HttpsCertificateTest {
  @TempDir Path folder;

  /** Takes what it is shown: this is about which certificate that is. */
  private static final class AnyCertificate implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private Certificates certificates(String name) throws Exception {
    Path certificate = folder.resolve(name + ".pem");
    Path key = folder.resolve(name + ".key");
    SelfSignedCertificate.create(name, certificate, key, InstantSource.system());
    return Certificates.load(certificate, key, event -> {});
  }

  private static SSLSocket connect(SSLContext client, InetSocketAddress address) throws Exception {
    SSLSocket socket =
        (SSLSocket) client.getSocketFactory().createSocket(address.getAddress(), address.getPort());
    socket.startHandshake();
    return socket;
  }

  private static Certificate shown(SSLSocket socket) throws Exception {
    return socket.getSession().getPeerCertificates()[0];
  }

  private static String health(SSLSocket socket) throws Exception {
    socket
        .getOutputStream()
        .write("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
  }

  @Test
  void newConnectionsSeeTheNewCertificateAndOldOnesLiveOn() throws Exception {
    Certificates before = certificates("before.test");
    Certificates after = certificates("after.test");
    AtomicReference<SSLContext> current = new AtomicReference<>(before.get());
    SSLContext client = SSLContext.getInstance("TLS");
    client.init(null, new TrustManager[] {new AnyCertificate()}, null);
    try (AdministrationFixture fixture = new AdministrationFixture(folder.resolve("store"));
        HttpFace face =
            HttpFace.open(
                List.of(
                    new HttpFace.Endpoint(
                        "https",
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        true,
                        Set.of(RouteSet.HEALTH))),
                current::get,
                () -> Health.READY,
                new Metrics(),
                "token",
                null,
                fixture.administration,
                HttpLimits.DEFAULT,
                event -> {})) {
      InetSocketAddress address = face.bound().getFirst().address();
      try (SSLSocket old = connect(client, address)) {
        assertThat(shown(old)).isEqualTo(before.own());
        current.set(after.get());
        try (SSLSocket fresh = connect(client, address)) {
          assertThat(shown(fresh)).isEqualTo(after.own());
          assertThat(health(fresh)).isEqualTo("HTTP/1.1 200");
        }
        assertThat(health(old)).isEqualTo("HTTP/1.1 200");
      }
    }
  }
}
