package org.angarium.server.imap;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.angarium.mail.imap.ImapCommand;
import org.angarium.mail.imap.MailboxArgument;
import org.angarium.server.auth.Login;
import org.angarium.store.mailbox.MailboxRefusal;
import org.angarium.store.message.ObjectIds;
import org.angarium.store.view.MailboxInfo;

/** CREATE, DELETE, RENAME, SUBSCRIBE and UNSUBSCRIBE (RFC 9051 §6.3.4 to §6.3.8). */
final class MailboxCommands {
  private MailboxCommands() {}

  static Completion create(ImapSession session, ImapCommand.Create command)
      throws ImapRefusal, MailboxRefusal, IOException {
    Login login = session.login();
    Set<String> uses = new TreeSet<>();
    for (String use : command.specialUse()) {
      uses.add(specialUse(use));
    }
    MailboxInfo made =
        create(session, login, NamedMailbox.newName(session, command.mailbox()), uses);
    return new Completion("MAILBOXID (" + ObjectIds.mailbox(made.ref()) + ")", "CREATE completed");
  }

  private static MailboxInfo create(
      ImapSession session, Login login, String mailbox, Set<String> uses)
      throws ImapRefusal, MailboxRefusal, IOException {
    try {
      return session.mailboxes().create(login.account(), mailbox, uses);
    } catch (MailboxRefusal refusal) {
      if (refusal.reason() == MailboxRefusal.Reason.CANNOT && !uses.isEmpty()) {
        throw ImapRefusal.no("USEATTR", ImapRefusal.of(refusal).text()); // RFC 6154 §3
      }
      throw refusal;
    }
  }

  private static String specialUse(String attribute) throws ImapRefusal {
    return switch (attribute.toUpperCase(Locale.ROOT)) {
      case "\\ARCHIVE" -> "\\Archive";
      case "\\DRAFTS" -> "\\Drafts";
      case "\\JUNK" -> "\\Junk";
      case "\\SENT" -> "\\Sent";
      case "\\TRASH" -> "\\Trash";
      default -> throw ImapRefusal.no("USEATTR", "This special use is not supported");
    };
  }

  static Completion delete(ImapSession session, ImapCommand.Delete command)
      throws ImapRefusal, MailboxRefusal, IOException {
    MailboxInfo mailbox = NamedMailbox.existing(session, command.mailbox());
    session.mailboxes().delete(mailbox.ref());
    SelectedMailbox selected = session.selectedOrNull();
    if (selected != null && selected.ref().equals(mailbox.ref())) {
      session.unselect();
      session.output().untagged("OK [CLOSED] The selected mailbox was deleted");
    }
    return Completion.of("DELETE completed");
  }

  static Completion rename(ImapSession session, ImapCommand.Rename command)
      throws ImapRefusal, MailboxRefusal, IOException {
    MailboxInfo mailbox = NamedMailbox.existing(session, command.mailbox());
    session.mailboxes().rename(mailbox.ref(), NamedMailbox.newName(session, command.newName()));
    return Completion.of("RENAME completed");
  }

  static Completion subscribe(ImapSession session, MailboxArgument mailbox, boolean subscribed)
      throws ImapRefusal, MailboxRefusal, IOException {
    String name = NamedMailbox.newName(session, mailbox);
    session.mailboxes().subscribe(session.login().account(), name, subscribed);
    return Completion.of(subscribed ? "SUBSCRIBE completed" : "UNSUBSCRIBE completed");
  }
}
