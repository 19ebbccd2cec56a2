package org.angarium.server.net;

import java.io.IOException;
import java.io.Serial;
import java.net.InetSocketAddress;

/** A listener cannot have its address or port; the cause is what the operating system said. */
public final class PortUnavailableException extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  private final String service;
  private final InetSocketAddress endpoint;

  public PortUnavailableException(String service, InetSocketAddress endpoint, IOException cause) {
    super("cannot listen on " + endpoint + ": " + cause.getMessage(), cause);
    this.service = service;
    this.endpoint = endpoint;
  }

  /** The name of the listener, such as {@code imaps}. */
  public String service() {
    return service;
  }

  public InetSocketAddress endpoint() {
    return endpoint;
  }
}
