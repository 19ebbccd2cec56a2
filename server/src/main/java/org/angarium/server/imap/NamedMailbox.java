package org.angarium.server.imap;

import java.io.IOException;
import org.angarium.mail.imap.MailboxArgument;
import org.angarium.store.mailbox.Mailboxes;
import org.angarium.store.view.MailboxInfo;

/** The mailbox that a command names, or the refusal that the command deserves. */
final class NamedMailbox {
  private NamedMailbox() {}

  /** For commands about a mailbox that is there. */
  static MailboxInfo existing(ImapSession session, MailboxArgument argument)
      throws ImapRefusal, IOException {
    return switch (argument) {
      case MailboxArgument.Name(String name) ->
          session
              .mailboxes()
              .find(session.login().account(), name)
              .orElseThrow(ImapRefusal::noSuchMailbox);
      case MailboxArgument.NoName _ -> {
        session.login();
        throw ImapRefusal.noSuchMailbox();
      }
    };
  }

  /** For commands about what is in it. */
  static MailboxInfo selectable(ImapSession session, MailboxArgument argument)
      throws ImapRefusal, IOException {
    return selectable(existing(session, argument));
  }

  /**
   * Where messages shall go. TRYCREATE is told of one that is not there, unless it cannot be
   * created (RFC 3501 §7.1).
   */
  static MailboxInfo target(ImapSession session, MailboxArgument argument)
      throws ImapRefusal, IOException {
    String name = newName(session, argument);
    return selectable(
        session
            .mailboxes()
            .find(session.login().account(), name)
            .orElseThrow(() -> Mailboxes.isName(name) ? ImapRefusal.tryCreate() : noName()));
  }

  /** For commands that make a name. */
  static String newName(ImapSession session, MailboxArgument argument) throws ImapRefusal {
    session.login();
    return switch (argument) {
      case MailboxArgument.Name(String name) -> name;
      case MailboxArgument.NoName _ -> throw noName();
    };
  }

  private static ImapRefusal noName() {
    return ImapRefusal.no("CANNOT", "No mailbox can have this name");
  }

  private static MailboxInfo selectable(MailboxInfo mailbox) throws ImapRefusal {
    if (!mailbox.selectable()) {
      throw ImapRefusal.no("CANNOT", "The mailbox holds no messages, only other mailboxes");
    }
    return mailbox;
  }
}
