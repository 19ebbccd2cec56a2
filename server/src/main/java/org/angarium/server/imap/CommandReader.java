package org.angarium.server.imap;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.angarium.mail.imap.AppendParser;
import org.angarium.mail.imap.AppendStart;
import org.angarium.mail.imap.ImapLimits;
import org.angarium.mail.imap.ImapParser;
import org.angarium.mail.imap.ImapRequest;
import org.angarium.mail.imap.ImapSyntaxException;
import org.angarium.mail.imap.LiteralHeader;
import org.angarium.mail.imap.MailboxArgument;
import org.angarium.mail.imap.NulScan;
import org.angarium.server.net.Connection;
import org.angarium.server.net.LineTooLongException;
import org.jspecify.annotations.Nullable;

/**
 * Gathers one command from the wire: lines, and the literals they announce. A synchronizing literal
 * is asked for with {@code +} only when it will be taken; a non-synchronizing one that is too large
 * is read and dropped up to a bound, and beyond it the connection ends (RFC 7888 §4). Nothing of a
 * command that is refused is ever taken for the next one. APPEND is handed out at the literal of
 * its first message.
 *
 * <p>The first line is waited for under the connection's deadline; from the first literal on the
 * client must also keep up a {@link LeastRate}.
 */
final class CommandReader {
  private final Connection connection;
  private final ImapOutput output;
  private final LeastRate leastRate;
  private ImapLimits limits;
  private long discard;
  private ImapParser parser;
  private AppendParser appends;

  CommandReader(
      Connection connection,
      ImapOutput output,
      ImapLimits limits,
      long discard,
      LeastRate leastRate) {
    this.connection = connection;
    this.output = output;
    this.leastRate = leastRate;
    this.limits = limits;
    this.discard = discard;
    this.parser = new ImapParser(limits);
    this.appends = new AppendParser(limits);
  }

  /** From now on under these bounds: after login there is more room. */
  void limits(ImapLimits newLimits, long newDiscard) {
    limits = newLimits;
    discard = newDiscard;
    parser = new ImapParser(newLimits);
    appends = new AppendParser(newLimits);
  }

  /** What came. */
  sealed interface Input {
    record Command(ImapRequest request) implements Input {}

    /** The message's literal has not been asked for yet. */
    record Append(AppendStart start) implements Input {}

    /** Not understood, or too much; the stream stands at the next command. */
    record Refused(@Nullable String tag, ImapRefusal refusal) implements Input {}

    /** The stream is of no further use. */
    record Broken(String reason) implements Input {}
  }

  /** The next command, null at the end of the stream. Waits under the connection's deadline. */
  @Nullable Input next() throws IOException {
    byte[] line;
    try {
      line = connection.readLine(limits.lineOctets(), false);
    } catch (LineTooLongException e) {
      return tooLong(parser.tagOf(e.start(), e.start().length), e);
    }
    if (line == null) {
      return null;
    }
    LiteralHeader literal = LiteralHeader.atEndOf(line, 0, line.length);
    if (literal == null) {
      return parse(line, line.length);
    }
    demandRate();
    try {
      return withLiterals(line, literal);
    } finally {
      connection.endRate();
    }
  }

  /** From now until {@code connection.endRate}: the client is in the middle of a command. */
  void demandRate() {
    connection.demandRate(leastRate.octetsPerSecond(), leastRate.grace());
  }

  private Input parse(byte[] bytes, int length) {
    try {
      return new Input.Command(parser.parse(bytes, length));
    } catch (ImapSyntaxException e) {
      return new Input.Refused(e.tag(), refusal(e));
    }
  }

  static ImapRefusal refusal(ImapSyntaxException fault) {
    return switch (fault.kind()) {
      case SYNTAX, UNKNOWN_COMMAND -> ImapRefusal.bad(fault.text());
      // Without a tag it is no command, and then there is none to say NO to.
      case LIMIT ->
          fault.tag() == null
              ? ImapRefusal.bad(fault.text())
              : ImapRefusal.no("LIMIT", fault.text());
    };
  }

  private Input withLiterals(byte[] firstLine, LiteralHeader firstLiteral) throws IOException {
    byte[] bytes = Arrays.copyOf(firstLine, firstLine.length + 2 + 256);
    int length = endLine(bytes, firstLine.length);
    LiteralHeader literal = firstLiteral;
    boolean append = appends.isAppend(bytes, length);
    while (literal != null) {
      if (append) {
        try {
          AppendStart start = appends.start(bytes, length, literal);
          if (start != null) {
            return new Input.Append(start);
          }
        } catch (ImapSyntaxException e) {
          return refused(e.tag(), literal, refusal(e));
        }
      }
      if (literal.size() > limits.commandOctets() - length) {
        return refused(
            parser.tagOf(bytes, length),
            literal,
            ImapRefusal.no("TOOBIG", "The literal is too large"));
      }
      if (literal.synchronizing()) {
        output.proceed("OK");
      }
      int size = (int) literal.size();
      bytes = room(bytes, length, size + 256);
      connection.readFully(bytes, length, size);
      length += size;
      byte[] line;
      try {
        line = line();
      } catch (LineTooLongException e) {
        return tooLong(parser.tagOf(bytes, length), e);
      }
      if (line.length > limits.commandOctets() - length) {
        return refused(
            parser.tagOf(bytes, length),
            LiteralHeader.atEndOf(line, 0, line.length),
            ImapRefusal.bad("Command is too long"));
      }
      bytes = room(bytes, length, line.length + 2);
      System.arraycopy(line, 0, bytes, length, line.length);
      literal = LiteralHeader.atEndOf(bytes, length, length + line.length);
      length = endLine(bytes, length + line.length);
    }
    return parse(bytes, length);
  }

