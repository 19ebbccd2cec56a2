package org.angarium.server.main;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.angarium.server.config.Configuration;
import org.angarium.server.config.Service;
import org.angarium.server.http.HttpFace;
import org.angarium.server.http.RouteSet;

/** Which HTTP routes the configuration wants to be served where. */
final class HttpEndpoints {
  private HttpEndpoints() {}

  static List<HttpFace.Endpoint> of(Configuration configuration) {
    List<HttpFace.Endpoint> endpoints = new ArrayList<>();
    add(
        endpoints,
        configuration,
        Service.HTTP,
        serves(configuration, configuration.http().inClear()));
    add(
        endpoints,
        configuration,
        Service.HTTPS,
        serves(configuration, configuration.http().overTls()));
    add(endpoints, configuration, Service.METRICS, EnumSet.of(RouteSet.HEALTH, RouteSet.METRICS));
    return endpoints;
  }

  private static Set<RouteSet> serves(Configuration configuration, boolean administration) {
    EnumSet<RouteSet> serves = EnumSet.allOf(RouteSet.class);
    if (!administration) {
      serves.remove(RouteSet.ADMINISTRATION);
    }
    if (!configuration.endpoints(Service.METRICS).isEmpty()) {
      serves.remove(RouteSet.METRICS);
    }
    return serves;
  }

  private static void add(
      List<HttpFace.Endpoint> endpoints,
      Configuration configuration,
      Service service,
      Set<RouteSet> serves) {
    for (InetSocketAddress address : configuration.endpoints(service)) {
      endpoints.add(new HttpFace.Endpoint(service.label(), address, service.implicitTls(), serves));
    }
  }
}
