package org.angarium.server.net;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * What a listener is opened with.
 *
 * @param name for events and metrics, such as {@code mx} or {@code imaps}
 * @param address where to listen; port 0 takes a free one
 * @param handshakeLimit a TLS handshake that takes longer ends the connection
 * @param waitLimit the deadline of waits before the session sets its own
 * @param longestLine octets after which the search for the end of an overlong line is given up
 * @param applicationProtocols ALPN names accepted; a peer that offers only others is refused; empty
 *     to ignore ALPN
 * @param busyLine sent in clear to a peer that is over the limits, without CRLF; empty for nothing
 */
public record ListenerSettings(
    String name,
    InetSocketAddress address,
    Protection protection,
    ConnectionLimits limits,
    Duration handshakeLimit,
    Duration waitLimit,
    int longestLine,
    List<String> applicationProtocols,
    String busyLine) {

  public ListenerSettings {
    applicationProtocols = List.copyOf(applicationProtocols);
  }

  /** With the usual limits. */
  public static ListenerSettings of(String name, InetSocketAddress address, Protection protection) {
    return new ListenerSettings(
        name,
        address,
        protection,
        ConnectionLimits.DEFAULT,
        Duration.ofSeconds(30),
        Duration.ofMinutes(5),
        1 << 20,
        List.of(),
        "");
  }

  public ListenerSettings withLimits(ConnectionLimits newLimits) {
    return new ListenerSettings(
        name,
        address,
        protection,
        newLimits,
        handshakeLimit,
        waitLimit,
        longestLine,
        applicationProtocols,
        busyLine);
  }

  public ListenerSettings withProtocol(List<String> newApplicationProtocols, String newBusyLine) {
    return new ListenerSettings(
        name,
        address,
        protection,
        limits,
        handshakeLimit,
        waitLimit,
        longestLine,
        newApplicationProtocols,
        newBusyLine);
  }

  public ListenerSettings withDeadlines(Duration newHandshakeLimit, Duration newWaitLimit) {
    return new ListenerSettings(
        name,
        address,
        protection,
        limits,
        newHandshakeLimit,
        newWaitLimit,
        longestLine,
        applicationProtocols,
        busyLine);
  }
}