  private static int endLine(byte[] bytes, int length) {
    bytes[length] = '\r';
    bytes[length + 1] = '\n';
    return length + 2;
  }

  private static byte[] room(byte[] bytes, int length, int more) {
    return bytes.length - length >= more
        ? bytes
        : Arrays.copyOf(bytes, Math.max(length + more, length + length / 2));
  }

  /**
   * A line within a command.
   *
   * @throws LineTooLongException after which {@link #skip(LineTooLongException)} finds the end
   */
  byte[] line() throws IOException {
    byte[] line = connection.readLine(limits.lineOctets(), false);
    if (line == null) {
      throw new EOFException("the client left within a command");
    }
    return line;
  }

  private Input tooLong(@Nullable String tag, LineTooLongException line) throws IOException {
    return skip(line)
        ? new Input.Refused(tag, ImapRefusal.bad("Line is too long"))
        : new Input.Broken("Line is too long");
  }

  /**
   * What a line that was dropped announces is no command either. False where that cannot be told or
   * is too much.
   */
  boolean skip(LineTooLongException line) throws IOException {
    byte[] end = line.end();
    LiteralHeader literal = LiteralHeader.atEndOf(end, 0, end.length);
    boolean unclear = literal == null && end.length > 0 && end[end.length - 1] == '}';
    return !unclear && skip(literal);
  }

  /**
   * Takes the line of the next command if it is an APPEND of one message to {@code mailbox} that
   * has arrived whole; the message and its CRLF are left to be read. Null for anything else, and
   * then nothing is taken.
   */
  @Nullable AppendStart arrivedAppend(MailboxArgument mailbox, long maxOctets) {
    byte[] buffer = connection.array();
    int from = connection.position();
    int end = from + connection.unread();
    int lf = from;
    while (lf < end && buffer[lf] != '\n') {
      lf++;
    }
    if (lf - 1 <= from || lf == end || buffer[lf - 1] != '\r') {
      return null;
    }
    LiteralHeader literal = LiteralHeader.atEndOf(buffer, from, lf - 1);
    if (literal == null || literal.synchronizing() || literal.size() < 1) {
      return null;
    }
    long after = lf + 1 + Math.min(literal.size(), end);
    if (literal.size() > maxOctets
        || after + 2 > end
        || buffer[(int) after] != '\r'
        || buffer[(int) after + 1] != '\n'
        || !literal.binary() && NulScan.next(buffer, lf + 1, (int) after) < after) {
      return null;
    }
    byte[] line = Arrays.copyOfRange(buffer, from, lf + 1);
    try {
      AppendStart start =
          appends.isAppend(line, line.length) ? appends.start(line, line.length, literal) : null;
      if (start == null || !start.mailbox().equals(mailbox)) {
        return null;
      }
      AppendCommand.check(start.first());
      connection.skip(line.length);
      return start;
    } catch (ImapSyntaxException | ImapRefusal e) {
      return null; // refused in its turn
    }
  }

  AppendParser appends() {
    return appends;
  }

  /**
   * The answer to a command that announced {@code literal} and will not have it: what the client
   * sends unasked is dropped first.
   */
  private Input refused(@Nullable String tag, @Nullable LiteralHeader literal, ImapRefusal refusal)
      throws IOException {
    return skip(literal)
        ? new Input.Refused(tag, refusal)
        : new Input.Broken("Too much data for a command that was refused");
  }

  /**
   * Reads and drops a literal and the rest of its command, unless the client waits to be asked.
   * False when it is more than the bound: then the stream is of no further use.
   */
  boolean skip(@Nullable LiteralHeader first) throws IOException {
    LiteralHeader literal = first;
    long left = discard;
    while (literal != null && !literal.synchronizing()) {
      if (literal.size() > left) {
        return false;
      }
      left -= literal.size();
      drop(literal.size());
      byte[] line;
      try {
        line = line();
      } catch (LineTooLongException e) {
        return false;
      }
      left -= line.length;
      literal = LiteralHeader.atEndOf(line, 0, line.length);
    }
    return true;
  }

  private void drop(long octets) throws IOException {
    long left = octets;
    while (left > 0) {
      if (connection.unread() == 0 && !connection.fill()) {
        throw new EOFException("the client left within a literal");
      }
      int count = (int) Math.min(left, connection.unread());
      connection.skip(count);
      left -= count;
    }
  }
}
