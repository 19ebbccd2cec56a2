package org.angarium.server.tls;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Looks at a certificate and its key as the server would, and changes nothing. */
public final class CertificateCheck {
  private CertificateCheck() {}

  /**
   * What is wrong with the files; empty where nothing is.
   *
   * @param host the name of the node that the certificate has to cover, or null
   */
  public static List<CertificateFinding> run(
      Path certificate, Path key, @Nullable String host, Instant now) {
    try {
      return ServerCertificate.read(certificate, key).findings(host, now);
    } catch (CertificateRefusal unusable) {
      return List.of(unusable.finding());
    }
  }
}
