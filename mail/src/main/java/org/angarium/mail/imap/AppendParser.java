package org.angarium.mail.imap;

import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.angarium.mail.imap.ImapSyntaxException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * APPEND (RFC 9051 §6.3.12), piece by piece. Its messages are literals too large for memory, so the
 * session stops at each of them: {@link #start} reads up to the first, {@link #next} what stands
 * between two (RFC 3502) or ends the command.
 */
public final class AppendParser {
  private final ImapLimits limits;

  public AppendParser(ImapLimits limits) {
    this.limits = limits;
  }

  /** Whether the command in {@code bytes[0, length)} is an APPEND, as far as can be seen. */
  public boolean isAppend(byte[] bytes, int length) {
    ImapScanner in = new ImapScanner(bytes, length, limits);
    try {
      in.tag();
      in.space();
      return in.acceptKeyword("APPEND");
    } catch (ImapSyntaxException e) {
      return false;
    }
  }

  /**
   * Reads a command that ends with the line of a literal's announcement. Null says that this
   * literal is not yet the message but the mailbox's name: read it into the command and come again
   * at the next line.
   */
  public @Nullable AppendStart start(byte[] bytes, int length, LiteralHeader literal)
      throws ImapSyntaxException {
    ImapScanner in = new ImapScanner(bytes, length, limits);
    String tag = in.tag();
    try {
      in.space();
      in.keyword("a command");
      in.space();
      if (in.peek() == '{' && announces(bytes, in.position(), length)) {
        return null;
      }
      MailboxArgument mailbox = in.mailbox();
      in.space();
      return new AppendStart(tag, mailbox, message(in, bytes, length, literal));
    } catch (ImapSyntaxException e) {
      throw e.withTag(tag);
    }
  }

  /**
   * Reads the line after a message: null where it is empty and the command thereby complete, else
   * the next message.
   *
   * @param literal what the line announces at its end, if anything
   */
  public @Nullable AppendMessage next(
      String tag, byte[] bytes, int length, @Nullable LiteralHeader literal)
      throws ImapSyntaxException {
    ImapScanner in = new ImapScanner(bytes, length, limits);
    try {
      if (in.atEnd()) {
        return null;
      }
      in.space();
      if (literal == null) {
        throw ImapScanner.syntax("Expected a message literal");
      }
      return message(in, bytes, length, literal);
    } catch (ImapSyntaxException e) {
      throw e.withTag(tag);
    }
  }

  /** {@code [flag-list SP] [date-time SP] literal}. */
  private static AppendMessage message(
      ImapScanner in, byte[] bytes, int length, LiteralHeader literal) throws ImapSyntaxException {
    Set<String> flags = Set.of();
    if (in.peek() == '(') {
      flags = FlagNames.list(in);
      in.space();
    }
    Instant date = null;
    Undoable undoable = null;
    if (in.peek() == '"') {
      date = DateParser.dateTime(in).orElse(null);
      undoable = date == null ? Undoable.cannot("There is no such date or zone") : null;
      in.space();
    }
    if (in.acceptKeyword("UTF8") || in.acceptKeyword("CATENATE")) {
      throw ImapScanner.syntax("This form of APPEND is not supported");
    }
    in.accept('~');
    if (in.peek() != '{' || !announces(bytes, in.position(), length)) {
      throw ImapScanner.syntax("Expected a message literal");
    }
    return new AppendMessage(flags, date, literal, undoable);
  }

  /** Whether the brace at {@code from} opens the announcement that ends the bytes. */
  private static boolean announces(byte[] bytes, int from, int length) {
    int i = from + 1;
    while (i < length && bytes[i] != '}') {
      i++;
    }
    return i + 3 == length;
  }

  /** For words in an error's text. */
  static ImapSyntaxException unknown(String name) {
    boolean plain = name.length() <= 20 && name.chars().allMatch(Character::isLetterOrDigit);
    return new ImapSyntaxException(
        Kind.UNKNOWN_COMMAND,
        plain ? "Unknown command " + name.toUpperCase(Locale.ROOT) : "Unknown command");
  }
}
