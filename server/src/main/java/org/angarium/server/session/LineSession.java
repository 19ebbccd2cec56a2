package org.angarium.server.session;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.angarium.server.auth.AuthContext;
import org.angarium.server.auth.AuthRefusal;
import org.angarium.server.auth.Authenticator;
import org.angarium.server.auth.Login;
import org.angarium.server.auth.Presence;
import org.angarium.server.event.SessionEnd;
import org.angarium.server.net.Connection;
import org.angarium.server.net.EndlessLineException;
import org.jspecify.annotations.Nullable;

/**
 * The skeleton of a session in a line protocol, from the greeting to the last word, on one virtual
 * thread: while there is no end, flush when the client waits for us, read a command within {@link
 * #patience}, carry it out.
 *
 * <p>Whatever ends a session ends it here. The client is told why where it still listens ({@link
 * #lastWord}): it was silent for too long, its account may not go on, the server stops, the program
 * failed. {@link #ended} hears of each end exactly once.
 *
 * @param <C> a command as the protocol reads it
 */
public abstract class LineSession<C> {
  protected final Connection connection;

  private final String protocol;
  private final boolean cleartextOnLoopback;
  private Presence presence = () -> {};
  private @Nullable SessionEnd end;

  /**
   * A session that has not begun.
   *
   * @param protocol its name in events, such as {@code imap}
   * @param cleartextOnLoopback whether a connection in clear counts as confidential when both ends
   *     are on the loopback interface
   */
  protected LineSession(Connection connection, String protocol, boolean cleartextOnLoopback) {
    this.connection = connection;
    this.protocol = protocol;
    this.cleartextOnLoopback = cleartextOnLoopback;
  }

  /** Speaks first; may end the session. Must flush if it waits for anything. */
  protected abstract void greet() throws IOException;

  /** How long the client may take for the next command. */
  protected abstract Duration patience();

  /**
   * Reads the next command. What cannot be understood is a command too: one to be refused.
   *
   * @return null at the end of the stream
   * @throws EndlessLineException to end the session for a line beyond all bounds
   */
  protected abstract @Nullable C read() throws IOException;

  /** Carries a command out and answers. */
  protected abstract void take(C command) throws IOException, InterruptedException;

  /** Sends what was written. */
  protected abstract void flush() throws IOException;

  /**
   * Writes the last word, without sending it. A protocol has its own words for silence, a stop and
   * a fault; {@code text} is a sentence without full stop, null for these.
   */
  protected abstract void lastWord(SessionEnd how, @Nullable String text) throws IOException;

  /** The session is over. Must not throw. */
  protected abstract void ended(SessionEnd how);

  /** Runs the session to its end. The listener closes the connection. */
  public final void run() throws IOException, InterruptedException {
    SessionEnd how = SessionEnd.LOST;
    try {
      connection.deadline(patience());
      greet();
      while (end == null) {
        step();
      }
      flush();
      how = end;
    } catch (SocketTimeoutException silence) {
      how = SessionEnd.TIMED_OUT;
      farewell(how, null);
      throw silence;
    } catch (EndlessLineException flood) {
      how = SessionEnd.ABUSE;
      farewell(how, "Line is too long");
    } catch (IOException broken) {
      String dismissal = connection.dismissed();
      if (dismissal == null) {
        throw broken;
      }
      how = SessionEnd.REVOKED;
      farewell(how, dismissal);
    } catch (RuntimeException | Error bug) {
      how = SessionEnd.FAILED;
      farewell(how, null);
      throw bug;
    } finally {
      leave();
      ended(how);
    }
  }

  private void step() throws IOException, InterruptedException {
    if (connection.buffered() == 0) {
      flush();
    }
    connection.deadline(patience());
    @Nullable C command = read();
    if (endIfDismissed()) {
      return;
    }
    if (command != null) {
      take(command);
    } else if (connection.stopping()) {
      end(SessionEnd.STOPPED, null);
    } else {
      end = SessionEnd.LOST;
    }
  }

  /** Ends the session if its account may not go on; says whether it did. */
  public final boolean endIfDismissed() throws IOException {
    String dismissal = connection.dismissed();
    if (dismissal == null) {
      return false;
    }
    end(SessionEnd.REVOKED, dismissal);
    return true;
  }

  /** Says a last word; nothing more will be read. Does nothing where there is an end already. */
  public final void end(SessionEnd how, @Nullable String text) throws IOException {
    if (end == null) {
      lastWord(how, text);
      end = how;
    }
  }

  /** Nothing more will be read; all has been said. */
  public final void endQuietly(SessionEnd how) {
    end = end == null ? how : end;
  }

  /** Whether nothing more will be read. */
  public final boolean over() {
    return end != null;
  }

  /** A last word to a client that may be gone. */
  private void farewell(SessionEnd how, @Nullable String text) {
    try {
      lastWord(how, text);
      flush();
    } catch (IOException gone) {
      // It left before us; nothing remains to be told.
      end = SessionEnd.LOST;
    }
  }

  /** Whether nobody can overhear: TLS, or loopback where the administrator said so. */
  public final boolean confidential() {
    return connection.tls() != null || cleartextOnLoopback && connection.loopback();
  }

  /** Where a login comes from. */
  public final AuthContext authContext() {
    return new AuthContext(
        protocol, connection.sessionId(), connection.remoteAddress(), confidential());
  }

  /**
   * Goes on as somebody, until the account may not go on any more.
   *
   * @throws AuthRefusal when the account has changed since the login was checked
   */
  protected final void enter(Authenticator authenticator, Login login) throws AuthRefusal {
    presence = authenticator.enter(login, authContext(), why -> connection.dismiss(why.sentence()));
  }

  /** Goes on as nobody. */
  protected final void leave() {
    presence.close();
    presence = () -> {};
  }
}
