package org.angarium.server.imap;

import java.io.IOException;
import java.time.Duration;
import org.angarium.mail.imap.AppendStart;
import org.angarium.mail.imap.ImapCommand;
import org.angarium.mail.imap.ImapRequest;
import org.angarium.server.auth.AuthContext;
import org.angarium.server.auth.AuthRefusal;
import org.angarium.server.auth.Login;
import org.angarium.server.event.ImapEvent;
import org.angarium.server.event.SessionEnd;
import org.angarium.server.imap.SessionState.Authenticated;
import org.angarium.server.imap.SessionState.NotAuthenticated;
import org.angarium.server.imap.SessionState.Selected;
import org.angarium.server.net.Connection;
import org.angarium.server.session.LineSession;
import org.angarium.store.StoreException;
import org.angarium.store.mailbox.MailboxRefusal;
import org.angarium.store.mailbox.Mailboxes;
import org.jspecify.annotations.Nullable;

/**
 * One IMAP connection from greeting to goodbye, on one virtual thread: read a command, carry it
 * out, tell the news of the mailbox, answer. Answers leave when the input is used up, so pipelined
 * commands share their packets.
 *
 * <p>The client controls every byte that is read here; {@link CommandReader} bounds them, and this
 * class bounds how often and how long: commands and time before login, failed logins, commands in a
 * row that made no sense, silence.
 */
final class ImapSession extends LineSession<CommandReader.Input> {
  private static final Completion LOGGED_OUT = Completion.of("LOGOUT completed");

  private final ImapServer server;
  private final ImapOutput output;
  private final CommandReader reader;
  private final long began = System.nanoTime();
  private SessionState state = new NotAuthenticated();
  private boolean condstore;
  private boolean qresync;
  private long commands;
  private int badInARow;
  private int failedLogins;

  ImapSession(ImapServer server, Connection connection) {
    super(connection, "imap", server.settings().cleartextOnLoopback());
    this.server = server;
    ImapSettings settings = server.settings();
    this.output = new ImapOutput(connection, settings.writeLimit());
    this.reader =
        new CommandReader(
            connection,
            output,
            settings.beforeLogin(),
            settings.discardBeforeLogin(),
            settings.leastRate());
  }

  // ---- the loop

  @Override
  protected void greet() {
    output.untagged("OK [CAPABILITY " + capabilities() + "] IMAP4rev1 server ready");
  }

  @Override
  protected Duration patience() {
    ImapSettings settings = server.settings();
    if (state instanceof NotAuthenticated) {
      long left = settings.loginLimit().toNanos() - (System.nanoTime() - began);
      return Duration.ofNanos(Math.max(1, left));
    }
    return settings.autologout();
  }

  @Override
  protected CommandReader.@Nullable Input read() throws IOException {
    return reader.next();
  }

  @Override
  protected void flush() throws IOException {
    output.flush();
  }

  @Override
  protected void lastWord(SessionEnd how, @Nullable String text) {
    output.untagged(
        "BYE "
            + switch (how) {
              case TIMED_OUT -> "Disconnected for inactivity";
              case STOPPED -> "Server is going down, come back soon";
              case FAILED -> "Internal error";
              case QUIT, LOST, ABUSE, MAILBOX_GONE, REVOKED, UNAVAILABLE -> text;
            });
  }

  @Override
  protected void ended(SessionEnd how) {
    server
        .events()
        .emit(
            new ImapEvent.SessionEnded(
                connection.sessionId(), userName(), how, commands, connection.sent()));
  }

  @Override
  protected void take(CommandReader.Input input) throws IOException, InterruptedException {
    commands++;
    switch (input) {
      case CommandReader.Input.Command(ImapRequest request) -> answer(request);
      case CommandReader.Input.Append(AppendStart start) -> append(start);
      case CommandReader.Input.Refused(String tag, ImapRefusal refusal) -> refuse(tag, refusal);
      case CommandReader.Input.Broken(String reason) -> end(SessionEnd.ABUSE, reason);
    }
    if (state instanceof NotAuthenticated && commands >= server.settings().commandsBeforeLogin()) {
      end(SessionEnd.ABUSE, "Too many commands without a login");
    }
  }

