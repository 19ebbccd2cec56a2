package org.angarium.server.imap;

import java.io.EOFException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.angarium.mail.imap.AppendMessage;
import org.angarium.mail.imap.AppendStart;
import org.angarium.mail.imap.ImapSyntaxException;
import org.angarium.mail.imap.LiteralHeader;
import org.angarium.mail.imap.MailboxArgument;
import org.angarium.mail.imap.NulScan;
import org.angarium.mail.imap.Undoable;
import org.angarium.mail.mime.MessageParser;
import org.angarium.server.event.SessionEnd;
import org.angarium.server.net.Connection;
import org.angarium.server.net.LineTooLongException;
import org.angarium.store.DiskFullException;
import org.angarium.store.StoreException;
import org.angarium.store.account.Quota;
import org.angarium.store.blob.BlobWriter;
import org.angarium.store.blob.StagedBlob;
import org.angarium.store.mailbox.Appended;
import org.angarium.store.mailbox.MailboxRefusal;
import org.angarium.store.mailbox.NewMessage;
import org.angarium.store.view.MailboxInfo;
import org.angarium.store.view.MailboxRef;
import org.jspecify.annotations.Nullable;

/**
 * APPEND (RFC 9051 §6.3.12, RFC 3502, RFC 4315, RFC 7889). The message goes from the connection's
 * buffer into the blob writer and the parser at once, never whole into memory; all messages of one
 * command are put into the mailbox in one transaction, and OK stands after it is durable.
 */
final class AppendCommand {
  private static final byte[] NO_PREFIX = {};

  /** A literal of which nothing is left to be read. */
  private static final LiteralHeader READ = new LiteralHeader(0, false, false);

  private final ImapSession session;
  private final CommandReader reader;
  private final List<NewMessage> messages = new ArrayList<>();
  private final List<Part> parts = new ArrayList<>();
  private long octets;

  /** Why a message could not be taken; told when the command has been read to its end. */
  private @Nullable StoreException failure;

  /** A literal that may not hold it has NUL; what follows is read and dropped. */
  private boolean nul;

  AppendCommand(ImapSession session, CommandReader reader) {
    this.session = session;
    this.reader = reader;
  }

  /** The messages {@code from} up to {@code to} of the transaction belong to this command. */
  private record Part(String tag, int from, int to) {}

  /**
   * Carries out one APPEND, and with it those that the client has pipelined behind it for the same
   * mailbox, in one transaction: the sync is what an APPEND costs. All but the last are answered
   * here; a refusal of the transaction is not theirs together, so then each goes alone.
   */
  Appending run(AppendStart start) throws ImapRefusal, MailboxRefusal, IOException {
    try {
      MailboxInfo mailbox = receive(start);
      parts.add(new Part(start.tag(), 0, messages.size()));
      takePipelined(start.mailbox());
      return commit(mailbox.ref());
    } finally {
      messages.forEach(message -> message.blob().close());
    }
  }

  private MailboxInfo receive(AppendStart start) throws ImapRefusal, IOException {
    reader.demandRate();
    try {
      MailboxInfo mailbox = target(start);
      AppendMessage next = start.first();
      while (next != null) {
        receive(next);
        next = next(start.tag());
      }
      if (failure != null) {
        if (!(failure instanceof DiskFullException)) {
          session.storeFailed(failure);
        }
        throw ImapRefusal.unavailable();
      }
      return mailbox;
    } finally {
      session.connection().endRate();
    }
  }

  /** How the last of the commands ended. */
  record Appending(String tag, Completion completion) {}

  private void takePipelined(MailboxArgument mailbox) throws IOException {
    ImapSettings settings = session.server().settings();
    while (messages.size() < settings.appendMessages()) {
      long room = Math.min(settings.appendLimit(), settings.appendOctets() - octets);
      AppendStart start = reader.arrivedAppend(mailbox, room);
      if (start == null) {
        return;
      }
      octets += start.first().literal().size();
      NewMessage message = read(start.first());
      if (message == null) {
        session.end(SessionEnd.UNAVAILABLE, "The mail store is not available");
        throw new StoreException("a message that came ahead cannot be taken", failure);
      }
      messages.add(message);
      session.connection().skip(2); // the CRLF that was seen to be there
      parts.add(new Part(start.tag(), messages.size() - 1, messages.size()));
    }
  }

  private Appending commit(MailboxRef mailbox) throws MailboxRefusal, IOException {
    Part last = parts.getLast();
    List<Appended> appended;
    try {
      appended = session.mailboxes().append(mailbox, messages);
    } catch (MailboxRefusal refusal) {
      if (parts.size() == 1) {
        throw refusal;
      }
      return commitEach(mailbox);
    } catch (StoreException failure) {
      session.storeFailed(failure);
      for (Part part : parts) {
        session.output().refused(part.tag, ImapRefusal.unavailable());
      }
      return new Appending(last.tag, Completion.ANSWERED);
    }
    for (Part part : parts.subList(0, parts.size() - 1)) {
      session.output().completed(part.tag, completion(appended.subList(part.from, part.to)));
    }
    return new Appending(last.tag, completion(appended.subList(last.from, last.to)));
  }

  private Appending commitEach(MailboxRef mailbox) throws IOException {
    for (Part part : parts) {
      try {
        List<NewMessage> own = messages.subList(part.from, part.to);
        session
            .output()
            .completed(part.tag, completion(session.mailboxes().append(mailbox, List.copyOf(own))));
      } catch (MailboxRefusal refusal) {
        session.output().refused(part.tag, ImapRefusal.of(refusal));
      } catch (StoreException failure) {
        session.storeFailed(failure);
        session.output().refused(part.tag, ImapRefusal.unavailable());
      }
    }
    return new Appending(parts.getLast().tag, Completion.ANSWERED);
  }

