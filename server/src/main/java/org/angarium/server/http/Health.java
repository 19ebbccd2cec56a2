package org.angarium.server.http;

import java.util.List;

/**
 * Where the server is in its life and whether it works; what {@code /healthz} tells.
 *
 * @param name of the state
 * @param faults what does not work, a line each; only where it is degraded
 */
public record Health(String name, List<String> faults) {
  public static final Health STARTING = new Health("STARTING", List.of());
  public static final Health READY = new Health("READY", List.of());
  public static final Health STOPPING = new Health("STOPPING", List.of());

  public Health {
    faults = List.copyOf(faults);
  }

  /** Started, but something does not work. */
  public static Health degraded(List<String> faults) {
    return new Health("DEGRADED", faults);
  }
}
