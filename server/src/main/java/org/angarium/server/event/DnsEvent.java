package org.angarium.server.event;

/** How the name servers are that this node asks. */
public sealed interface DnsEvent extends Event {

  /**
   * A name server answers nothing, not even a question about itself.
   *
   * @param server address and port
   */
  record ServerSilent(String server) implements DnsEvent {
    @Override
    public String name() {
      return "dns.server-silent";
    }

    @Override
    public Severity severity() {
      return Severity.WARNING;
    }

    @Override
    public String text() {
      return "A name server does not answer and is not asked for a while";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.ADDRESS, server);
    }
  }

  /**
   * A name server that was silent answers again.
   *
   * @param server address and port
   */
  record ServerAnswers(String server) implements DnsEvent {
    @Override
    public String name() {
      return "dns.server-answers";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "A name server answers again";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.ADDRESS, server);
    }
  }
}
