package org.angarium.server.smtp;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.angarium.mail.smtp.SmtpCommand;
import org.angarium.mail.smtp.SmtpCommandParser;
import org.angarium.mail.smtp.SmtpReply;
import org.angarium.mail.smtp.SmtpSyntaxException;
import org.angarium.server.auth.AuthContext;
import org.angarium.server.auth.AuthRefusal;
import org.angarium.server.auth.Authenticator;
import org.angarium.server.auth.Login;
import org.angarium.server.auth.Presence;
import org.angarium.server.delivery.Origin;
import org.angarium.server.event.SmtpEvent;
import org.angarium.server.net.Connection;
import org.angarium.server.net.EndlessLineException;
import org.angarium.server.net.ForeignProtocol;
import org.angarium.server.net.LineTooLongException;
import org.angarium.server.net.MalformedLineException;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * One conversation: read a line, parse it, run the command, reply. One thread.
 *
 * <p>What a client has said stands here and in {@link MailTransaction}; commands change it.
 * Counters only grow, and each has a limit in {@link SessionLimits}.
 */
final class SmtpSession implements AutoCloseable {
  private static final SmtpReply OK = SmtpReply.of(250, "2.0.0", "Ok");
  private static final SmtpReply BYE = SmtpReply.of(221, "2.0.0", "Bye");
  private static final SmtpReply STORE_FAILED =
      SmtpReply.of(451, "4.3.0", "Local error, try again later");
  private static final int MAX_SHOWN = 60;

  final SmtpService service;
  final SmtpSettings settings;
  final SessionLimits limits;
  final Connection connection;

  /** From EHLO, HELO or LHLO; null before. */
  @Nullable String clientName;

  /** EHLO or LHLO, not HELO. */
  boolean extended;

  @Nullable Login login;
  private Presence presence = () -> {};
  @Nullable MailTransaction transaction;
  int acceptedMessages;
  private int errors;
  private int refusedRecipients;
  private int idleCommands;
  private boolean done;

  SmtpSession(SmtpService service, Connection connection) {
    this.service = service;
    this.settings = service.settings;
    this.limits = service.settings.limits();
    this.connection = connection;
  }

  void run() throws IOException, InterruptedException {
    connection.deadline(settings.deadlines().command());
    if (!greet()) {
      return;
    }
    try {
      while (!done) {
        step();
      }
    } catch (SocketTimeoutException e) {
      sayLast(SmtpReply.of(421, "4.4.2", settings.hostName() + " Timeout, closing connection"));
      throw e;
    } catch (IOException e) {
      String dismissed = connection.dismissed();
      if (dismissed == null) {
        throw e;
      }
      sayLast(dismissal(dismissed));
    }
    connection.flush();
  }

  /** RFC 5321 §3.1: the server speaks first. Who cannot wait for that is a robot. */
  private boolean greet() throws IOException {
    boolean stranger = settings.role() == SmtpRole.MX;
    boolean early =
        stranger && connection.tls() == null
            ? connection.speaksWithin(settings.greetingPause())
            : stranger && connection.buffered() > 0;
    if (early) {
      service.events.emit(new SmtpEvent.SpokeEarly(connection.sessionId(), remote()));
      sayLast(SmtpReply.of(554, "5.5.1", "You talk before the greeting"));
      return false;
    }
    String protocol = settings.role() == SmtpRole.LMTP ? " LMTP" : " ESMTP";
    reply(SmtpReply.of(220, settings.hostName() + protocol));
    connection.flush();
    return true;
  }

  private void step() throws IOException, InterruptedException {
    byte[] line;
    try {
      line = connection.readLine(longestLine(), true);
    } catch (LineTooLongException e) {
      countError();
      reply(SmtpReply.of(500, "5.5.2", "Line too long"));
      return;
    } catch (MalformedLineException e) {
      countError();
      reply(SmtpReply.of(500, "5.5.2", "Lines end in CR LF and have no other control characters"));
      return;
    } catch (EndlessLineException e) {
      end(SmtpReply.of(421, "4.7.0", "Line without end, closing connection"));
      return;
    }
    if (dismissed()) {
      return;
    }
    if (line == null) {
      if (connection.stopping()) {
        end(SmtpReply.of(421, "4.3.2", settings.hostName() + " Service shutting down"));
      }
      done = true;
      return;
    }
    SmtpReply reply = answer(line);
    if (reply != null) {
      reply(reply);
    }
    enforceLimits();
  }

  /** Ends the session if it was dismissed; says whether it did. */
  boolean dismissed() throws IOException {
    String reason = connection.dismissed();
    if (reason == null) {
      return false;
    }
    end(dismissal(reason));
    return true;
  }

  private static SmtpReply dismissal(String reason) {
    return SmtpReply.of(421, "4.7.0", reason + ", closing connection");
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
        done = true;
        return null;
      }
      countError();
      done |= e.desynchronised();
      reportRefused(line, e.reply(), "");
      return e.reply();
    } catch (SmtpRefusal e) {
      countError();
      done |= e.endsSession();
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
        done = true;
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
    if (done) {
      return;
    }
    if (errors >= limits.maxErrors()) {
      end(SmtpReply.of(421, "4.7.0", "Too many errors, closing connection"));
    } else if (refusedRecipients > limits.maxRefusedRecipients() + limits.maxRecipients()) {
      end(SmtpReply.of(421, "4.7.0", "Too many refused recipients, closing connection"));
    } else if (idleCommands > limits.maxIdleCommands()) {
      end(SmtpReply.of(421, "4.7.0", "Too many commands without mail, closing connection"));
    }
  }

  /** Ends the session with a last word. */
  void end(SmtpReply last) throws IOException {
    done = true;
    service.events.emit(
        new SmtpEvent.SessionCut(connection.sessionId(), remote(), last.toString()));
    reply(last);
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
    presence.close();
  }

  /** Queues the reply; flushes when the client has sent nothing more and so waits for it. */
  void reply(SmtpReply reply) throws IOException {
    connection.write(reply.toBytes());
    if (connection.buffered() == 0) {
      connection.flush();
    }
  }

  private void sayLast(SmtpReply reply) {
    try {
      connection.write(reply.toBytes());
      connection.flush();
    } catch (IOException ignored) {
      // The session is over anyway, and the peer does not listen.
    }
  }

  /** Whether nobody can overhear: TLS, or loopback where the administrator said so. */
  boolean confidential() {
    return connection.tls() != null || settings.cleartextOnLoopback() && connection.loopback();
  }

  AuthContext authContext() {
    return new AuthContext(
        "smtp", connection.sessionId(), connection.remoteAddress(), confidential());
  }

  /**
   * Goes on as somebody.
   *
   * @throws AuthRefusal when the account has changed since it was checked
   */
  void loggedIn(Authenticator authenticator, Login who) throws AuthRefusal {
    presence = authenticator.enter(who, authContext(), why -> connection.dismiss(why.sentence()));
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

  @Override
  public void close() {
    endTransaction();
    presence.close();
  }
}
