package org.angarium.server.imap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import org.angarium.mail.imap.FetchItem;
import org.angarium.mail.imap.FetchItem.Attribute;
import org.angarium.mail.imap.FetchItem.Section;
import org.angarium.mail.imap.ImapCommand;
import org.angarium.mail.imap.ImapWriter;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.StoreException;
import org.angarium.store.mailbox.FlagChange;
import org.angarium.store.mailbox.MailboxRefusal;
import org.angarium.store.message.ObjectIds;
import org.angarium.store.message.OpenedMessages;
import org.angarium.store.message.StoredMessage;
import org.angarium.store.message.Summary;
import org.angarium.store.message.SummaryVisitor;
import org.angarium.store.view.MailboxView;
import org.angarium.store.view.SystemFlag;

/**
 * FETCH and UID FETCH (RFC 9051 §6.4.5, RFC 7162, RFC 3516, RFC 8474, RFC 8514, RFC 8970).
 *
 * <p>Three ways by what is asked for: flags, sizes, dates and ids come from the view in memory;
 * envelopes and body structures from the stored summaries in one sweep, ready to send; bytes of
 * messages from the opened messages, which are read ahead in pages. Whatever the amount, no more
 * than three pages and about {@link ImapOutput#CHUNK} of the answer are held: a client that reads
 * slowly slows down the reading, and one that does not read meets the write deadline.
 *
 * <p>The response of a message is complete or does not begin (RFC 9051 §2.2.2): one that is damaged
 * is left out and logged, the others follow, and the command ends with NO.
 */
final class FetchCommand {
  private final ImapSession session;
  private final ImapCommand.Fetch command;
  private final SelectedMailbox mailbox;
  private final MailboxView view;
  private final ImapOutput output;
  private final ImapWriter out;
  private final FetchItem[] items;
  private final FlagWriter flags;
  private final SectionWriter sections;
  private int found;
  private int unreadable;

  /** Those that could not be read one after the other; with so many it is the store that fails. */
  private int unreadableInRow;

  private static final int MOST_UNREADABLE_IN_ROW = 1000;

  FetchCommand(ImapSession session, ImapCommand.Fetch command) throws ImapRefusal {
    this.session = session;
    this.command = command;
    this.mailbox = session.selected();
    this.view = mailbox.view();
    this.output = session.output();
    this.out = output.writer();
    this.items = items(command, session.condstore());
    this.flags = new FlagWriter(view, mailbox.recent());
    this.sections = new SectionWriter(output);
  }

  /** What is asked for, with what goes without saying. */
  private static FetchItem[] items(ImapCommand.Fetch command, boolean condstore) {
    List<FetchItem> items = new ArrayList<>(command.items().size() + 2);
    if (command.uid() && !command.items().contains(Attribute.UID)) {
      items.add(Attribute.UID);
    }
    for (FetchItem item : command.items()) {
      if (!items.contains(item)) {
        items.add(item);
      }
    }
    // RFC 7162 §3.1: once the client knows of them, they go with the flags always.
    boolean modSeq = command.changedSince() != null || condstore && items.contains(Attribute.FLAGS);
    if (modSeq && !items.contains(Attribute.MODSEQ)) {
      items.add(Attribute.MODSEQ);
    }
    return items.toArray(new FetchItem[0]);
  }

  Completion run() throws ImapRefusal, MailboxRefusal, IOException {
    int[] indexes = mailbox.indexes(command.messages(), command.uid());
    if (command.vanished() && !session.qresync()) {
      throw ImapRefusal.bad("ENABLE QRESYNC first");
    }
    Long since = command.changedSince();
    if (since != null || command.items().contains(Attribute.MODSEQ)) {
      session.enableCondstore();
    }
    if (since != null) {
      if (command.vanished()) {
        Vanished.tell(session, mailbox, mailbox.uidsEver(command.messages()), since);
      }
      indexes = changedSince(indexes, since);
    }
    int wanted = count(indexes);
    if (wanted > 0) {
      switch (source()) {
        case VIEW -> fromView(indexes);
        case SUMMARIES -> fromSummaries(indexes);
        case MESSAGES -> fromMessages(indexes);
      }
    }
    if (unreadable > 0) {
      return Completion.corruption();
    }
    if (found < wanted && !command.uid()) {
      return Completion.expungeIssued();
    }
    return Completion.of("FETCH completed");
  }

