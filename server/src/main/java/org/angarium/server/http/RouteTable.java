package org.angarium.server.http;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All routes of a listener. Which methods a resource has, and whether there is one at all, follows
 * from the table: 404, 405 with Allow, OPTIONS and HEAD are nobody's code.
 */
final class RouteTable {
  private final List<Route> routes;

  RouteTable(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  /** What a request is about. */
  sealed interface Found {
    /** The route, and the parameters of its path. */
    record One(Route route, Map<String, String> named) implements Found {}

    /** The request asks which methods there are (RFC 9110 §9.3.7). */
    record Options(Set<String> allowed) implements Found {}
  }

  /** Those of some sets only. */
  RouteTable of(Set<RouteSet> sets) {
    return new RouteTable(routes.stream().filter(route -> sets.contains(route.set())).toList());
  }

  List<Route> routes() {
    return routes;
  }

  /**
   * @throws Problem 404 where nothing has this path, 405 where something has and not by this method
   */
  Found find(String method, List<String> segments) throws Problem {
    // What HEAD leaves out is the contents (RFC 9110 §9.3.2), and Jetty does that.
    String wanted = method.equals("HEAD") ? "GET" : method;
    List<Route> here = new ArrayList<>();
    for (Route route : routes) {
      Map<String, String> named = route.match(segments);
      if (named != null) {
        if (route.method().equals(wanted)) {
          return new Found.One(route, named);
        }
        here.add(route);
      }
    }
    if (here.isEmpty()) {
      throw Problem.notFound("/" + String.join("/", segments));
    }
    Set<String> allowed = allowed(here);
    if (method.equals("OPTIONS")) {
      return new Found.Options(allowed);
    }
    throw Problem.method(method, allowed);
  }

  private static Set<String> allowed(List<Route> here) {
    Set<String> allowed = new LinkedHashSet<>();
    for (Route route : here) {
      allowed.add(route.method());
      if (route.method().equals("GET")) {
        allowed.add("HEAD");
      }
    }
    allowed.add("OPTIONS");
    return allowed;
  }
}
