package org.angarium.server.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.angarium.mail.imap.ImapCommand;
import org.angarium.mail.imap.ImapCommand.SearchReturn;
import org.angarium.mail.imap.ImapWriter;
import org.angarium.mail.imap.SearchKey;
import org.angarium.mail.imap.SequenceSet;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.mailbox.MailboxRefusal;
import org.angarium.store.mailbox.MailboxView;

/**
 * SEARCH and UID SEARCH (RFC 9051 §6.4.4; RFC 4731, RFC 5182, RFC 7162 §3.1.5). What only this
 * session knows (sequence numbers, \Recent, the saved result) is replaced by UIDs; the store does
 * the rest.
 */
final class SearchCommand {
  private final ImapSession session;
  private final SelectedMailbox mailbox;
  private boolean byModSeq;

  private SearchCommand(ImapSession session, SelectedMailbox mailbox) {
    this.session = session;
    this.mailbox = mailbox;
  }

  static Completion run(ImapSession session, String tag, ImapCommand.Search command)
      throws ImapRefusal, MailboxRefusal, IOException {
    return new SearchCommand(session, session.selected()).run(tag, command);
  }

  private Completion run(String tag, ImapCommand.Search command)
      throws MailboxRefusal, IOException {
    SearchKey key = inUids(command.key());
    if (byModSeq) {
      session.enableCondstore();
    }
    UidSet found = session.mailboxes().search(mailbox.ref(), mailbox.view(), key);
    UidSet numbers = mailbox.numbers(found);
    Set<SearchReturn> returns = command.returns();
    if (returns == null) {
      list(command.uid() ? found : numbers, found);
    } else {
      if (returns.contains(SearchReturn.SAVE)) {
        mailbox.save(toSave(found, returns));
      }
      extended(tag, command.uid(), returns, command.uid() ? found : numbers, found);
    }
    return Completion.of("SEARCH completed");
  }

  /** {@code * SEARCH 2 84 882}. */
  private void list(UidSet result, UidSet found) throws IOException {
    ImapWriter out = session.output().writer();
    out.ascii("* SEARCH");
    for (int range = 0; range < result.rangeCount(); range++) {
      for (long number = result.rangeFirst(range); number <= result.rangeLast(range); number++) {
        out.octet(' ').number(number);
        session.output().drain();
      }
    }
    if (byModSeq && !found.isEmpty()) {
      out.ascii(" (MODSEQ ").number(highestModSeq(found)).octet(')');
    }
    out.crlf();
  }

  /** {@code * ESEARCH (TAG "a") UID MIN 2 COUNT 3 ALL 2,10:11}. */
  private void extended(
      String tag, boolean uid, Set<SearchReturn> returns, UidSet result, UidSet found) {
    boolean onlySave = returns.size() == 1 && returns.contains(SearchReturn.SAVE);
    if (onlySave) {
      return; // RFC 5182 §2.1: no response
    }
    ImapWriter out = session.output().writer();
    out.ascii("* ESEARCH (TAG ").string(tag).octet(')');
    if (uid) {
      out.ascii(" UID");
    }
    int last = result.rangeCount() - 1;
    if (returns.contains(SearchReturn.MIN) && last >= 0) {
      out.ascii(" MIN ").number(result.rangeFirst(0));
    }
    if (returns.contains(SearchReturn.MAX) && last >= 0) {
      out.ascii(" MAX ").number(result.rangeLast(last));
    }
    if (returns.contains(SearchReturn.COUNT)) {
      out.ascii(" COUNT ").number(result.size());
    }
    if (returns.contains(SearchReturn.ALL) && last >= 0) {
      out.ascii(" ALL ").set(result);
    }
    if (byModSeq && !found.isEmpty()) {
      boolean whole = returns.contains(SearchReturn.ALL) || returns.contains(SearchReturn.COUNT);
      UidSet reported = whole ? found : ends(found, returns);
      if (!reported.isEmpty()) {
        out.ascii(" MODSEQ ").number(highestModSeq(reported));
      }
    }
    out.crlf();
  }

