package org.angarium.mail.sieve.run;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.header.AddressItem.MailboxItem;
import org.angarium.mail.sieve.match.SieveAddress;
import org.angarium.mail.sieve.match.SieveFault;
import org.angarium.mail.sieve.match.Variables;

/** When no automatic answer may be sent (RFC 5230 §4.5, §4.6, RFC 3834 §2), and what it says. */
final class VacationRules {
  private static final List<String> LIST_FIELDS =
      List.of(
          "list-id",
          "list-help",
          "list-subscribe",
          "list-unsubscribe",
          "list-post",
          "list-owner",
          "list-archive");
  private static final List<String> RECIPIENT_FIELDS =
      List.of("to", "cc", "bcc", "resent-to", "resent-cc", "resent-bcc");

  private VacationRules() {}

  /** Whether a person wrote the message to this person, as far as the message tells. */
  static boolean mayAnswer(Run run, List<String> addresses) throws SieveFault {
    SieveEnvironment environment = run.environment();
    String sender = environment.sender();
    if (sender.isEmpty() || isMachine(sender)) {
      return false;
    }
    Optional<EmailAddress> answered = SieveAddress.comparable(sender);
    for (String own : environment.ownAddresses()) {
      if (own.equalsIgnoreCase(sender)
          || (answered.isPresent() && SieveAddress.comparable(own).equals(answered))) {
        return false;
      }
    }
    for (String field : LIST_FIELDS) {
      if (!run.header().all(field).isEmpty()) {
        return false;
      }
    }
    for (HeaderView.Field field : run.header().all("auto-submitted")) {
      if (!firstWord(field.raw()).equals("no")) {
        return false;
      }
    }
    for (HeaderView.Field field : run.header().all("precedence")) {
      if (List.of("bulk", "list", "junk").contains(firstWord(field.raw()))) {
        return false;
      }
    }
    return isNamed(run, addresses);
  }

  private static boolean isMachine(String sender) {
    int at = sender.lastIndexOf('@');
    String local = (at < 0 ? sender : sender.substring(0, at)).toLowerCase(Locale.ROOT);
    return local.startsWith("owner-")
        || local.endsWith("-request")
        || local.startsWith("noreply")
        || local.startsWith("no-reply")
        || local.equals("mailer-daemon")
        || local.equals("majordomo")
        || local.equals("listserv");
  }

  /** The value of a field without parameters and comments, in lower case. */
  static String firstWord(String value) {
    int end = 0;
    while (end < value.length() && " \t;(".indexOf(value.charAt(end)) < 0) {
      end++;
    }
    return value.substring(0, end).toLowerCase(Locale.ROOT);
  }

  /** Whether one of the recipient's addresses stands in a field for recipients. */
  private static boolean isNamed(Run run, List<String> addresses) throws SieveFault {
    Set<EmailAddress> own = new HashSet<>();
    run.environment()
        .ownAddresses()
        .forEach(each -> SieveAddress.comparable(each).ifPresent(own::add));
    addresses.forEach(each -> SieveAddress.comparable(each).ifPresent(own::add));
    for (String name : RECIPIENT_FIELDS) {
      for (HeaderView.Field field : run.header().all(name)) {
        run.step(field.raw().length());
        for (MailboxItem mailbox : field.mailboxes()) {
          run.step(0);
          if (mailbox.address().map(EmailAddress::canonical).filter(own::contains).isPresent()) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** RFC 5230 §5.3: without one in the script, that of the message with a prefix. */
  static String subject(Run run) {
    List<HeaderView.Field> subjects = run.header().all("subject");
    return subjects.isEmpty()
        ? "Automated reply"
        : Variables.cut("Auto: " + subjects.getFirst().text(), 512);
  }

  /** RFC 5230 §4.2: without a handle, notices that say something else are told apart. */
  static String handle(String... texts) {
    CRC32C sum = new CRC32C();
    for (String text : texts) {
      sum.update(text.getBytes(StandardCharsets.UTF_8));
      sum.update(0);
    }
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }
}
