package org.angarium.server.imap;

import java.time.Duration;
import org.angarium.mail.imap.ImapLimits;
import org.angarium.mail.mime.MimeLimits;

/**
 * What the IMAP server runs with.
 *
 * @param beforeLogin bounds of commands of clients that have not logged in
 * @param afterLogin bounds of commands of clients that have
 * @param mime bounds for reading appended messages
 * @param appendLimit octets of one appended message (RFC 7889)
 * @param appendMessages messages of one APPEND
 * @param appendOctets octets of all messages of one APPEND
 * @param discardBeforeLogin octets of refused literals that are read and dropped before login; with
 *     more announced the connection ends (RFC 7888 §4)
 * @param discardAfterLogin the same after login
 * @param loginLimit time from the greeting to the login
 * @param autologout how long a client may be silent (RFC 9051 §5.4)
 * @param idleLimit how long one IDLE may last
 * @param stillHere how often an idling client hears something even when there is no news
 * @param leastRate of commands with literals, which are bounded in size and not in time
 * @param writeLimit a client that takes nothing for so long is disconnected
 * @param commandsBeforeLogin how many commands a client gets to log in
 * @param failedLogins after so many the connection ends
 * @param badCommands after so many in a row the connection ends
 * @param cleartextOnLoopback whether passwords are taken without TLS on loopback
 */
public record ImapSettings(
    ImapLimits beforeLogin,
    ImapLimits afterLogin,
    MimeLimits mime,
    long appendLimit,
    int appendMessages,
    long appendOctets,
    long discardBeforeLogin,
    long discardAfterLogin,
    Duration loginLimit,
    Duration autologout,
    Duration idleLimit,
    Duration stillHere,
    LeastRate leastRate,
    Duration writeLimit,
    int commandsBeforeLogin,
    int failedLogins,
    int badCommands,
    boolean cleartextOnLoopback) {

  public static final ImapSettings DEFAULT =
      new ImapSettings(
          ImapLimits.BEFORE_LOGIN,
          ImapLimits.DEFAULT,
          MimeLimits.DEFAULT,
          100L << 20,
          2_000,
          128L << 20,
          64L << 10,
          128L << 20,
          Duration.ofMinutes(2),
          Duration.ofMinutes(30),
          Duration.ofMinutes(30),
          Duration.ofMinutes(2),
          new LeastRate(200, Duration.ofSeconds(60)),
          Duration.ofMinutes(1),
          100,
          5,
          20,
          false);

  public ImapSettings withCleartextOnLoopback(boolean allowed) {
    return new ImapSettings(
        beforeLogin,
        afterLogin,
        mime,
        appendLimit,
        appendMessages,
        appendOctets,
        discardBeforeLogin,
        discardAfterLogin,
        loginLimit,
        autologout,
        idleLimit,
        stillHere,
        leastRate,
        writeLimit,
        commandsBeforeLogin,
        failedLogins,
        badCommands,
        allowed);
  }

  public ImapSettings withAppendLimits(long octets, long discarded) {
    return new ImapSettings(
        beforeLogin,
        afterLogin,
        mime,
        octets,
        appendMessages,
        appendOctets,
        discardBeforeLogin,
        discarded,
        loginLimit,
        autologout,
        idleLimit,
        stillHere,
        leastRate,
        writeLimit,
        commandsBeforeLogin,
        failedLogins,
        badCommands,
        cleartextOnLoopback);
  }

  public ImapSettings withDeadlines(
      Duration login, Duration silence, Duration idle, Duration sign, Duration write) {
    return new ImapSettings(
        beforeLogin,
        afterLogin,
        mime,
        appendLimit,
        appendMessages,
        appendOctets,
        discardBeforeLogin,
        discardAfterLogin,
        login,
        silence,
        idle,
        sign,
        leastRate,
        write,
        commandsBeforeLogin,
        failedLogins,
        badCommands,
        cleartextOnLoopback);
  }

  public ImapSettings withLeastRate(LeastRate rate) {
    return new ImapSettings(
        beforeLogin,
        afterLogin,
        mime,
        appendLimit,
        appendMessages,
        appendOctets,
        discardBeforeLogin,
        discardAfterLogin,
        loginLimit,
        autologout,
        idleLimit,
        stillHere,
        rate,
        writeLimit,
        commandsBeforeLogin,
        failedLogins,
        badCommands,
        cleartextOnLoopback);
  }
}