  /** How far one has to go for the items; the farther sources have all of the nearer ones. */
  private enum Source {
    VIEW,
    SUMMARIES,
    MESSAGES
  }

  private Source source() {
    Source source = Source.VIEW;
    for (FetchItem item : items) {
      Source own =
          switch (item) {
            case Section _ -> Source.MESSAGES;
            case Attribute attribute ->
                switch (attribute) {
                  case UID, FLAGS, INTERNALDATE, RFC822_SIZE, MODSEQ, EMAILID, SAVEDATE ->
                      Source.VIEW;
                  case ENVELOPE, BODY, BODYSTRUCTURE, THREADID, PREVIEW -> Source.SUMMARIES;
                };
          };
      if (own.compareTo(source) > 0) {
        source = own;
      }
    }
    return source;
  }

  private static int count(int[] indexes) {
    int count = 0;
    for (int pair = 0; pair < indexes.length; pair += 2) {
      count += indexes[pair + 1] - indexes[pair] + 1;
    }
    return count;
  }

  private int[] changedSince(int[] indexes, long since) {
    int[] kept = new int[16];
    int length = 0;
    for (int pair = 0; pair < indexes.length; pair += 2) {
      for (int index = indexes[pair]; index <= indexes[pair + 1]; index++) {
        if (view.modSeq(index) <= since) {
          continue;
        }
        if (length > 0 && kept[length - 1] == index - 1) {
          kept[length - 1] = index;
        } else {
          if (length == kept.length) {
            kept = Arrays.copyOf(kept, 2 * length);
          }
          kept[length++] = index;
          kept[length++] = index;
        }
      }
    }
    return Arrays.copyOf(kept, length);
  }

  // ---- the three ways

  private void fromView(int[] indexes) throws IOException {
    for (int pair = 0; pair < indexes.length; pair += 2) {
      for (int index = indexes[pair]; index <= indexes[pair + 1]; index++) {
        begin(index);
        for (int i = 0; i < items.length; i++) {
          if (i > 0) {
            out.octet(' ');
          }
          ofView((Attribute) items[i], index);
        }
        finish();
      }
    }
  }

  private void fromSummaries(int[] indexes) throws ImapRefusal, MailboxRefusal, IOException {
    FromSummaries sweep = new FromSummaries();
    try {
      session.mailboxes().<IOException>summaries(mailbox.ref(), mailbox.uids(indexes), sweep);
    } catch (StoreException failure) {
      if (unreadableInRow > MOST_UNREADABLE_IN_ROW) {
        throw failure;
      }
      // Damage of several records at once; one by one it shows which these are.
      fromMessages(above(indexes, sweep.last));
    }
  }

  /** Those of the pairs of indexes that are larger than {@code last}. */
  private static int[] above(int[] indexes, int last) {
    int[] left = indexes.clone();
    int length = 0;
    for (int pair = 0; pair < indexes.length; pair += 2) {
      if (indexes[pair + 1] > last) {
        left[length++] = Math.max(indexes[pair], last + 1);
        left[length++] = indexes[pair + 1];
      }
    }
    return Arrays.copyOf(left, length);
  }

  private final class FromSummaries implements SummaryVisitor<IOException> {
    private int last = -1;

    @Override
    public boolean visit(long uid, Summary summary) throws IOException {
      int index = view.indexOf(uid);
      last = index < 0 ? last : index;
      if (index >= 0) {
        begin(index);
        for (int i = 0; i < items.length; i++) {
          if (i > 0) {
            out.octet(' ');
          }
          ofSummary((Attribute) items[i], index, summary);
        }
        finish();
      }
      return true;
    }

    @Override
    public boolean unreadable(long uid, StoreException why) throws IOException {
      int index = view.indexOf(uid);
      last = index < 0 ? last : index;
      FetchCommand.this.unreadable(uid, why);
      return true;
    }
  }

  private void fromMessages(int[] indexes) throws ImapRefusal, MailboxRefusal, IOException {
    UidSet.Builder unseen = UidSet.builder();
    boolean marks = marksSeen();
    long seen = SystemFlag.SEEN.bit();
    BitSet wanted = new BitSet();
    for (int pair = 0; pair < indexes.length; pair += 2) {
      wanted.set(indexes[pair], indexes[pair + 1] + 1);
    }
    try (OpenedMessages messages = session.mailboxes().open(mailbox.ref(), view, wanted)) {
      StoredMessage message = messages.next();
      while (message != null) {
        int index = view.indexOf(message.uid());
        if (ofMessage(message, index) && marks && (view.flagBits(index) & seen) == 0) {
          unseen.add(message.uid());
        }
        message = messages.next();
      }
    }
    UidSet read = unseen.build();
    if (!read.isEmpty()) {
      // Once for all, after they were sent; the new flags are told with the news of this command.
      session
          .mailboxes()
          .changeFlags(
              mailbox.ref(),
              read,
              new FlagChange(FlagChange.Kind.ADD, Set.of(SystemFlag.SEEN.flagName())),
              null);
    }
  }