  private void answer(ImapRequest request) throws IOException, InterruptedException {
    try {
      SelectedMailbox before = selectedOrNull();
      if (before != null) {
        before.doubtStores();
      }
      Completion completion = execute(request);
      tellNewsOrLater(request.command());
      badInARow = 0;
      if (completion.equals(LOGGED_OUT)) {
        end(SessionEnd.QUIT, "Logging out");
      }
      if (!completion.answered()) {
        output.completed(request.tag(), completion);
      }
    } catch (ImapRefusal refusal) {
      refuse(request.tag(), refusal);
    } catch (MailboxRefusal refusal) {
      refuse(request.tag(), ImapRefusal.of(refusal));
    } catch (StoreException failure) {
      storeFailed(failure);
      refuse(request.tag(), ImapRefusal.unavailable());
    }
  }

  private void append(AppendStart start) throws IOException, InterruptedException {
    try {
      AppendCommand.Appending outcome = new AppendCommand(this, reader).run(start);
      tellNewsOrLater(new ImapCommand.Noop());
      badInARow = 0;
      if (!outcome.completion().answered()) {
        output.completed(outcome.tag(), outcome.completion());
      }
    } catch (ImapRefusal refusal) {
      refuse(start.tag(), refusal);
    } catch (MailboxRefusal refusal) {
      refuse(start.tag(), ImapRefusal.of(refusal));
    } catch (StoreException failure) {
      storeFailed(failure);
      refuse(start.tag(), ImapRefusal.unavailable());
    }
  }

  private void refuse(@Nullable String tag, ImapRefusal refusal) throws IOException {
    output.refused(tag, refusal);
    if (refusal.bad() && ++badInARow >= server.settings().badCommands()) {
      end(SessionEnd.ABUSE, "Too many commands that make no sense");
    }
  }

  void storeFailed(StoreException failure) {
    server
        .events()
        .emit(new ImapEvent.StoreFailed(connection.sessionId(), String.valueOf(failure)));
  }

  /** A message of the selected mailbox is damaged; any thread. */
  void unreadable(SelectedMailbox mailbox, long uid, StoreException why) {
    server
        .events()
        .emit(
            new ImapEvent.MessageUnreadable(
                connection.sessionId(),
                String.valueOf(userName()),
                mailbox.view().info().name(),
                uid,
                String.valueOf(why.getMessage())));
  }

  // ---- commands

