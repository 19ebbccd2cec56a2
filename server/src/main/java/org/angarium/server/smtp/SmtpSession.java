package org.angarium.server.smtp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.angarium.mail.smtp.SmtpCommand;
import org.angarium.mail.smtp.SmtpCommandParser;
import org.angarium.mail.smtp.SmtpReply;
import org.angarium.mail.smtp.SmtpSyntaxException;
import org.angarium.server.auth.AuthRefusal;
import org.angarium.server.auth.Authenticator;
import org.angarium.server.auth.Login;
import org.angarium.server.delivery.Origin;
import org.angarium.server.event.SessionEnd;
import org.angarium.server.event.SmtpEvent;
import org.angarium.server.net.Connection;
import org.angarium.server.net.ForeignProtocol;
import org.angarium.server.net.LineTooLongException;
import org.angarium.server.net.MalformedLineException;
import org.angarium.server.session.LineSession;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * One conversation: read a line, parse it, run the command, reply. One thread.
 *
 * <p>What a client has said stands here and in {@link MailTransaction}; commands change it.
 * Counters only grow, and each has a limit in {@link SessionLimits}.
 */
final class SmtpSession extends LineSession<SmtpSession.Input> {
  private static final SmtpReply OK = SmtpReply.of(250, "2.0.0", "Ok");
  private static final SmtpReply BYE = SmtpReply.of(221, "2.0.0", "Bye");
  private static final SmtpReply STORE_FAILED =
      SmtpReply.of(451, "4.3.0", "Local error, try again later");
  private static final int MAX_SHOWN = 60;

  final SmtpService service;
  final SmtpSettings settings;
  final SessionLimits limits;

  /** From EHLO, HELO or LHLO; null before. */
  @Nullable String clientName;

  /** EHLO or LHLO, not HELO. */
  boolean extended;

  @Nullable Login login;
  @Nullable MailTransaction transaction;
  int acceptedMessages;
  private int errors;
  private int refusedRecipients;
  private int idleCommands;

  SmtpSession(SmtpService service, Connection connection) {
    super(connection, "smtp", service.settings.cleartextOnLoopback());
    this.service = service;
    this.settings = service.settings;
    this.limits = service.settings.limits();
  }

  /** What came: a line, or one that is refused unread. */
  sealed interface Input {
    /** Without its end. */
    record Line(byte[] bytes) implements Input {}

    /** No line of SMTP. */
    record Malformed(SmtpReply reply) implements Input {}
  }

  /** RFC 5321 §3.1: the server speaks first. A client that cannot wait for that is a bot. */
  @Override
  protected void greet() throws IOException {
    boolean stranger = settings.role() == SmtpRole.MX;
    boolean early =
        stranger && connection.tls() == null
            ? connection.speaksWithin(settings.greetingPause())
            : stranger && connection.buffered() > 0;
    if (early) {
      service.events.emit(new SmtpEvent.SpokeEarly(connection.sessionId(), remote()));
      connection.write(SmtpReply.of(554, "5.5.1", "You talk before the greeting").toBytes());
      endQuietly(SessionEnd.ABUSE);
      return;
    }
    String protocol = settings.role() == SmtpRole.LMTP ? " LMTP" : " ESMTP";
    reply(SmtpReply.of(220, settings.hostName() + protocol));
    connection.flush();
  }

  @Override
  protected Duration patience() {
    return settings.deadlines().command();
  }

  @Override
  protected @Nullable Input read() throws IOException {
    try {
      byte[] line = connection.readLine(longestLine(), true);
      return line == null ? null : new Input.Line(line);
    } catch (LineTooLongException e) {
      return new Input.Malformed(SmtpReply.of(500, "5.5.2", "Line too long"));
    } catch (MalformedLineException e) {
      return new Input.Malformed(
          SmtpReply.of(500, "5.5.2", "Lines end in CR LF and have no other control characters"));
    }
  }

  @Override
  protected void take(Input input) throws IOException, InterruptedException {
    SmtpReply reply =
        switch (input) {
          case Input.Line(byte[] line) -> answer(line);
          case Input.Malformed(SmtpReply refusal) -> {
            countError();
            yield refusal;
          }
        };
    if (reply != null) {
      reply(reply);
    }
    enforceLimits();
  }

  @Override
  protected void flush() throws IOException {
    connection.flush();
  }

