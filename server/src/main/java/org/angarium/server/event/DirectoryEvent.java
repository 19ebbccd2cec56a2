package org.angarium.server.event;

import org.jspecify.annotations.Nullable;

/** Changes of the directory, after they are durable. */
public sealed interface DirectoryEvent extends Event {

  @Override
  default Severity severity() {
    return Severity.INFO;
  }

  /** A domain is ours from now on. */
  record DomainCreated(String domain) implements DirectoryEvent {
    @Override
    public String name() {
      return "directory.domain-created";
    }

    @Override
    public String text() {
      return "Domain created";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.DOMAIN, domain);
    }
  }

  /** A domain was enabled, disabled, or got another catch-all. */
  record DomainChanged(String domain, boolean enabled, @Nullable String catchAll)
      implements DirectoryEvent {
    @Override
    public String name() {
      return "directory.domain-changed";
    }

    @Override
    public String text() {
      return "Domain changed";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.DOMAIN, domain);
      visitor.field(Field.ENABLED, enabled);
      visitor.field(Field.CATCH_ALL, catchAll);
    }
  }

  /** A domain is no longer ours. */
  record DomainDeleted(String domain) implements DirectoryEvent {
    @Override
    public String name() {
      return "directory.domain-deleted";
    }

    @Override
    public String text() {
      return "Domain deleted";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.DOMAIN, domain);
    }
  }

  /** An account was made. */
  record AccountCreated(long account, String address, boolean administrator)
      implements DirectoryEvent {
    @Override
    public String name() {
      return "directory.account-created";
    }

    @Override
    public String text() {
      return "Account created";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.ACCOUNT, Long.toString(account));
      visitor.field(Field.ADDRESS, address);
      visitor.field(Field.ADMINISTRATOR, administrator);
    }
  }

  /** An account's names, rights, limits or state were changed. */
  record AccountChanged(long account, String address, boolean administrator, boolean suspended)
      implements DirectoryEvent {
    @Override
    public String name() {
      return "directory.account-changed";
    }

    @Override
    public String text() {
      return "Account changed";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.ACCOUNT, Long.toString(account));
      visitor.field(Field.ADDRESS, address);
      visitor.field(Field.ADMINISTRATOR, administrator);
      visitor.field(Field.SUSPENDED, suspended);
    }
  }

  /** An account has another password. */
  record PasswordChanged(long account, String address) implements DirectoryEvent {
    @Override
    public String name() {
      return "directory.password-changed";
    }

    @Override
    public String text() {
      return "Password changed";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.ACCOUNT, Long.toString(account));
      visitor.field(Field.ADDRESS, address);
    }
  }

  /** An account was deleted; its mail is removed next. */
  record AccountDeleted(long account, String address) implements DirectoryEvent {
    @Override
    public String name() {
      return "directory.account-deleted";
    }

    @Override
    public String text() {
      return "Account deleted";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.ACCOUNT, Long.toString(account));
      visitor.field(Field.ADDRESS, address);
    }
  }

  /** An alias was made or has other targets. */
  record AliasChanged(String alias, int targets) implements DirectoryEvent {
    @Override
    public String name() {
      return "directory.alias-changed";
    }

    @Override
    public String text() {
      return "Alias changed";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.ALIAS, alias);
      visitor.field(Field.TARGETS, targets);
    }
  }

  /** An alias was deleted. */
  record AliasDeleted(String alias) implements DirectoryEvent {
    @Override
    public String name() {
      return "directory.alias-deleted";
    }

    @Override
    public String text() {
      return "Alias deleted";
    }

    @Override
    public void fields(FieldVisitor visitor) {
      visitor.field(Field.ALIAS, alias);
    }
  }
}
