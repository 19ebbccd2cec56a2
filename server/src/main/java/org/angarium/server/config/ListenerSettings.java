package org.angarium.server.config;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where one service is listened for; no endpoint means that it is switched off. Port 0 lets the
 * system choose.
 */
public record ListenerSettings(Service service, List<InetSocketAddress> endpoints) {
  public ListenerSettings {
    endpoints = List.copyOf(endpoints);
  }
}