  @Override
  protected void lastWord(SessionEnd how, @Nullable String text) throws IOException {
    lastReply(
        switch (how) {
          case TIMED_OUT ->
              SmtpReply.of(421, "4.4.2", settings.hostName() + " Timeout, closing connection");
          case STOPPED ->
              SmtpReply.of(421, "4.3.2", settings.hostName() + " Service shutting down");
          case FAILED -> SmtpReply.of(421, "4.3.0", "Internal error, closing connection");
          case QUIT, LOST, ABUSE, MAILBOX_GONE, REVOKED, UNAVAILABLE ->
              SmtpReply.of(421, "4.7.0", text + ", closing connection");
        });
  }

  private void lastReply(SmtpReply reply) throws IOException {
    service.events.emit(
        new SmtpEvent.SessionCut(connection.sessionId(), remote(), reply.toString()));
    connection.write(reply.toBytes());
  }

  /** Ends the session with a reply that is no 421. */
  void endWith(SmtpReply reply) throws IOException {
    lastReply(reply);
    endQuietly(SessionEnd.ABUSE);
  }

  @Override
  protected void ended(SessionEnd how) {
    endTransaction();
  }

  private int longestLine() {
    return service.authenticator != null && login == null
        ? Math.max(settings.grammar().maxAuthLine(), settings.grammar().maxCommandLine())
        : settings.grammar().maxCommandLine();
  }

  /** The reply to one command line; null when it has been sent already or there shall be none. */
  private @Nullable SmtpReply answer(byte[] line) throws IOException, InterruptedException {
    try {
      return execute(SmtpCommandParser.parse(line, settings.grammar()));
    } catch (SmtpSyntaxException e) {
      if (ForeignProtocol.of(line) != ForeignProtocol.NONE) {
        service.events.emit(
            new SmtpEvent.ForeignProtocolSpoken(
                connection.sessionId(),
                remote(),
                ForeignProtocol.of(line).name().toLowerCase(Locale.ROOT)));
        endQuietly(SessionEnd.ABUSE);
        return null;
      }
      countError();
      if (e.desynchronised()) {
        endQuietly(SessionEnd.ABUSE);
      }
      reportRefused(line, e.reply(), "");
      return e.reply();
    } catch (SmtpRefusal e) {
      countError();
      if (e.endsSession()) {
        endQuietly(SessionEnd.ABUSE);
      }
      reportRefused(line, e.reply(), e.details());
      return e.reply();
    } catch (StoreException e) {
      service.events.emit(
          new SmtpEvent.StoreFailed(connection.sessionId(), shown(line), String.valueOf(e)));
      return STORE_FAILED;
    }
  }

  private @Nullable SmtpReply execute(SmtpCommand command)
      throws IOException, InterruptedException, SmtpRefusal {
    return switch (command) {
      case SmtpCommand.Mail mail -> {
        idleCommands++;
        yield MailCommand.run(this, mail);
      }
      case SmtpCommand.Rcpt rcpt -> recipient(rcpt);
      case SmtpCommand.Data() -> DataCommand.run(this);
      case SmtpCommand.Bdat bdat -> {
        idleCommands += bdat.size() == 0 ? 1 : 0;
        yield BdatCommand.run(this, bdat);
      }
      case SmtpCommand.Ehlo(String domain) -> {
        idleCommands++;
        yield EhloCommand.ehlo(this, domain);
      }
      case SmtpCommand.Helo(String domain) -> {
        idleCommands++;
        yield EhloCommand.helo(this, domain);
      }
      case SmtpCommand.Lhlo(String domain) -> {
        idleCommands++;
        yield EhloCommand.lhlo(this, domain);
      }
      case SmtpCommand.Rset() -> {
        idleCommands++;
        endTransaction();
        yield OK;
      }
      case SmtpCommand.Noop() -> {
        idleCommands++;
        yield OK;
      }
      case SmtpCommand.Quit() -> {
        endQuietly(SessionEnd.QUIT);
        yield BYE;
      }
      case SmtpCommand.Vrfy(String _) -> {
        idleCommands++;
        // NC-2.2.1: nothing is told of who exists.
        yield SmtpReply.of(252, "2.0.0", "Send some mail, I'll try my best");
      }
      case SmtpCommand.Expn(String _) -> throw SmtpRefusal.of(502, "5.5.1", "Command not offered");
      case SmtpCommand.Help() -> {
        idleCommands++;
        yield SmtpReply.of(214, "2.0.0", "See RFC 5321");
      }
      case SmtpCommand.StartTls() -> StartTlsCommand.run(this);
      case SmtpCommand.Auth auth -> AuthCommand.run(this, auth);
    };
  }