  private Completion execute(ImapRequest request)
      throws IOException, InterruptedException, ImapRefusal, MailboxRefusal {
    return switch (request.command()) {
      case ImapCommand.Capability _ -> {
        output.untagged("CAPABILITY " + capabilities());
        yield Completion.of("CAPABILITY completed");
      }
      case ImapCommand.Noop _ -> Completion.of("NOOP completed");
      case ImapCommand.Logout _ -> LOGGED_OUT;
      case ImapCommand.Id _ -> {
        output.untagged("ID (\"name\" \"Angarium\")");
        yield Completion.of("ID completed");
      }
      case ImapCommand.StartTls _ -> StartTlsCommand.run(this, request.tag());
      case ImapCommand.Authenticate command -> AuthenticateCommand.run(this, command);
      case ImapCommand.Login command -> LoginCommand.run(this, command);
      case ImapCommand.Enable command -> EnableCommand.run(this, command);
      case ImapCommand.Select command -> SelectCommand.run(this, command);
      case ImapCommand.Create command -> MailboxCommands.create(this, command);
      case ImapCommand.Delete command -> MailboxCommands.delete(this, command);
      case ImapCommand.Rename command -> MailboxCommands.rename(this, command);
      case ImapCommand.Subscribe command ->
          MailboxCommands.subscribe(this, command.mailbox(), true);
      case ImapCommand.Unsubscribe command ->
          MailboxCommands.subscribe(this, command.mailbox(), false);
      case ImapCommand.ListMailboxes command -> ListCommand.run(this, command);
      case ImapCommand.Lsub command -> LsubCommand.run(this, command);
      case ImapCommand.Namespace _ -> {
        login();
        output.untagged("NAMESPACE ((\"\" \"/\")) NIL NIL");
        yield Completion.of("NAMESPACE completed");
      }
      case ImapCommand.Status command -> StatusCommand.run(this, command);
      case ImapCommand.Idle _ -> IdleCommand.run(this);
      case ImapCommand.GetQuota command -> QuotaCommands.quota(this, command);
      case ImapCommand.GetQuotaRoot command -> QuotaCommands.root(this, command);
      case ImapCommand.Check _ -> {
        selected();
        yield Completion.of("CHECK completed");
      }
      case ImapCommand.Close _ -> CloseCommand.close(this);
      case ImapCommand.Unselect _ -> CloseCommand.unselect(this);
      case ImapCommand.Expunge command -> ExpungeCommand.run(this, command);
      case ImapCommand.Search command -> SearchCommand.run(this, request.tag(), command);
      case ImapCommand.Fetch command -> new FetchCommand(this, command).run();
      case ImapCommand.Store command -> StoreCommand.run(this, command);
      case ImapCommand.Copy command -> CopyCommand.copy(this, command);
      case ImapCommand.Move command -> CopyCommand.move(this, command);
    };
  }

  /** A command that was done is not refused because the news cannot be had: they are told later. */
  private void tellNewsOrLater(ImapCommand command) throws IOException, MailboxRefusal {
    try {
      tellNews(command);
    } catch (StoreException failure) {
      storeFailed(failure);
    }
  }

  /**
   * After a command: what else happened to the mailbox. Numbers stay while FETCH, STORE and SEARCH
   * by number are answered (RFC 9051 §7.5.1).
   */
  private void tellNews(ImapCommand command) throws IOException, MailboxRefusal {
    switch (command) {
      case ImapCommand.Fetch fetch -> announce(fetch.uid(), fetch.uid());
      case ImapCommand.Store store -> announce(store.uid(), store.uid());
      case ImapCommand.Search search -> announce(search.uid(), search.uid());
      case ImapCommand.Copy copy -> announce(true, copy.uid());
      case ImapCommand.Move move -> announce(true, move.uid());
      case ImapCommand.Expunge expunge -> announce(true, expunge.uids() != null);
      case ImapCommand.Noop _, ImapCommand.Check _, ImapCommand.Idle _ -> announce(true, false);
      case ImapCommand.Capability _,
          ImapCommand.Logout _,
          ImapCommand.Id _,
          ImapCommand.StartTls _,
          ImapCommand.Authenticate _,
          ImapCommand.Login _,
          ImapCommand.Enable _,
          ImapCommand.Select _,
          ImapCommand.Create _,
          ImapCommand.Delete _,
          ImapCommand.Rename _,
          ImapCommand.Subscribe _,
          ImapCommand.Unsubscribe _,
          ImapCommand.ListMailboxes _,
          ImapCommand.Lsub _,
          ImapCommand.Namespace _,
          ImapCommand.Status _,
          ImapCommand.GetQuota _,
          ImapCommand.GetQuotaRoot _,
          ImapCommand.Close _,
          ImapCommand.Unselect _ -> {}
    }
  }

  /** Tells what became of the selected mailbox, if there is one. */
  void announce(boolean expunges, boolean withUid) throws IOException, MailboxRefusal {
    if (state instanceof Selected(_, SelectedMailbox mailbox)) {
      try {
        news(mailbox).announce(mailboxes().view(mailbox.ref()), expunges, withUid);
      } catch (MailboxRefusal gone) {
        if (gone.reason() != MailboxRefusal.Reason.NONEXISTENT) {
          throw gone;
        }
        end(SessionEnd.MAILBOX_GONE, "The selected mailbox was deleted");
      }
    }
  }

