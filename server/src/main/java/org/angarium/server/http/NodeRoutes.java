package org.angarium.server.http;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.angarium.server.admin.NodeOperations;
import org.angarium.server.admin.Operation;
import org.angarium.server.event.Metrics;

/** What is asked about the node as a whole. */
final class NodeRoutes {
  private static final String METRICS_TYPE = "text/plain;version=0.0.4;charset=utf-8";

  private NodeRoutes() {}

  static List<Route> health(Supplier<Health> health) {
    return List.of(
        Route.of(
                RouteSet.HEALTH,
                "GET",
                RouteSet.HEALTH.root(),
                Route.Access.OPEN,
                call -> {
                  Health state = health.get();
                  return new Answer.Text(state.equals(Health.READY) ? 200 : 503, text(state));
                })
            .saying(
                "200 while everything works; 503 with the reason before, while stopping, and while"
                    + " the store cannot be written or the disk is nearly full."));
  }

  private static String text(Health state) {
    StringBuilder text = new StringBuilder(state.name().toLowerCase(Locale.ROOT)).append('\n');
    state.faults().forEach(fault -> text.append(fault).append('\n'));
    return text.toString();
  }

  /**
   * @param node asked for a login's right; never where the connection stays on this machine
   */
  static List<Route> metrics(Metrics metrics, Supplier<NodeOperations> node) {
    return List.of(
        Route.of(
                RouteSet.METRICS,
                "GET",
                RouteSet.METRICS.root(),
                Route.Access.MACHINE_OR_LOGIN,
                call -> {
                  if (call.isLogin()) {
                    node.get().metrics(call.actor());
                  }
                  return new Answer.Streamed(METRICS_TYPE, metrics::scrape);
                })
            .needing(Operation.METRICS_SHOW)
            .saying("What the server counts, in Prometheus' text format."));
  }

  static List<Route> administration(Supplier<NodeOperations> node) {
    return List.of(
        Route.admin(
                "GET",
                "/status",
                Operation.STATUS_SHOW,
                call -> new Answer.Json(node.get().status(call.actor())))
            .saying("How the server is, and its listeners."),
        Route.admin(
                "GET",
                "/configuration",
                Operation.CONFIGURATION_SHOW,
                call -> new Answer.Json(Map.of("settings", node.get().configuration(call.actor()))))
            .saying("`{\"settings\": {…}}`: every setting with the value in force."),
        Route.admin(
                "POST",
                "/verify",
                Operation.VERIFY,
                call -> new Answer.Json(node.get().verify(call.actor())))
            .saying("Reads and checks everything; takes as long as that takes."),
        Route.admin(
                "POST",
                "/backup",
                Operation.BACKUP,
                call -> new Answer.Json(node.get().backup(call.actor(), call.text("folder"))))
            .member("folder", "absolute path on the server's machine; must not exist")
            .saying("Writes a consistent copy of everything."));
  }
}
