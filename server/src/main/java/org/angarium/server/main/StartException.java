package org.angarium.server.main;

import java.io.IOException;
import java.io.Serial;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.angarium.server.net.PortUnavailableException;

/**
 * The server cannot start, for a reason that the person who started it can do something about. The
 * message says what is wrong as a sentence; the remedy says what to do about this cause.
 */
public final class StartException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private static final int MAX_CAUSES = 10;

  private final String remedy;

  StartException(String problem, String remedy, Throwable cause) {
    super(problem, cause);
    this.remedy = remedy;
  }

  StartException(String problem, String remedy) {
    super(problem);
    this.remedy = remedy;
  }

  /** What is wrong, as a sentence. */
  public String problem() {
    return String.valueOf(getMessage());
  }

  /** What to do about it, as a sentence. */
  public String remedy() {
    return remedy;
  }

  /** A listener whose address or port cannot be had. */
  static StartException of(PortUnavailableException failure) {
    String service = failure.service();
    String words = systemsWords(failure).toLowerCase(Locale.ROOT);
    String problem =
        "The " + service + " listener cannot listen at " + text(failure.endpoint()) + ": ";
    if (words.contains("in use")) {
      return new StartException(
          problem + "another program uses the port.",
          "Stop that program (\"ss -ltnp\" names it), or choose other ports with --port-offset or"
              + (" listeners." + service + ".port."),
          failure);
    }
    if (words.contains("permission denied")) {
      return new StartException(
          problem + "a port below 1024 needs a privilege.",
          "Grant CAP_NET_BIND_SERVICE, or choose higher ports with --port-offset.",
          failure);
    }
    if (words.contains("cannot assign")) {
      return new StartException(
          problem + "this machine has no such address.",
          "Choose an address of this machine (\"ip address\" lists them) with --listen or"
              + (" listeners." + service + ".addresses."),
          failure);
    }
    return new StartException(
        problem + failure.getMessage() + ".",
        "Choose another address with --listen or another port with --port-offset.",
        failure);
  }

  /** What the operating system said: the HTTP machine has words of its own around it. */
  private static String systemsWords(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; i < MAX_CAUSES && cause.getCause() != null; i++) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  private static String text(InetSocketAddress endpoint) {
    String host = endpoint.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]:" : host + ":") + endpoint.getPort();
  }
}
