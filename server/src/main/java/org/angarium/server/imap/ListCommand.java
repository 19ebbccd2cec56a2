package org.angarium.server.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.angarium.mail.imap.ImapCommand;
import org.angarium.mail.imap.ImapCommand.ListReturn;
import org.angarium.mail.imap.ImapCommand.ListSelection;
import org.angarium.mail.imap.ImapWriter;
import org.angarium.mail.imap.MailboxArgument;
import org.angarium.mail.imap.MailboxPattern;
import org.angarium.server.auth.Login;
import org.angarium.store.mailbox.MailboxRefusal;
import org.angarium.store.view.MailboxInfo;
import org.jspecify.annotations.Nullable;

/** LIST (RFC 9051 §6.3.9; RFC 3348, RFC 5258, RFC 5819, RFC 6154). */
final class ListCommand {
  private final ImapSession session;
  private final ImapCommand.ListMailboxes command;
  private final TreeMap<String, @Nullable MailboxInfo> names = new TreeMap<>();

  /** Names with children that exist. */
  private final Set<String> parents = new HashSet<>();

  private final Set<String> subscribed = new HashSet<>();

  private ListCommand(ImapSession session, ImapCommand.ListMailboxes command) {
    this.session = session;
    this.command = command;
  }

  static Completion run(ImapSession session, ImapCommand.ListMailboxes command)
      throws ImapRefusal, MailboxRefusal, IOException {
    Login login = session.login();
    if (!command.extended() && asksForSeparator(command.patterns().getFirst())) {
      session.output().untagged("LIST (\\Noselect) \"/\" \"\"");
      return Completion.of("LIST completed");
    }
    new ListCommand(session, command).list(login);
    return Completion.of("LIST completed");
  }

  /** An empty pattern (RFC 3501 §6.3.8). */
  static boolean asksForSeparator(MailboxArgument pattern) {
    return pattern instanceof MailboxArgument.Name(String text) && text.isEmpty();
  }

  private void list(Login login) throws IOException, MailboxRefusal {
    for (MailboxInfo info : session.mailboxes().list(login.account())) {
      names.put(info.name(), info);
      levelsAbove(info.name(), parents);
      if (info.subscribed()) {
        subscribed.add(info.name());
      }
    }
    if (bySubscription()) {
      for (String name : session.mailboxes().subscriptions(login.account())) {
        subscribed.add(name);
        names.putIfAbsent(name, null);
      }
    }
    if (bySubscription() && command.selection().contains(ListSelection.RECURSIVEMATCH)) {
      Set<String> above = new HashSet<>();
      names.keySet().forEach(name -> levelsAbove(name, above));
      above.forEach(parent -> names.putIfAbsent(parent, null));
    }
    List<MailboxPattern> patterns = new ArrayList<>();
    for (MailboxArgument pattern : command.patterns()) {
      MailboxPattern.of(command.reference(), pattern).ifPresent(patterns::add);
    }
    for (var entry : names.entrySet()) {
      if (matches(patterns, entry.getKey())) {
        consider(entry.getKey(), entry.getValue(), patterns);
      }
    }
  }

  private static void levelsAbove(String name, Set<String> above) {
    for (int slash = name.lastIndexOf('/'); slash > 0; slash = name.lastIndexOf('/', slash - 1)) {
      above.add(name.substring(0, slash));
    }
  }

  private boolean bySubscription() {
    return command.selection().contains(ListSelection.SUBSCRIBED);
  }

  private static boolean matches(List<MailboxPattern> patterns, String name) {
    for (MailboxPattern pattern : patterns) {
      if (pattern.matches(name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a mailbox meets the selection options. */
  private boolean chosen(String name, @Nullable MailboxInfo info) {
    Set<ListSelection> selection = command.selection();
    if (selection.contains(ListSelection.SUBSCRIBED) && !subscribed.contains(name)) {
      return false;
    }
    if (selection.contains(ListSelection.SPECIAL_USE)
        && (info == null || info.specialUse().isEmpty())) {
      return false;
    }
    return info != null || subscribed.contains(name);
  }

  private void consider(String name, @Nullable MailboxInfo info, List<MailboxPattern> patterns)
      throws IOException, MailboxRefusal {
    boolean chosen = chosen(name, info);
    boolean childInfo =
        command.selection().contains(ListSelection.RECURSIVEMATCH)
            && hasChosenChild(name, patterns);
    if (!chosen && !childInfo) {
      return;
    }
    write(name, info, childInfo);
    if (info != null && info.selectable() && chosen && !command.statusItems().isEmpty()) {
      StatusCommand.write(session, info, command.statusItems());
    }
    session.output().drain();
  }

  /** RFC 5258 §3.5: children that meet the selection and do not match the patterns themselves. */
  private boolean hasChosenChild(String name, List<MailboxPattern> patterns) {
    String below = name + "/";
    for (var entry : names.tailMap(below, true).entrySet()) {
      if (!entry.getKey().startsWith(below)) {
        return false;
      }
      if (chosen(entry.getKey(), entry.getValue()) && !matches(patterns, entry.getKey())) {
        return true;
      }
    }
    return false;
  }

  private void write(String name, @Nullable MailboxInfo info, boolean childInfo) {
    ImapWriter out = session.output().writer();
    out.ascii("* LIST (");
    out.ascii(parents.contains(name) ? "\\HasChildren" : "\\HasNoChildren");
    if (info == null) {
      out.ascii(" \\NonExistent");
    } else if (!info.selectable()) {
      out.ascii(" \\Noselect");
    }
    boolean askedSubscribed = bySubscription() || command.returns().contains(ListReturn.SUBSCRIBED);
    if (askedSubscribed && subscribed.contains(name)) {
      out.ascii(" \\Subscribed");
    }
    if (info != null) {
      for (String use : info.specialUse()) {
        out.octet(' ').ascii(use);
      }
    }
    out.ascii(") \"/\" ").mailbox(name);
    if (childInfo) {
      out.ascii(" (\"CHILDINFO\" (\"SUBSCRIBED\"))");
    }
    out.crlf();
  }
}
