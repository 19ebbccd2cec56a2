package org.angarium.mail.imap;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.angarium.mail.imap.ImapCommand.Copy;
import org.angarium.mail.imap.ImapCommand.Fetch;
import org.angarium.mail.imap.ImapCommand.Move;
import org.angarium.mail.imap.ImapCommand.Resync;
import org.angarium.mail.imap.ImapCommand.Select;
import org.angarium.mail.imap.ImapCommand.Store;
import org.angarium.mail.imap.ImapCommand.StoreMode;
import org.angarium.mail.imap.ImapSyntaxException.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Reads one command (RFC 9051 §9 {@code command}). The bytes are those of the wire: lines with
 * their CRLF and the literals in between. May be shared between threads.
 */
public final class ImapParser {
  private final ImapLimits limits;

  public ImapParser(ImapLimits limits) {
    this.limits = limits;
  }

  /**
   * Reads the command in {@code bytes[0, length)}; a CRLF at its end may be missing.
   *
   * @throws ImapSyntaxException with the tag where one could be read
   */
  public ImapRequest parse(byte[] bytes, int length) throws ImapSyntaxException {
    ImapScanner in = new ImapScanner(bytes, length, limits);
    String tag = in.tag();
    try {
      if (!in.accept(' ') || in.atEnd()) {
        throw ImapScanner.syntax("Tag without a command");
      }
      ImapCommand command = command(in);
      in.end();
      return new ImapRequest(tag, command);
    } catch (ImapSyntaxException e) {
      throw e.withTag(tag);
    }
  }

  /** The tag that {@code bytes[0, length)} begin with, or null. */
  public @Nullable String tagOf(byte[] bytes, int length) {
    try {
      ImapScanner in = new ImapScanner(bytes, length, limits);
      String tag = in.tag();
      return in.accept(' ') ? tag : null;
    } catch (ImapSyntaxException e) {
      return null;
    }
  }

  private static ImapCommand command(ImapScanner in) throws ImapSyntaxException {
    String name = in.keyword("a command");
    return switch (name) {
      case "CAPABILITY" -> new ImapCommand.Capability();
      case "NOOP" -> new ImapCommand.Noop();
      case "LOGOUT" -> new ImapCommand.Logout();
      case "STARTTLS" -> new ImapCommand.StartTls();
      case "NAMESPACE" -> new ImapCommand.Namespace();
      case "IDLE" -> new ImapCommand.Idle();
      case "CHECK" -> new ImapCommand.Check();
      case "CLOSE" -> new ImapCommand.Close();
      case "UNSELECT" -> new ImapCommand.Unselect();
      case "EXPUNGE" -> new ImapCommand.Expunge(null);
      case "ID" -> id(in);
      case "AUTHENTICATE" -> authenticate(in);
      case "LOGIN" -> login(in);
      case "ENABLE" -> enable(in);
      case "SELECT" -> select(in, false);
      case "EXAMINE" -> select(in, true);
      case "CREATE" -> create(in);
      case "DELETE" -> new ImapCommand.Delete(argument(in));
      case "RENAME" -> new ImapCommand.Rename(argument(in), argument(in));
      case "SUBSCRIBE" -> new ImapCommand.Subscribe(argument(in));
      case "UNSUBSCRIBE" -> new ImapCommand.Unsubscribe(argument(in));
      case "LIST" -> ListParser.list(in);
      case "LSUB" -> lsub(in);
      case "STATUS" -> status(in);
      case "GETQUOTA" -> getQuota(in);
      case "GETQUOTAROOT" -> new ImapCommand.GetQuotaRoot(argument(in));
      case "SEARCH" -> new SearchParser(in).search(false);
      case "FETCH" -> fetch(in, false);
      case "STORE" -> store(in, false);
      case "COPY" -> copy(in, false);
      case "MOVE" -> move(in, false);
      case "UID" -> uid(in);
      case "APPEND" -> throw ImapScanner.syntax("Expected a message literal");
      default -> throw AppendParser.unknown(name);
    };
  }