  MailboxNews news(SelectedMailbox mailbox) {
    return new MailboxNews(mailbox, mailboxes(), output, condstore, qresync);
  }

  // ---- what commands need

  Mailboxes mailboxes() {
    return server.mailboxes();
  }

  ImapServer server() {
    return server;
  }

  Connection connection() {
    return connection;
  }

  ImapOutput output() {
    return output;
  }

  boolean condstore() {
    return condstore;
  }

  boolean qresync() {
    return qresync;
  }

  /**
   * RFC 7162 §3.1: from the first command that shows that the client knows of it. With a mailbox
   * selected the client is told where it stands. To be called between responses, once the command
   * has not failed.
   */
  void enableCondstore() {
    if (condstore) {
      return;
    }
    condstore = true;
    SelectedMailbox mailbox = selectedOrNull();
    if (mailbox != null) {
      output.untagged("OK [HIGHESTMODSEQ " + mailbox.toldModSeq() + "] Highest");
    }
  }

  void enableQresync() {
    enableCondstore();
    qresync = true;
  }

  String capabilities() {
    if (!(state instanceof NotAuthenticated)) {
      return Capability.afterLogin(server.settings().appendLimit());
    }
    AuthContext context = authContext();
    return Capability.beforeLogin(
        connection.canStartTls(),
        context.confidential(),
        server.authenticator().mechanisms(context));
  }

  void notAuthenticated() throws ImapRefusal {
    if (!(state instanceof NotAuthenticated)) {
      throw ImapRefusal.bad("Already logged in");
    }
  }

  /**
   * Goes on as somebody.
   *
   * @throws AuthRefusal when the account has changed since it was checked
   */
  Completion loggedIn(Login login) throws AuthRefusal {
    enter(server.authenticator(), login);
    state = new Authenticated(login);
    ImapSettings settings = server.settings();
    reader.limits(settings.afterLogin(), settings.discardAfterLogin());
    return new Completion("CAPABILITY " + capabilities(), "Logged in");
  }

  /** Counts; the connection ends after some. */
  ImapRefusal loginFailed(AuthRefusal refusal) throws IOException {
    ImapRefusal mapped = ImapRefusal.of(refusal);
    if (refusal.reason() != AuthRefusal.Reason.UNAVAILABLE
        && ++failedLogins >= server.settings().failedLogins()) {
      end(SessionEnd.ABUSE, "Too many failed logins");
    }
    return mapped;
  }

  /** Whoever logged in. */
  Login login() throws ImapRefusal {
    return switch (state) {
      case Authenticated(Login login) -> login;
      case Selected(Login login, _) -> login;
      case NotAuthenticated _ -> throw ImapRefusal.bad("Log in first");
    };
  }

  @Nullable String userName() {
    return switch (state) {
      case Authenticated(Login login) -> login.address().toString();
      case Selected(Login login, _) -> login.address().toString();
      case NotAuthenticated _ -> null;
    };
  }

  SelectedMailbox selected() throws ImapRefusal {
    return switch (state) {
      case Selected(_, SelectedMailbox mailbox) -> mailbox;
      case NotAuthenticated _, Authenticated _ -> throw ImapRefusal.bad("Select a mailbox first");
    };
  }

  /** The selected mailbox where its messages may be changed. */
  SelectedMailbox writable() throws ImapRefusal {
    SelectedMailbox mailbox = selected();
    if (mailbox.readOnly()) {
      throw ImapRefusal.no("READ-ONLY", "The mailbox was opened by EXAMINE");
    }
    return mailbox;
  }

  @Nullable SelectedMailbox selectedOrNull() {
    return state instanceof Selected(_, SelectedMailbox mailbox) ? mailbox : null;
  }

  void select(Login login, SelectedMailbox mailbox) {
    state = new Selected(login, mailbox);
  }

  void unselect() throws ImapRefusal {
    state = new Authenticated(login());
  }
}
