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
      return "A new certificate is in use";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.FILE, file);
      visitor.field(Field.VALID_UNTIL, validUntil);
    }
  }

  /**
   * Peers object to the certificate in use, or will soon.
   *
   * @param alarm whether they do already
   */
  record CertificateFault(boolean alarm, String file, String cause, String remedy)
      implements TlsEvent {
    @Override
    public String name() {
      return "tls.certificate-fault";
    }

    @Override
    public Severity severity() {
      return alarm ? Severity.ERROR : Severity.WARNING;
    }

    @Override
    public String text() {
      return "The certificate in use has a fault";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.FILE, file);
      visitor.field(Field.CAUSE, cause);
      visitor.field(Field.REMEDY, remedy);
    }
  }

  /** New files were found and are not taken; the old certificate stays. */
  record CertificateUnfit(String file, String cause, String remedy) implements TlsEvent {
    @Override
    public String name() {
      return "tls.certificate-unfit";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String text() {
      return "The certificate's files have changed and are not taken; the old one stays";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.FILE, file);
      visitor.field(Field.CAUSE, cause);
      visitor.field(Field.REMEDY, remedy);
    }
  }
}