  private static ImapCommand uid(ImapScanner in) throws ImapSyntaxException {
    in.space();
    return switch (in.keyword("a command after UID")) {
      case "SEARCH" -> new SearchParser(in).search(true);
      case "FETCH" -> fetch(in, true);
      case "STORE" -> store(in, true);
      case "COPY" -> copy(in, true);
      case "MOVE" -> move(in, true);
      case "EXPUNGE" -> {
        in.space();
        yield new ImapCommand.Expunge(in.sequenceSet());
      }
      default -> throw new ImapSyntaxException(Kind.UNKNOWN_COMMAND, "Unknown command after UID");
    };
  }

  private static MailboxArgument argument(ImapScanner in) throws ImapSyntaxException {
    in.space();
    return in.mailbox();
  }

  /**
   * The first 30 pairs; a client must not send more (RFC 2971 §3.3), but it only tells of itself.
   */
  private static ImapCommand id(ImapScanner in) throws ImapSyntaxException {
    in.space();
    Map<String, String> parameters = new HashMap<>();
    if (in.acceptKeyword("NIL")) {
      return new ImapCommand.Id(parameters);
    }
    in.expect('(', "Expected NIL or a list");
    if (in.accept(')')) {
      return new ImapCommand.Id(parameters);
    }
    do {
      String field = ImapScanner.text(in.string("a field name"));
      in.space();
      byte[] value = in.nstring("a value");
      if (parameters.size() < 30) {
        parameters.put(field, value == null ? "" : ImapScanner.text(value));
      }
    } while (in.accept(' '));
    in.expect(')', "Expected the end of the list");
    return new ImapCommand.Id(parameters);
  }

  private static ImapCommand authenticate(ImapScanner in) throws ImapSyntaxException {
    in.space();
    String mechanism = in.atom("a mechanism").toUpperCase(Locale.ROOT);
    String initial = null;
    if (!in.atEnd()) {
      in.space();
      initial = in.accept('=') ? "" : in.atom("an initial response");
    }
    return new ImapCommand.Authenticate(mechanism, initial);
  }

  private static ImapCommand login(ImapScanner in) throws ImapSyntaxException {
    in.space();
    String user = ImapScanner.text(in.astring("a user name"));
    in.space();
    return new ImapCommand.Login(user, in.astring("a password"));
  }

  private static ImapCommand enable(ImapScanner in) throws ImapSyntaxException {
    Set<String> names = new LinkedHashSet<>();
    do {
      in.space();
      if (names.size() >= in.limits().listItems()) {
        throw ImapScanner.limit("Too many capabilities");
      }
      names.add(in.atom("a capability").toUpperCase(Locale.ROOT));
    } while (!in.atEnd());
    return new ImapCommand.Enable(names);
  }

  private static ImapCommand select(ImapScanner in, boolean readOnly) throws ImapSyntaxException {
    MailboxArgument mailbox = argument(in);
    boolean condstore = false;
    Resync resync = null;
    if (!in.atEnd()) {
      in.space();
      in.expect('(', "Expected a list of parameters");
      do {
        switch (in.keyword("a parameter")) {
          case "CONDSTORE" -> condstore = true;
          case "QRESYNC" -> {
            in.space();
            resync = resync(in);
          }
          default -> throw ImapScanner.syntax("No such parameter");
        }
      } while (in.accept(' '));
      in.expect(')', "Expected the end of the parameters");
    }
    return new Select(mailbox, readOnly, condstore, resync);
  }

  /** {@code (uidvalidity modseq [known-uids] [(sequence-numbers uids)])}, RFC 7162 §7. */
  private static Resync resync(ImapScanner in) throws ImapSyntaxException {
    in.expect('(', "Expected the parameters of QRESYNC");
    long uidValidity = in.nzNumber("a UIDVALIDITY");
    in.space();
    long modSeq = in.modSequence();
    UidSet known = null;
    boolean more = in.accept(' ');
    if (more && in.peek() != '(') {
      known = in.fixedSet();
      more = in.accept(' ');
    }
    if (more) {
      // The match data only spare what the change log answers exactly; they are read and not used.
      in.expect('(', "Malformed parameters of QRESYNC");
      in.fixedSet();
      in.space();
      in.fixedSet();
      in.expect(')', "Malformed parameters of QRESYNC");
    }
    in.expect(')', "Malformed parameters of QRESYNC");
    return new Resync(uidValidity, modSeq, known);
  }