  private static Completion completion(List<Appended> appended) {
    return new Completion(code(appended), "APPEND completed");
  }

  private MailboxInfo target(AppendStart start) throws ImapRefusal, IOException {
    try {
      return NamedMailbox.target(session, start.mailbox());
    } catch (ImapRefusal refusal) {
      throw skipping(start.first().literal(), refusal);
    }
  }

  /** The refusal, after what the client sends unasked was dropped. */
  private ImapRefusal skipping(LiteralHeader literal, ImapRefusal refusal) throws IOException {
    if (!reader.skip(literal)) {
      session.end(SessionEnd.ABUSE, "Too much data for a command that was refused");
    }
    return refusal;
  }

  private void receive(AppendMessage message) throws ImapRefusal, IOException {
    LiteralHeader literal = message.literal();
    try {
      check(message);
    } catch (ImapRefusal refusal) {
      throw skipping(literal, refusal);
    }
    ImapSettings settings = session.server().settings();
    if (literal.size() > settings.appendLimit()) {
      throw skipping(
          literal,
          ImapRefusal.no("TOOBIG", "A message may have " + settings.appendLimit() + " octets"));
    }
    if (messages.size() >= settings.appendMessages()
        || octets + literal.size() > Math.max(settings.appendOctets(), settings.appendLimit())) {
      throw skipping(literal, ImapRefusal.no("LIMIT", "Too many messages for one APPEND"));
    }
    if (literal.size() == 0) {
      throw skipping(literal, ImapRefusal.no(null, "A message cannot be empty"));
    }
    if (!session.server().blobs().room().admits(octets + literal.size())) {
      throw skipping(
          literal,
          ImapRefusal.no("UNAVAILABLE", "The disk of the server is full, try again later"));
    }
    if (literal.synchronizing()) {
      Quota quota = session.mailboxes().quota(session.login().account());
      if (quota.limitBytes() > 0
          && quota.usedBytes() + octets + literal.size() > quota.limitBytes()) {
        throw ImapRefusal.no("OVERQUOTA", "The mailbox is full");
      }
      session.output().proceed("OK");
    }
    octets += literal.size();
    NewMessage taken = read(message);
    if (taken != null) {
      messages.add(taken);
    } else if (nul) {
      // RFC 3501 §9, CHAR8. NO and not BAD: some clients end all their work at BAD.
      throw skipping(READ, ImapRefusal.no("CANNOT", "A message with NUL needs a literal8"));
    }
  }

  /** What is well-formed and cannot be done. */
  static void check(AppendMessage message) throws ImapRefusal {
    FlagLists.checkSettable(message.flags());
    Undoable undoable = message.undoable();
    if (undoable != null) {
      throw ImapRefusal.of(undoable);
    }
  }

  /** Reads a message to its end; null where the store did not take it or it has a NUL. */
  private @Nullable NewMessage read(AppendMessage message) throws IOException {
    Connection connection = session.connection();
    MessageParser parser = new MessageParser(session.server().settings().mime());
    try (BlobWriter writer = session.server().blobs().writer()) {
      long left = message.literal().size();
      while (left > 0) {
        if (connection.unread() == 0 && !connection.fill()) {
          throw new EOFException("the client left within a message");
        }
        int count = (int) Math.min(left, connection.unread());
        int end = connection.position() + count;
        nul |=
            !message.literal().binary()
                && NulScan.next(connection.array(), connection.position(), end) < end;
        if (failure == null && !nul) {
          take(writer, connection.array(), connection.position(), count);
          parser.update(connection.array(), connection.position(), count);
        }
        connection.skip(count);
        left -= count;
      }
      if (failure != null || nul) {
        return null;
      }
      StagedBlob blob = writer.finish();
      Instant date = message.internalDate();
      return new NewMessage(
          NO_PREFIX,
          blob,
          parser.finish(),
          message.flags(),
          date == null ? session.server().clock().instant() : date);
    } catch (StoreException atTheEnd) {
      failure = atTheEnd;
      return null;
    }
  }

  /** A store that fails midway must not stop the reading: the rest would be taken for commands. */
  private void take(BlobWriter writer, byte[] bytes, int offset, int length) {
    try {
      writer.write(bytes, offset, length);
    } catch (StoreException midway) {
      failure = midway;
    }
  }

  /** What stands after a message: another one, or the end of the command. */
  private @Nullable AppendMessage next(String tag) throws ImapRefusal, IOException {
    byte[] line;
    try {
      line = reader.line();
    } catch (LineTooLongException e) {
      if (!reader.skip(e)) {
        session.end(SessionEnd.ABUSE, "Line is too long");
      }
      throw ImapRefusal.bad("Line is too long");
    }
    LiteralHeader literal = LiteralHeader.atEndOf(line, 0, line.length);
    byte[] ended = Arrays.copyOf(line, line.length + 2);
    ended[line.length] = '\r';
    ended[line.length + 1] = '\n';
    try {
      return reader.appends().next(tag, ended, ended.length, literal);
    } catch (ImapSyntaxException e) {
      ImapRefusal refusal = CommandReader.refusal(e);
      throw literal == null ? refusal : skipping(literal, refusal);
    }
  }

  private static String code(List<Appended> appended) {
    List<Long> uids = new ArrayList<>(appended.size());
    for (Appended each : appended) {
      uids.add(each.uid());
    }
    return "APPENDUID " + appended.getFirst().uidValidity() + " " + CopyCommand.inOrder(uids);
  }
}
