package org.angarium.server.imap;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.angarium.server.net.LineTooLongException;
import org.angarium.store.StoreException;
import org.angarium.store.account.Watch;
import org.angarium.store.mailbox.MailboxRefusal;

/**
 * IDLE (RFC 2177): news as they happen, until the client says DONE.
 *
 * <p>Two waits at once take two virtual threads: the session's own reads the client's DONE, a
 * second one waits for changes and writes. While IDLE lasts, the output and the selected mailbox
 * belong to the second under the lock; it is interrupted only while it holds no lock, so never in
 * the middle of a write. Parked, it costs about a kilobyte.
 */
final class IdleCommand {
  private static final int LONGEST_LINE = 100;

  private final ImapSession session;
  private final Watch watch;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean done;

  private IdleCommand(ImapSession session, Watch watch) {
    this.session = session;
    this.watch = watch;
  }

  static Completion run(ImapSession session) throws ImapRefusal, IOException, InterruptedException {
    try (Watch watch = session.mailboxes().watch(session.login().account())) {
      return new IdleCommand(session, watch).idle();
    }
  }

  private Completion idle() throws ImapRefusal, IOException, InterruptedException {
    session.output().proceed("idling");
    session.connection().deadline(session.server().settings().idleLimit());
    Thread teller = Thread.ofVirtual().name("idle").start(this::tell);
    byte[] line;
    try {
      line = session.connection().readLine(LONGEST_LINE, false);
    } catch (LineTooLongException e) {
      throw ImapRefusal.bad("Expected DONE");
    } finally {
      stop(teller);
    }
    if (line == null && session.connection().dismissed() != null) {
      throw new EOFException("IDLE ended by the server");
    }
    if (line == null) {
      throw ImapRefusal.no(null, "IDLE ended without DONE");
    }
    if (!new String(line, StandardCharsets.ISO_8859_1).trim().equalsIgnoreCase("DONE")) {
      throw ImapRefusal.bad("Expected DONE");
    }
    return Completion.of("IDLE completed");
  }

  private void stop(Thread teller) throws InterruptedException {
    lock.lock();
    try {
      done = true;
      teller.interrupt();
    } finally {
      lock.unlock();
    }
    teller.join();
  }

  /** The second thread. */
  private void tell() {
    Duration stillHere = session.server().settings().stillHere();
    boolean news = true; // what came between the last answer and the watch
    try {
      while (true) {
        lock.lock();
        try {
          if (done || !say(news)) {
            return;
          }
        } finally {
          lock.unlock();
        }
        news = watch.await(stillHere.toNanos());
      }
    } catch (InterruptedException expected) {
      // DONE came while there was nothing to tell.
      return;
    } catch (IOException gone) {
      // The client does not read or is not there; this ends the wait for DONE as well.
      session.connection().close();
    }
  }

  /** Returns false when the session is at its end. */
  private boolean say(boolean news) throws IOException {
    try {
      if (news) {
        session.announce(true, false);
      } else {
        session.output().untagged("OK Still here");
      }
    } catch (StoreException failure) {
      session.storeFailed(failure); // told again at the next change
    } catch (MailboxRefusal refusal) {
      session.output().untagged("NO " + ImapRefusal.of(refusal).text());
    }
    session.output().flush();
    if (session.over()) {
      session.connection().close();
      return false;
    }
    return true;
  }
}