  private static ImapCommand create(ImapScanner in) throws ImapSyntaxException {
    MailboxArgument mailbox = argument(in);
    Set<String> uses = new LinkedHashSet<>();
    if (!in.atEnd()) {
      in.space();
      in.expect('(', "Expected a list of parameters");
      if (!in.acceptKeyword("USE")) {
        throw ImapScanner.syntax("No such parameter");
      }
      in.space();
      in.expect('(', "Expected a list of attributes");
      if (!in.accept(')')) {
        do {
          if (uses.size() >= in.limits().listItems()) {
            throw ImapScanner.limit("Too many attributes");
          }
          in.expect('\\', "Expected an attribute");
          uses.add("\\" + in.atom("an attribute"));
        } while (in.accept(' '));
        in.expect(')', "Expected the end of the attributes");
      }
      in.expect(')', "Expected the end of the parameters");
    }
    return new ImapCommand.Create(mailbox, uses);
  }

  private static ImapCommand lsub(ImapScanner in) throws ImapSyntaxException {
    in.space();
    MailboxArgument reference = ListParser.reference(in);
    in.space();
    return new ImapCommand.Lsub(reference, ListParser.pattern(in));
  }

  private static ImapCommand status(ImapScanner in) throws ImapSyntaxException {
    MailboxArgument mailbox = argument(in);
    in.space();
    List<StatusItem> items = ListParser.statusItems(in);
    return new ImapCommand.Status(mailbox, items);
  }

  private static ImapCommand getQuota(ImapScanner in) throws ImapSyntaxException {
    in.space();
    return new ImapCommand.GetQuota(ImapScanner.text(in.astring("a quota root")));
  }

  private static ImapCommand fetch(ImapScanner in, boolean uid) throws ImapSyntaxException {
    in.space();
    SequenceSet messages = in.sequenceSet();
    in.space();
    List<FetchItem> items = FetchParser.items(in);
    Long changedSince = null;
    boolean vanished = false;
    if (!in.atEnd()) {
      in.space();
      in.expect('(', "Expected a list of modifiers");
      do {
        switch (in.keyword("a modifier")) {
          case "CHANGEDSINCE" -> {
            in.space();
            changedSince = in.modSequence();
          }
          case "VANISHED" -> vanished = true;
          default -> throw ImapScanner.syntax("No such modifier");
        }
      } while (in.accept(' '));
      in.expect(')', "Expected the end of the modifiers");
    }
    if (vanished && (!uid || changedSince == null)) {
      throw ImapScanner.syntax("VANISHED needs UID FETCH with CHANGEDSINCE");
    }
    return new Fetch(uid, messages, items, changedSince, vanished);
  }

  private static ImapCommand store(ImapScanner in, boolean uid) throws ImapSyntaxException {
    in.space();
    SequenceSet messages = in.sequenceSet();
    in.space();
    Long unchangedSince = null;
    if (in.accept('(')) {
      if (!in.acceptKeyword("UNCHANGEDSINCE")) {
        throw ImapScanner.syntax("No such modifier");
      }
      in.space();
      unchangedSince = in.modSequence();
      in.expect(')', "Expected the end of the modifiers");
      in.space();
    }
    StoreMode mode =
        in.accept('+') ? StoreMode.ADD : in.accept('-') ? StoreMode.REMOVE : StoreMode.REPLACE;
    boolean silent =
        switch (in.keyword("FLAGS")) {
          case "FLAGS" -> false;
          case "FLAGS.SILENT" -> true;
          default -> throw ImapScanner.syntax("Expected FLAGS");
        };
    in.space();
    return new Store(uid, messages, unchangedSince, mode, silent, FlagNames.listOrBare(in));
  }

  private static ImapCommand copy(ImapScanner in, boolean uid) throws ImapSyntaxException {
    in.space();
    SequenceSet messages = in.sequenceSet();
    return new Copy(uid, messages, argument(in));
  }

  private static ImapCommand move(ImapScanner in, boolean uid) throws ImapSyntaxException {
    in.space();
    SequenceSet messages = in.sequenceSet();
    return new Move(uid, messages, argument(in));
  }
}
