package org.angarium.server.event;

/** What happens to the node's certificate. */
public sealed interface TlsEvent extends Event {

  /** New files were found and are in use. */
  record CertificateLoaded(String file, String validUntil) implements TlsEvent {
    @Override
    public String name() {
      return "tls.certificate-loaded";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "A new certificate is in use.";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field("file", file);
      visitor.field("valid-until", validUntil);
    }
  }

  /** New files were found and cannot be used; the old certificate stays. */
  record CertificateUnfit(String file, String cause) implements TlsEvent {
    @Override
    public String name() {
      return "tls.certificate-unfit";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "The certificate's files have changed and cannot be used; the old one stays.";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field("file", file);
      visitor.field("cause", cause);
    }
  }
}
