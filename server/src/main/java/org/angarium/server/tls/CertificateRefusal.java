package org.angarium.server.tls;

import java.io.Serial;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.angarium.server.tls.CertificateFinding.Weight;

/** A certificate or key cannot be used. The message names the file, the problem and the remedy. */
public final class CertificateRefusal extends GeneralSecurityException {
  @Serial private static final long serialVersionUID = 1L;

  private final transient CertificateFinding finding;

  CertificateRefusal(CertificateFinding finding) {
    super(finding.sentence());
    this.finding = finding;
  }

  CertificateRefusal(Path file, String problem, String remedy) {
    this(new CertificateFinding(Weight.UNUSABLE, file, problem, remedy));
  }

  /** What is wrong. */
  public CertificateFinding finding() {
    return finding;
  }
}
