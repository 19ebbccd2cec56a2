package org.angarium.server.config;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where one service is listened for; no endpoint means that it is switched off. Port 0 lets the
 * system choose.
 */
public record ListenerConfiguration(Service service, List<InetSocketAddress> endpoints) {
  public ListenerConfiguration {
    endpoints = List.copyOf(endpoints);
  }
}
