package org.angarium.mail.sieve.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.sieve.action.MailNotice;
import org.angarium.mail.sieve.action.MailtoUri;
import org.angarium.mail.sieve.match.HeaderText;
import org.angarium.mail.sieve.match.SieveAddress;
import org.angarium.mail.sieve.match.Variables;
import org.jspecify.annotations.Nullable;

/** When a notice may be sent by mail, and what it says (RFC 5436 §2.7). */
final class NoticeRules {
  private static final int LONGEST_SUBJECT = 512;

  private NoticeRules() {}

  /** Whether the message wasn't sent by a machine, another notice among them. */
  static boolean mayNotify(Run run) {
    for (HeaderView.Field field : run.header().all("auto-submitted")) {
      if (!VacationRules.firstWord(field.raw()).equals("no")) {
        return false;
      }
    }
    return true;
  }

  /**
   * Composes the notice.
   *
   * @param from who shall be its author, or null; heeded if it is an address of the owner
   * @param message what it says in the subject, or null for what the URI or the message says
   */
  static MailNotice compose(
      Run run, MailtoUri uri, @Nullable String from, @Nullable String message, int importance) {
    String author = author(run.environment(), from);
    List<String> recipients = new ArrayList<>(uri.to());
    uri.cc().stream().filter(cc -> !recipients.contains(cc)).forEach(recipients::add);
    List<MailNotice.Field> fields = new ArrayList<>(8);
    add(fields, "Auto-Submitted", "auto-notified; owner-email=" + quoted(owner(run.environment())));
    add(fields, "From", author);
    if (!uri.to().isEmpty()) {
      add(fields, "To", String.join(", ", uri.to()));
    }
    if (!uri.cc().isEmpty()) {
      add(fields, "Cc", String.join(", ", uri.cc()));
    }
    add(fields, "Subject", subject(run, uri, message));
    List<HeaderView.Field> ids = run.header().all("message-id");
    if (!ids.isEmpty()) {
      add(fields, "References", HeaderText.oneLine(ids.getFirst().raw()));
    }
    if (importance != 2) {
      add(fields, "Importance", importance == 1 ? "high" : "low");
    }
    uri.others().stream()
        .filter(field -> fields.stream().noneMatch(f -> f.name().equalsIgnoreCase(field.name())))
        .toList()
        .forEach(fields::add);
    // An answer to a message that nobody wants reports of must not cause reports either.
    String reversePath = run.environment().sender().isEmpty() ? "" : author;
    return new MailNotice(reversePath, recipients, fields, body(run, uri));
  }

  private static void add(List<MailNotice.Field> fields, String name, String value) {
    fields.add(new MailNotice.Field(name, value));
  }

  /** RFC 5435 §3.3: an author that isn't the owner is ignored rather than an error. */
  private static String author(SieveEnvironment environment, @Nullable String from) {
    Optional<EmailAddress> wanted = from == null ? Optional.empty() : SieveAddress.comparable(from);
    if (wanted.isPresent()) {
      for (String own : environment.ownAddresses()) {
        if (SieveAddress.comparable(own).equals(wanted)) {
          return own;
        }
      }
    }
    return owner(environment);
  }

  private static String owner(SieveEnvironment environment) {
    return environment.recipient().isEmpty() && !environment.ownAddresses().isEmpty()
        ? environment.ownAddresses().getFirst()
        : environment.recipient();
  }

  private static String quoted(String address) {
    StringBuilder out = new StringBuilder(address.length() + 2).append('"');
    for (int i = 0; i < address.length(); i++) {
      char c = address.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\');
      }
      out.append(c);
    }
    return out.append('"').toString();
  }

  private static String subject(Run run, MailtoUri uri, @Nullable String message) {
    if (message != null) {
      return Variables.cut(HeaderText.oneLine(message), LONGEST_SUBJECT);
    }
    return uri.subject() != null ? uri.subject() : first(run, "subject");
  }

  /** RFC 5435 §3.6: without a word of its own it tells who wrote and what about. */
  private static String body(Run run, MailtoUri uri) {
    return uri.body() != null
        ? uri.body()
        : "From: " + first(run, "from") + "\r\nSubject: " + first(run, "subject") + "\r\n";
  }

  private static String first(Run run, String name) {
    List<HeaderView.Field> fields = run.header().all(name);
    return fields.isEmpty()
        ? ""
        : Variables.cut(HeaderText.oneLine(fields.getFirst().text()), LONGEST_SUBJECT);
  }
}
