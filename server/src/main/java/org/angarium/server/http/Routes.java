package org.angarium.server.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.angarium.server.admin.Administration;
import org.angarium.server.event.Metrics;
import tools.jackson.databind.json.JsonMapper;

/** All routes that there are. */
final class Routes {
  private Routes() {}

  static RouteTable table(
      Supplier<Health> health,
      Metrics metrics,
      Supplier<Administration> administration,
      JsonMapper json) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(NodeRoutes.health(health));
    routes.addAll(NodeRoutes.metrics(metrics, () -> administration.get().node()));
    routes.addAll(NodeRoutes.administration(() -> administration.get().node()));
    routes.addAll(DomainRoutes.of(() -> administration.get().domains()));
    routes.addAll(AccountRoutes.of(() -> administration.get().accounts()));
    routes.addAll(SigningRoutes.of(() -> administration.get().signing()));
    routes.addAll(ScriptRoutes.of(() -> administration.get().scripts()));
    routes.addAll(MailSettingsRoutes.of(() -> administration.get().mailSettings()));
    routes.addAll(SiteScriptRoutes.of(() -> administration.get().siteScripts()));
    routes.addAll(AliasRoutes.of(() -> administration.get().aliases()));
    routes.addAll(QueueRoutes.of(() -> administration.get().queue(), json));
    routes.addAll(
        FilterRoutes.of(
            () -> administration.get().filter(), () -> administration.get().queue(), json));
    return new RouteTable(routes);
  }
}