  private boolean marksSeen() {
    for (FetchItem item : items) {
      if (item instanceof Section section && !section.peek()) {
        return !mailbox.readOnly();
      }
    }
    return false;
  }

  /** Returns whether it could be read. */
  private boolean ofMessage(StoredMessage message, int index) throws ImapRefusal, IOException {
    int before = out.length();
    boolean streaming = false;
    try {
      sections.open(message);
      for (FetchItem item : items) {
        if (item instanceof Section section) {
          sections.check(section);
        }
      }
      streaming = sections.prepare(items);
      begin(index);
      write(message, index);
      finish();
      return true;
    } catch (StoreException failure) {
      if (streaming) {
        throw new IOException(
            "message " + message.uid() + " was damaged while it was sent", failure);
      }
      out.truncate(before);
      unreadable(message.uid(), failure);
      return false;
    }
  }

  private void write(StoredMessage message, int index) throws IOException {
    Summary summary = null;
    for (int i = 0; i < items.length; i++) {
      if (i > 0) {
        out.octet(' ');
      }
      switch (items[i]) {
        case Section section -> sections.write(section);
        case Attribute attribute -> {
          if (summary == null) {
            summary = message.summary();
          }
          ofSummary(attribute, index, summary);
        }
      }
    }
  }

  private void unreadable(long uid, StoreException why) throws StoreException {
    if (isGone(uid)) {
      return; // its contents were removed while it was read
    }
    if (++unreadableInRow > MOST_UNREADABLE_IN_ROW) {
      throw why;
    }
    unreadable++;
    session.unreadable(mailbox, uid, why);
  }

  private boolean isGone(long uid) throws StoreException {
    try {
      return session.mailboxes().view(mailbox.ref()).indexOf(uid) < 0;
    } catch (MailboxRefusal mailboxGone) {
      return true;
    }
  }

  private void begin(int index) {
    out.ascii("* ").number(index + 1L).ascii(" FETCH (");
  }

  private void finish() throws IOException {
    found++;
    unreadableInRow = 0;
    out.octet(')').crlf();
    output.drain();
  }

  // ---- items

  private void ofView(Attribute attribute, int index) {
    switch (attribute) {
      case UID -> out.ascii("UID ").number(view.uid(index));
      case FLAGS -> flags.write(out, index);
      case INTERNALDATE ->
          out.ascii("INTERNALDATE ").dateTime(view.internalDate(index).getEpochSecond());
      case RFC822_SIZE -> out.ascii("RFC822.SIZE ").number(view.messageSize(index));
      case MODSEQ -> out.ascii("MODSEQ (").number(view.modSeq(index)).octet(')');
      case EMAILID -> out.ascii("EMAILID (").ascii(ObjectIds.email(view.emailId(index))).octet(')');
      case SAVEDATE -> out.ascii("SAVEDATE ").dateTime(view.savedDate(index).getEpochSecond());
      case ENVELOPE, BODY, BODYSTRUCTURE, THREADID, PREVIEW ->
          throw new IllegalStateException("not in the view: " + attribute);
    }
  }

  private void ofSummary(Attribute attribute, int index, Summary summary) {
    switch (attribute) {
      case ENVELOPE -> out.ascii("ENVELOPE ").raw(summary.envelope());
      case BODY -> out.ascii("BODY ").raw(summary.body());
      case BODYSTRUCTURE -> out.ascii("BODYSTRUCTURE ").raw(summary.bodyStructure());
      case THREADID ->
          out.ascii("THREADID (").ascii(ObjectIds.thread(summary.threadId())).octet(')');
      case PREVIEW -> out.ascii("PREVIEW ").string(summary.preview());
      case UID, FLAGS, INTERNALDATE, RFC822_SIZE, MODSEQ, EMAILID, SAVEDATE ->
          ofView(attribute, index);
    }
  }
}
