package org.angarium.server.event;

/** What happens to the keys that sign the mail of our domains. */
public sealed interface SigningEvent extends Event {

  /** A key is there and waits for its record. */
  record KeyMade(String domain, String selector) implements SigningEvent {
    @Override
    public String name() {
      return "signing.key-made";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "A key was made, its record is to be published";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.DOMAIN, domain);
      visitor.field(Field.SELECTOR, selector);
    }
  }

  /** A key signs from now on. */
  record KeyInUse(String domain, String selector) implements SigningEvent {
    @Override
    public String name() {
      return "signing.key-in-use";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "The record of a key is published, the key signs";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.DOMAIN, domain);
      visitor.field(Field.SELECTOR, selector);
    }
  }

  /** A key was replaced. */
  record KeyRetired(String domain, String selector) implements SigningEvent {
    @Override
    public String name() {
      return "signing.key-retired";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "A key signs no more";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.DOMAIN, domain);
      visitor.field(Field.SELECTOR, selector);
    }
  }

  /** A key is gone. */
  record KeyDeleted(String domain, String selector) implements SigningEvent {
    @Override
    public String name() {
      return "signing.key-deleted";
    }

    @Override
    public Severity severity() {
      return Severity.INFO;
    }

    @Override
    public String text() {
      return "A key was deleted";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.DOMAIN, domain);
      visitor.field(Field.SELECTOR, selector);
    }
  }

  /** The keys of a domain could not be looked at; it is tried again. */
  record LookFailed(String domain, String cause) implements SigningEvent {
    @Override
    public String name() {
      return "signing.look-failed";
    }

    @Override
    public Severity severity() {
      return Severity.ERROR;
    }

    @Override
    public String text() {
      return "The keys of a domain could not be looked at";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.DOMAIN, domain);
      visitor.field(Field.CAUSE, cause);
    }
  }
}
