package org.angarium.server.imap;

import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.angarium.mail.imap.ImapCommand;
import org.angarium.mail.imap.MailboxPattern;
import org.angarium.server.auth.Login;
import org.angarium.store.view.MailboxInfo;

/**
 * LSUB (RFC 3501 §6.3.9). A level that is not subscribed itself is listed as {@code \Noselect} when
 * a pattern with {@code %} matches it and not the subscribed mailbox below.
 */
final class LsubCommand {
  private LsubCommand() {}

  static Completion run(ImapSession session, ImapCommand.Lsub command)
      throws ImapRefusal, IOException {
    Login login = session.login();
    if (ListCommand.asksForSeparator(command.pattern())) {
      session.output().untagged("LSUB (\\Noselect) \"/\" \"\"");
      return Completion.of("LSUB completed");
    }
    Optional<MailboxPattern> matching = MailboxPattern.of(command.reference(), command.pattern());
    if (matching.isPresent()) {
      list(session, login, matching.get());
    }
    return Completion.of("LSUB completed");
  }

  private static void list(ImapSession session, Login login, MailboxPattern pattern)
      throws IOException {
    Set<String> selectable = new HashSet<>();
    for (MailboxInfo info : session.mailboxes().list(login.account())) {
      if (info.selectable()) {
        selectable.add(info.name());
      }
    }
    TreeMap<String, Boolean> listed = new TreeMap<>();
    for (String name : session.mailboxes().subscriptions(login.account())) {
      if (pattern.matches(name)) {
        listed.put(name, selectable.contains(name));
        continue;
      }
      for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
        String parent = name.substring(0, slash);
        if (pattern.matches(parent)) {
          listed.putIfAbsent(parent, false);
        }
      }
    }
    for (var entry : listed.entrySet()) {
      session
          .output()
          .writer()
          .ascii(entry.getValue() ? "* LSUB () \"/\" " : "* LSUB (\\Noselect) \"/\" ")
          .mailbox(entry.getKey())
          .crlf();
      session.output().drain();
    }
  }
}