  /**
   * A refused recipient is no error of the client's: lists grow old. There is a limit of its own.
   */
  private SmtpReply recipient(SmtpCommand.Rcpt rcpt) throws IOException, SmtpRefusal {
    if (transaction == null) {
      throw SmtpRefusal.of(503, "5.5.1", "MAIL first");
    }
    try {
      return RcptCommand.run(this, transaction, rcpt);
    } catch (SmtpRefusal e) {
      refusedRecipients++;
      service.events.emit(
          new SmtpEvent.RecipientRefused(
              connection.sessionId(),
              transaction.trace,
              remote(),
              transaction.reversePath.toString(),
              rcpt.forwardPath().toString(),
              e.reply().toString()));
      return e.reply();
    }
  }

  private void enforceLimits() throws IOException {
    if (over()) {
      return;
    }
    if (errors >= limits.maxErrors()) {
      end(SessionEnd.ABUSE, "Too many errors");
    } else if (refusedRecipients > limits.maxRefusedRecipients() + limits.maxRecipients()) {
      end(SessionEnd.ABUSE, "Too many refused recipients");
    } else if (idleCommands > limits.maxIdleCommands()) {
      end(SessionEnd.ABUSE, "Too many commands without mail");
    }
  }

  void countError() {
    errors++;
  }

  /** A message was taken: the client does what it is here for. */
  void countMessage() {
    acceptedMessages++;
    idleCommands = 0;
  }

  void endTransaction() {
    if (transaction != null) {
      transaction.close();
      transaction = null;
    }
  }

  /** RFC 3207 §4.2: as if the connection had just begun. */
  void forgetAll() {
    endTransaction();
    clientName = null;
    extended = false;
    login = null;
    leave();
  }

  /** The connection, for the commands. */
  Connection connection() {
    return connection;
  }

  /** A line within a command, in the way of commands: null at the end of the stream. */
  byte @Nullable [] line(int maxOctets) throws IOException {
    return connection.readLine(maxOctets, true);
  }

  /** Writes a reply, which leaves once the commands that have come are answered. */
  void reply(SmtpReply reply) throws IOException {
    connection.write(reply.toBytes());
  }

  /** Writes a reply that the client waits for before the command goes on. */
  void prompt(SmtpReply reply) throws IOException {
    reply(reply);
    if (connection.buffered() == 0) {
      connection.flush();
    }
  }

  /**
   * Goes on as somebody.
   *
   * @throws AuthRefusal when the account has changed since it was checked
   */
  void loggedIn(Authenticator authenticator, Login who) throws AuthRefusal {
    enter(authenticator, who);
    login = who;
  }

  /** The authenticator where logins are taken; null where they are not. */
  @Nullable Authenticator authenticator() {
    return service.authenticator;
  }

  Origin origin(boolean smtpUtf8) {
    Login who = login;
    return new Origin(
        connection.sessionId(),
        protocol(smtpUtf8),
        clientName == null ? "" : clientName,
        connection.remoteAddress(),
        connection.tls(),
        who == null ? null : who.address());
  }

  /** The keyword after "with" in Received: RFC 3848, RFC 6531 §4.3. */
  private String protocol(boolean smtpUtf8) {
    boolean lmtp = settings.role() == SmtpRole.LMTP;
    if (!extended) {
      return "SMTP";
    }
    String base = smtpUtf8 ? (lmtp ? "UTF8LMTP" : "UTF8SMTP") : (lmtp ? "LMTP" : "ESMTP");
    return base + (connection.tls() == null ? "" : "S") + (login == null ? "" : "A");
  }

  String remote() {
    return connection.remoteAddress().getHostAddress();
  }

  private void reportRefused(byte[] line, SmtpReply reply, String details) {
    service.events.emit(
        new SmtpEvent.CommandRefused(
            connection.sessionId(), remote(), shown(line), reply.toString(), details));
  }

  /** The beginning of a line for the log; secrets of AUTH are left out. */
  private static String shown(byte[] line) {
    String text =
        new String(line, 0, Math.min(line.length, MAX_SHOWN), StandardCharsets.ISO_8859_1);
    if (text.regionMatches(true, 0, "AUTH", 0, 4)) {
      return "AUTH";
    }
    StringBuilder clean = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      clean.append(c >= ' ' && c < 0x7f ? c : '?');
    }
    return clean.toString();
  }
}
