package org.angarium.server.admin;

import java.util.Set;

/**
 * Everything that can be asked of the administration, and for which roles. The machine itself and
 * the administrators of the site may do all of it; the constants name those that may as well.
 * Administrators of domains may do it in their domains, holders of accounts to their own.
 */
public enum Operation {
  STATUS_SHOW("status.show", Role.MONITOR),
  METRICS_SHOW("metrics.show", Role.MONITOR),
  CONFIGURATION_SHOW("configuration.show"),

  DOMAIN_LIST("domain.list", Role.DOMAIN_ADMINISTRATOR),
  DOMAIN_SHOW("domain.show", Role.DOMAIN_ADMINISTRATOR),
  DOMAIN_CREATE("domain.create"),
  DOMAIN_ENABLE("domain.enable"),
  DOMAIN_CATCH_ALL("domain.set-catch-all", Role.DOMAIN_ADMINISTRATOR),
  DOMAIN_DELETE("domain.delete"),
  DOMAIN_DNS("domain.dns", Role.DOMAIN_ADMINISTRATOR),
  DOMAIN_KEY_LIST("domain.list-keys", Role.DOMAIN_ADMINISTRATOR),
  DOMAIN_KEY_ROTATE("domain.rotate-keys", Role.DOMAIN_ADMINISTRATOR),
  DOMAIN_KEY_DELETE("domain.delete-key", Role.DOMAIN_ADMINISTRATOR),

  ACCOUNT_LIST("account.list", Role.DOMAIN_ADMINISTRATOR),
  ACCOUNT_SHOW("account.show", Role.DOMAIN_ADMINISTRATOR, Role.HOLDER),
  ACCOUNT_CREATE("account.create", Role.DOMAIN_ADMINISTRATOR),
  ACCOUNT_NAME("account.set-name", Role.DOMAIN_ADMINISTRATOR, Role.HOLDER),
  ACCOUNT_QUOTA("account.set-quota", Role.DOMAIN_ADMINISTRATOR),
  ACCOUNT_SUSPEND("account.suspend", Role.DOMAIN_ADMINISTRATOR),
  ACCOUNT_PASSWORD("account.set-password", Role.DOMAIN_ADMINISTRATOR, Role.HOLDER),
  /** Makes administrators and monitors. */
  ACCOUNT_APPOINT("account.appoint"),
  ACCOUNT_DELETE("account.delete", Role.DOMAIN_ADMINISTRATOR),

  SCRIPT_LIST("script.list", Role.DOMAIN_ADMINISTRATOR, Role.HOLDER),
  SCRIPT_SHOW("script.show", Role.DOMAIN_ADMINISTRATOR, Role.HOLDER),
  SCRIPT_PUT("script.put", Role.DOMAIN_ADMINISTRATOR, Role.HOLDER),
  SCRIPT_ACTIVATE("script.activate", Role.DOMAIN_ADMINISTRATOR, Role.HOLDER),
  SCRIPT_DELETE("script.delete", Role.DOMAIN_ADMINISTRATOR, Role.HOLDER),

  MAIL_SETTINGS_SHOW("mail-settings.show", Role.DOMAIN_ADMINISTRATOR, Role.HOLDER),
  FORWARD_SET("forward.set", Role.DOMAIN_ADMINISTRATOR, Role.HOLDER),
  VACATION_SET("vacation.set", Role.DOMAIN_ADMINISTRATOR, Role.HOLDER),
  AUTO_REPLY_SET("auto-reply.set", Role.DOMAIN_ADMINISTRATOR, Role.HOLDER),

  SITE_SCRIPT_LIST("site-script.list"),
  SITE_SCRIPT_SHOW("site-script.show"),
  SITE_SCRIPT_PUT("site-script.put"),
  SITE_SCRIPT_DELETE("site-script.delete"),

  ALIAS_LIST("alias.list", Role.DOMAIN_ADMINISTRATOR),
  ALIAS_SHOW("alias.show", Role.DOMAIN_ADMINISTRATOR),
  ALIAS_ADD("alias.add", Role.DOMAIN_ADMINISTRATOR),
  ALIAS_SET("alias.set", Role.DOMAIN_ADMINISTRATOR),
  ALIAS_DELETE("alias.delete", Role.DOMAIN_ADMINISTRATOR),

  QUEUE_LIST("queue.list", Role.MONITOR),
  QUEUE_SHOW("queue.show", Role.MONITOR),
  QUEUE_HOLD("queue.hold"),
  QUEUE_RELEASE("queue.release"),
  QUEUE_RETRY("queue.retry"),
  QUEUE_DELETE("queue.delete"),
  TRACE_SHOW("trace.show", Role.MONITOR),
  FILTER_TRY("filter.try"),

  VERIFY("verify"),
  BACKUP("backup");

  private final String label;

  @SuppressWarnings("ImmutableEnumChecker") // it is: made by Set.of
  private final Set<Role> also;

  Operation(String label, Role... also) {
    this.label = label;
    this.also = Set.of(also);
  }

  /** As it stands in the record and the manual. */
  public String label() {
    return label;
  }

  /** Whether somebody may do it for having this role. */
  public boolean allows(Role role) {
    return role == Role.SYSTEM || role == Role.ADMINISTRATOR || also.contains(role);
  }
}