  /** RFC 5182 §2.4: with MIN or MAX alone only these are saved. */
  private static UidSet toSave(UidSet found, Set<SearchReturn> returns) {
    boolean ends = returns.contains(SearchReturn.MIN) || returns.contains(SearchReturn.MAX);
    boolean whole = returns.contains(SearchReturn.ALL) || returns.contains(SearchReturn.COUNT);
    return ends && !whole ? ends(found, returns) : found;
  }

  private static UidSet ends(UidSet found, Set<SearchReturn> returns) {
    UidSet.Builder ends = UidSet.builder();
    if (!found.isEmpty() && returns.contains(SearchReturn.MIN)) {
      ends.add(found.rangeFirst(0));
    }
    if (!found.isEmpty() && returns.contains(SearchReturn.MAX)) {
      ends.add(found.rangeLast(found.rangeCount() - 1));
    }
    return ends.build();
  }

  private long highestModSeq(UidSet uids) {
    MailboxView view = mailbox.view();
    long highest = 0;
    for (int index = 0; index < view.size(); index++) {
      if (view.modSeq(index) > highest && uids.contains(view.uid(index))) {
        highest = view.modSeq(index);
      }
    }
    return highest;
  }

  /** The key in terms that mean the same outside of this session. */
  private SearchKey inUids(SearchKey key) {
    return switch (key) {
      case SearchKey.Sequence(UidSet numbers) -> new SearchKey.Uids(byNumber(numbers));
      case SearchKey.Uids(UidSet uids) -> new SearchKey.Uids(existing(uids));
      case SearchKey.SavedResult _ -> new SearchKey.Uids(mailbox.saved());
      case SearchKey.HasFlag(String flag) when flag.equals("\\Recent") ->
          new SearchKey.Uids(recent());
      case SearchKey.And(List<SearchKey> keys) -> {
        List<SearchKey> rewritten = new ArrayList<>(keys.size());
        for (SearchKey each : keys) {
          rewritten.add(inUids(each));
        }
        yield new SearchKey.And(rewritten);
      }
      case SearchKey.Or(SearchKey left, SearchKey right) ->
          new SearchKey.Or(inUids(left), inUids(right));
      case SearchKey.Not(SearchKey negated) -> new SearchKey.Not(inUids(negated));
      case SearchKey.ModSeq modSeq -> {
        byModSeq = true;
        yield modSeq;
      }
      case SearchKey.All _,
          SearchKey.HasFlag _,
          SearchKey.Header _,
          SearchKey.Body _,
          SearchKey.Text _,
          SearchKey.Internal _,
          SearchKey.Sent _,
          SearchKey.Saved _,
          SearchKey.Larger _,
          SearchKey.Smaller _,
          SearchKey.Younger _,
          SearchKey.Older _,
          SearchKey.EmailId _,
          SearchKey.ThreadId _ ->
          key;
    };
  }

  /** Numbers that are not there match nothing. */
  private UidSet byNumber(UidSet numbers) {
    MailboxView view = mailbox.view();
    UidSet resolved = SequenceSet.resolve(numbers, view.size());
    UidSet.Builder uids = UidSet.builder();
    for (int range = 0; range < resolved.rangeCount(); range++) {
      long first = resolved.rangeFirst(range);
      long last = Math.min(resolved.rangeLast(range), view.size());
      if (first <= last) {
        uids.add(view.uid((int) first - 1), view.uid((int) last - 1));
      }
    }
    return uids.build();
  }

  private UidSet existing(UidSet uids) {
    MailboxView view = mailbox.view();
    return SequenceSet.resolve(uids, view.size() == 0 ? 0 : view.uid(view.size() - 1));
  }

  private UidSet recent() {
    MailboxView view = mailbox.view();
    int count = mailbox.recent(view);
    return count == 0
        ? UidSet.EMPTY
        : UidSet.range(view.uid(view.size() - count), view.uid(view.size() - 1));
  }
}
