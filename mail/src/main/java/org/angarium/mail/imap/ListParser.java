package org.angarium.mail.imap;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.angarium.mail.imap.ImapCommand.ListMailboxes;
import org.angarium.mail.imap.ImapCommand.ListReturn;
import org.angarium.mail.imap.ImapCommand.ListSelection;

/**
 * LIST in its plain form and with the options of RFC 5258, RFC 5819 and RFC 6154; the items of
 * STATUS.
 */
final class ListParser {
  private ListParser() {}

  /** What follows the command's name. */
  static ListMailboxes list(ImapScanner in) throws ImapSyntaxException {
    in.space();
    boolean extended = in.peek() == '(';
    Set<ListSelection> selection = EnumSet.noneOf(ListSelection.class);
    if (extended) {
      selection(in, selection);
      in.space();
    }
    MailboxArgument reference = reference(in);
    in.space();
    List<MailboxArgument> patterns = new ArrayList<>();
    if (in.accept('(')) {
      extended = true;
      do {
        if (patterns.size() >= in.limits().listItems()) {
          throw ImapScanner.limit("Too many mailbox patterns");
        }
        patterns.add(pattern(in));
      } while (in.accept(' '));
      in.expect(')', "Expected the end of the list of patterns");
    } else {
      patterns.add(pattern(in));
    }
    Set<ListReturn> returns = EnumSet.noneOf(ListReturn.class);
    List<StatusItem> statusItems = new ArrayList<>();
    if (!in.atEnd()) {
      in.space();
      if (!in.acceptKeyword("RETURN")) {
        throw ImapScanner.syntax("Expected RETURN");
      }
      extended = true;
      in.space();
      returns(in, returns, statusItems);
    }
    return new ListMailboxes(selection, reference, patterns, returns, statusItems, extended);
  }

  static MailboxArgument reference(ImapScanner in) throws ImapSyntaxException {
    return MailboxArgument.pattern(in.astring("a reference name"), in.limits());
  }

  static MailboxArgument pattern(ImapScanner in) throws ImapSyntaxException {
    return MailboxArgument.pattern(in.listMailbox(), in.limits());
  }

  private static void selection(ImapScanner in, Set<ListSelection> selection)
      throws ImapSyntaxException {
    in.accept('(');
    if (in.accept(')')) {
      return;
    }
    do {
      selection.add(
          switch (in.keyword("a selection option")) {
            case "SUBSCRIBED" -> ListSelection.SUBSCRIBED;
            case "REMOTE" -> ListSelection.REMOTE;
            case "RECURSIVEMATCH" -> ListSelection.RECURSIVEMATCH;
            case "SPECIAL-USE" -> ListSelection.SPECIAL_USE;
            default -> throw ImapScanner.syntax("No such selection option");
          });
    } while (in.accept(' '));
    in.expect(')', "Expected the end of the selection options");
    if (selection.contains(ListSelection.RECURSIVEMATCH)
        && !selection.contains(ListSelection.SUBSCRIBED)) {
      // RFC 5258 §6: it needs a list-select-base-opt to recur on, and SPECIAL-USE is a
      // list-select-independent-opt (RFC 6154 §6).
      throw ImapScanner.syntax("RECURSIVEMATCH needs SUBSCRIBED");
    }
  }

  private static void returns(ImapScanner in, Set<ListReturn> returns, List<StatusItem> statusItems)
      throws ImapSyntaxException {
    in.expect('(', "Expected a list of return options");
    if (in.accept(')')) {
      return;
    }
    do {
      switch (in.keyword("a return option")) {
        case "SUBSCRIBED" -> returns.add(ListReturn.SUBSCRIBED);
        case "CHILDREN" -> returns.add(ListReturn.CHILDREN);
        case "SPECIAL-USE" -> returns.add(ListReturn.SPECIAL_USE);
        case "STATUS" -> {
          in.space();
          statusItems.clear();
          statusItems.addAll(statusItems(in));
        }
        default -> throw ImapScanner.syntax("No such return option");
      }
    } while (in.accept(' '));
    in.expect(')', "Expected the end of the return options");
  }

  /** In parentheses, at least one; each counts once. */
  static List<StatusItem> statusItems(ImapScanner in) throws ImapSyntaxException {
    in.expect('(', "Expected a list of status items");
    List<StatusItem> items = new ArrayList<>();
    do {
      StatusItem item =
          switch (in.keyword("a status item")) {
            case "MESSAGES" -> StatusItem.MESSAGES;
            case "RECENT" -> StatusItem.RECENT;
            case "UIDNEXT" -> StatusItem.UIDNEXT;
            case "UIDVALIDITY" -> StatusItem.UIDVALIDITY;
            case "UNSEEN" -> StatusItem.UNSEEN;
            case "DELETED" -> StatusItem.DELETED;
            case "SIZE" -> StatusItem.SIZE;
            case "HIGHESTMODSEQ" -> StatusItem.HIGHESTMODSEQ;
            case "MAILBOXID" -> StatusItem.MAILBOXID;
            case "APPENDLIMIT" -> StatusItem.APPENDLIMIT;
            default -> throw ImapScanner.syntax("No such status item");
          };
      if (!items.contains(item)) {
        items.add(item);
      }
    } while (in.accept(' '));
    in.expect(')', "Expected the end of the status items");
    return items;
  }
}
