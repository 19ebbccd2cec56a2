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
import org.angarium.mail.imap.Undoable;
import org.angarium.store.StoreException;
import org.angarium.store.mailbox.MailboxRefusal;
import org.angarium.store.view.MailboxView;

/**
 * SEARCH and UID SEARCH (RFC 9051 §6.4.4; RFC 4731, RFC 5182, RFC 7162 §3.1.5). What only this
 * session knows (sequence numbers, \Recent, the saved result) is replaced by UIDs; the store does
 * the rest.
 */
final class SearchCommand {
  private final ImapSession session;
  private final SelectedMailbox mailbox;
  private boolean byModSeq;
  private boolean gone;

  private SearchCommand(ImapSession session, SelectedMailbox mailbox) {
    this.session = session;
    this.mailbox = mailbox;
  }

  static Completion run(ImapSession session, String tag, ImapCommand.Search command)
      throws ImapRefusal, MailboxRefusal, IOException {
    return new SearchCommand(session, session.selected()).run(tag, command);
  }

  /**
   * A SEARCH with SAVE that ends in NO leaves {@code $} empty; one that ends in BAD leaves it alone
   * (RFC 5182 §2.1).
   */
  private Completion run(String tag, ImapCommand.Search command)
      throws ImapRefusal, MailboxRefusal, IOException {
    SearchKey key;
    UidSet found;
    try {
      key = inUids(command.key());
      found = there(search(key));
    } catch (ImapRefusal refusal) {
      if (!refusal.bad()) {
        save(command, UidSet.EMPTY);
      }
      throw refusal;
    } catch (MailboxRefusal | StoreException failure) {
      save(command, UidSet.EMPTY);
      throw failure;
    }
    save(command, found);
    if (byModSeq) {
      session.enableCondstore();
    }
    UidSet numbers = mailbox.numbers(found);
    Set<SearchReturn> returns = command.returns();
    if (returns == null) {
      list(command.uid() ? found : numbers, found);
    } else {
      extended(tag, command.uid(), returns, command.uid() ? found : numbers, found);
    }
    return gone && !command.uid()
        ? new Completion("EXPUNGEISSUED", "SEARCH completed, some of the messages are gone")
        : Completion.of("SEARCH completed");
  }

  /**
   * Without those that were expunged since the client was told of them: of these nothing can be
   * said, and their numbers are still in use (RFC 5530 EXPUNGEISSUED).
   */
  private UidSet there(UidSet found) throws MailboxRefusal, IOException {
    MailboxView known = mailbox.view();
    MailboxView newest = session.mailboxes().view(mailbox.ref());
    int last = known.size() - 1;
    // Both ascend, and new messages come at the end only.
    gone = last >= 0 && (newest.size() <= last || newest.uid(last) != known.uid(last));
    if (!gone) {
      return found;
    }
    UidSet.Builder there = UidSet.builder();
    for (int index = 0; index <= last; index++) {
      long uid = known.uid(index);
      if (found.contains(uid) && newest.indexOf(uid) >= 0) {
        there.add(uid);
      }
    }
    return there.build();
  }

  private void save(ImapCommand.Search command, UidSet found) {
    Set<SearchReturn> returns = command.returns();
    if (returns != null && returns.contains(SearchReturn.SAVE)) {
      mailbox.save(toSave(found, returns));
    }
  }

  private UidSet search(SearchKey key) throws MailboxRefusal, IOException {
    return session
        .mailboxes()
        .search(
            mailbox.ref(),
            mailbox.view(),
            key,
            (uid, why) -> session.unreadable(mailbox, uid, why));
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
  private SearchKey inUids(SearchKey key) throws ImapRefusal {
    return switch (key) {
      case SearchKey.Sequence(SequenceSet numbers) ->
          new SearchKey.Uids(mailbox.searched(numbers, false));
      case SearchKey.UidSequence(SequenceSet uids) ->
          new SearchKey.Uids(mailbox.searched(uids, true));
      case SearchKey.CannotSearch(Undoable why) -> throw ImapRefusal.of(why);
      case SearchKey.HasFlag(String flag) when flag.equals("\\Recent") ->
          new SearchKey.Uids(mailbox.recent());
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
          SearchKey.Uids _,
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
}
