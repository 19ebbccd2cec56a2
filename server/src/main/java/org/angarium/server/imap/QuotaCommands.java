package org.angarium.server.imap;

import java.io.IOException;
import org.angarium.mail.imap.ImapCommand;
import org.angarium.mail.imap.ImapWriter;
import org.angarium.server.auth.Login;
import org.angarium.store.account.Quota;
import org.angarium.store.view.MailboxInfo;

/**
 * GETQUOTA and GETQUOTAROOT (RFC 9208): one root, the account, named by the empty string. An
 * account without limits has none, for a QUOTA response names at least one resource (§7).
 */
final class QuotaCommands {
  private static final int UNIT = 1024;

  private QuotaCommands() {}

  static Completion quota(ImapSession session, ImapCommand.GetQuota command)
      throws ImapRefusal, IOException {
    Login login = session.login();
    Quota quota = session.mailboxes().quota(login.account());
    if (!command.root().isEmpty() || !limited(quota)) {
      throw ImapRefusal.no("NONEXISTENT", "There is no such quota root");
    }
    write(session, quota);
    return Completion.of("GETQUOTA completed");
  }

  private static boolean limited(Quota quota) {
    return quota.limitBytes() > 0 || quota.limitMessages() > 0;
  }

  static Completion root(ImapSession session, ImapCommand.GetQuotaRoot command)
      throws ImapRefusal, IOException {
    Login login = session.login();
    MailboxInfo mailbox = NamedMailbox.existing(session, command.mailbox());
    Quota quota = session.mailboxes().quota(login.account());
    ImapWriter out = session.output().writer();
    out.ascii("* QUOTAROOT ").mailbox(mailbox.name());
    if (limited(quota)) {
      out.ascii(" \"\"").crlf();
      write(session, quota);
    } else {
      out.crlf();
    }
    return Completion.of("GETQUOTAROOT completed");
  }

  /** Resources without a limit are left out. */
  private static void write(ImapSession session, Quota quota) {
    ImapWriter out = session.output().writer();
    out.ascii("* QUOTA \"\" (");
    if (quota.limitBytes() > 0) {
      out.ascii("STORAGE ").number((quota.usedBytes() + UNIT - 1) / UNIT);
      out.octet(' ').number(quota.limitBytes() / UNIT);
    }
    if (quota.limitMessages() > 0) {
      out.ascii(quota.limitBytes() > 0 ? " MESSAGE " : "MESSAGE ");
      out.number(quota.usedMessages()).octet(' ').number(quota.limitMessages());
    }
    out.octet(')').crlf();
  }
}
