package org.angarium.server.admin;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.admin.AdministrationRefusal.Kind;
import org.angarium.server.admin.view.MailSettingsView;
import org.angarium.server.directory.Directory;
import org.angarium.server.sieve.MailSettings;
import org.angarium.server.sieve.UserScripts;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.GrantedAccount;
import org.jspecify.annotations.Nullable;

/**
 * Forwarding, out-of-office and automatic replies of accounts. Thread-safe; changes are durable on
 * return.
 */
public final class MailSettingsOperations {
  private static final int MAX_TEXT = 16 << 10;
  private static final int MAX_SUBJECT = 250;
  private static final int MAX_DAYS = 365;

  private final Directory directory;
  private final UserScripts scripts;
  private final Rights rights;
  private final AuditTrail trail;

  MailSettingsOperations(
      Directory directory, UserScripts scripts, Rights rights, AuditTrail trail) {
    this.directory = directory;
    this.scripts = scripts;
    this.rights = rights;
    this.trail = trail;
  }

  /** All of an account. */
  public MailSettingsView show(Actor actor, String address)
      throws StoreException, AdministrationRefusal {
    Account account = existing(actor, Operation.MAIL_SETTINGS_SHOW, address);
    byte[] text = scripts.scripts().rules(account.id()).orElse(new byte[0]);
    return MailSettingsView.of(MailSettings.of(text));
  }

  /**
   * Sets or ends forwarding.
   *
   * @param to empty to end it
   * @param keep whether the account has a copy of its own
   */
  public MailSettingsView forward(Actor actor, String address, List<String> to, boolean keep)
      throws StoreException, AdministrationRefusal {
    Account account = existing(actor, Operation.FORWARD_SET, address);
    List<EmailAddress> addresses = Requests.addresses(to).stream().distinct().toList();
    if (addresses.size() > MailSettings.MAX_FORWARDS) {
      throw invalid(
          "Mail is forwarded to at most " + MailSettings.MAX_FORWARDS + " addresses.",
          "Forward to an alias for more.");
    }
    for (EmailAddress each : addresses) {
      EmailAddress name = each.canonical();
      if (name.equals(account.primary()) || account.names().contains(name)) {
        throw invalid(each + " is the account itself.", "Leave it out, and keep a copy instead.");
      }
    }
    MailSettings.Forward forward =
        addresses.isEmpty() ? null : new MailSettings.Forward(addresses, keep);
    MailSettings set = changed(account.id(), settings -> settings.with(forward));
    recorded(
        actor,
        Operation.FORWARD_SET,
        address,
        forward == null
            ? Map.of()
            : Map.of(
                "to",
                String.join(", ", addresses.stream().map(Object::toString).toList()),
                "keep",
                keep));
    return MailSettingsView.of(set);
  }

  /**
   * An answer as somebody wants it.
   *
   * @param from as {@code 2026-12-24}, or null
   * @param until likewise
   * @param days null for the usual interval
   */
  public record Answer(
      String text,
      @Nullable String subject,
      @Nullable String from,
      @Nullable String until,
      @Nullable Long days) {}

  /**
   * Sets or ends the out-of-office reply.
   *
   * @param answer null to end it
   */
  public MailSettingsView vacation(Actor actor, String address, @Nullable Answer answer)
      throws StoreException, AdministrationRefusal {
    Account account = existing(actor, Operation.VACATION_SET, address);
    MailSettings.Reply reply = answer == null ? null : reply(answer, 7);
    MailSettings set = changed(account.id(), settings -> settings.withVacation(reply));
    recorded(actor, Operation.VACATION_SET, address, words(reply));
    return MailSettingsView.of(set);
  }

  /**
   * Sets or ends the reply that is sent at all times.
   *
   * @param answer null to end it
   */
  public MailSettingsView autoReply(Actor actor, String address, @Nullable Answer answer)
      throws StoreException, AdministrationRefusal {
    Account account = existing(actor, Operation.AUTO_REPLY_SET, address);
    MailSettings.Reply reply = answer == null ? null : reply(answer, 1);
    MailSettings set = changed(account.id(), settings -> settings.withAutoReply(reply));
    recorded(actor, Operation.AUTO_REPLY_SET, address, words(reply));
    return MailSettingsView.of(set);
  }

  private void recorded(
      Actor actor, Operation operation, String address, Map<String, Object> after) {
    trail.changed(actor, operation.label(), address, Map.of(), after);
  }

  /** The text itself is the user's own and not for the record. */
  private static Map<String, Object> words(MailSettings.@Nullable Reply reply) {
    Map<String, Object> words = new TreeMap<>();
    if (reply != null) {
      words.put("days", (long) reply.days());
      if (reply.from() != null) {
        words.put("from", reply.from().toString());
      }
      if (reply.until() != null) {
        words.put("until", reply.until().toString());
      }
    }
    return words;
  }

  private static MailSettings.Reply reply(Answer answer, int usualDays)
      throws AdministrationRefusal {
    if (answer.text.isBlank() || answer.text.length() > MAX_TEXT || answer.text.indexOf(0) >= 0) {
      throw invalid(
          "The text is empty, or too long.",
          "Write at most " + MAX_TEXT + " characters, and no NUL.");
    }
    String subject = answer.subject;
    if (subject != null
        && (subject.isBlank()
            || subject.length() > MAX_SUBJECT
            || subject.chars().anyMatch(Character::isISOControl))) {
      throw invalid(
          "The subject is empty, too long, or not on one line.",
          "Write at most " + MAX_SUBJECT + " characters.");
    }
    long days = answer.days == null ? usualDays : answer.days;
    if (days < 1 || days > MAX_DAYS) {
      throw invalid(
          "A sender is answered again after 1 to " + MAX_DAYS + " days.", "Change the days.");
    }
    LocalDate from = day(answer.from);
    LocalDate until = day(answer.until);
    if (from != null && until != null && until.isBefore(from)) {
      throw invalid("The last day is before the first.", "Change one of them.");
    }
    return new MailSettings.Reply(from, until, (int) days, subject, answer.text);
  }

  private static @Nullable LocalDate day(@Nullable String text) throws AdministrationRefusal {
    try {
      return text == null ? null : LocalDate.parse(text);
    } catch (DateTimeException noDay) {
      throw invalid("\"" + text + "\" is no day.", "Write it as 2026-12-24.");
    }
  }

  private static AdministrationRefusal invalid(String problem, String remedy) {
    return new AdministrationRefusal(Kind.INVALID, problem, remedy);
  }

  private interface Change {
    MailSettings of(MailSettings settings);
  }

  private MailSettings changed(AccountId account, Change change)
      throws StoreException, AdministrationRefusal {
    byte[] after =
        scripts
            .scripts()
            .<AdministrationRefusal>changeRules(
                account,
                before -> {
                  byte[] text = change.of(MailSettings.of(before)).toScript();
                  ScriptOperations.mustRun(scripts.check(text));
                  return text;
                });
    return MailSettings.of(after);
  }

  private Account existing(Actor actor, Operation operation, String address)
      throws StoreException, AdministrationRefusal {
    rights.enter(actor, operation, address);
    AdministrationRefusal hidden = Requests.notFound("account", address, "account list");
    Account account = directory.account(Requests.address(address)).orElseThrow(() -> hidden);
    GrantedAccount held = new GrantedAccount(account, directory.grants(account.id()));
    rights.over(actor, Set.of(operation), held, hidden);
    return account;
  }
}
