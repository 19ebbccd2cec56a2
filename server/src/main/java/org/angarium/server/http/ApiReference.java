package org.angarium.server.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.angarium.server.admin.Operation;
import org.angarium.server.admin.Role;
import org.angarium.server.event.Metrics;
import tools.jackson.databind.json.JsonMapper;

/** Writes the manual page of all HTTP routes, {@code docs/reference/api.md}, from their table. */
public final class ApiReference {
  private ApiReference() {}

  /** All routes, whose handlers are never called. */
  static RouteTable table() {
    return Routes.table(
        () -> Health.STARTING,
        new Metrics(),
        () -> {
          throw new IllegalStateException("there is no server behind the manual");
        },
        JsonMapper.shared());
  }

  /** The page in Markdown. */
  public static String page() {
    StringBuilder page =
        new StringBuilder(
            """
            # HTTP routes

            This page is made from the program's own table (`angarium reference api`). What holds for all requests is in
            [The administration API](../operations/api.md).

            Each operation is a right: the machine itself (the token) and administrators of the site have all of them. The
            column "may" names the others that have it: `domains` are administrators of domains, for what is in their domains;
            `holder` is everybody with an account, for that account; `monitor` sees the site and changes nothing. What a login may
            not see is answered with 404, as if it were not there; what it may never do with 403.
            """);
    for (RouteSet set : RouteSet.values()) {
      page.append("\n## ").append(set.title()).append("\n\n");
      page.append("| request | | may | query | body | errors |\n");
      page.append("| --- | --- | --- | --- | --- | --- |\n");
      for (Route route : table().routes()) {
        if (route.set() == set) {
          row(page, route);
        }
      }
    }
    page.append(
        """

        ## Operations and roles

        | operation | machine, site | monitor | domains | holder |
        | --- | --- | --- | --- | --- |
        """);
    for (Operation operation : Operation.values()) {
      page.append("| `").append(operation.label()).append("` | yes");
      for (Role role : List.of(Role.MONITOR, Role.DOMAIN_ADMINISTRATOR, Role.HOLDER)) {
        page.append(" | ").append(operation.allows(role) ? "yes" : "");
      }
      page.append(" |\n");
    }
    return page.toString();
  }

  private static void row(StringBuilder page, Route route) {
    page.append("| `")
        .append(route.method())
        .append(' ')
        .append(route.pattern())
        .append("` | ")
        .append(route.text())
        .append(" | ")
        .append(may(route))
        .append(" | ")
        .append(named(route.parameters()))
        .append(" | ")
        .append(named(route.members()))
        .append(" | ")
        .append(errors(route))
        .append(" |\n");
  }

  private static String may(Route route) {
    if (route.access() == Route.Access.OPEN) {
      return route.access().words();
    }
    List<String> all = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      if (route.operations().contains(operation)) {
        List<String> also =
            Arrays.stream(Role.values())
                .filter(role -> role != Role.SYSTEM && role != Role.ADMINISTRATOR)
                .filter(operation::allows)
                .map(ApiReference::word)
                .toList();
        all.add(
            "`" + operation.label() + "`" + (also.isEmpty() ? "" : ": " + String.join(", ", also)));
      }
    }
    String rights = String.join("; ", all);
    return route.access() == Route.Access.MACHINE_OR_LOGIN
        ? "this machine without login; " + rights
        : rights;
  }

  private static String word(Role role) {
    return role == Role.DOMAIN_ADMINISTRATOR ? "domains" : role.name().toLowerCase(Locale.ROOT);
  }

  private static String named(Map<String, String> texts) {
    List<String> all = new ArrayList<>();
    texts.forEach((name, text) -> all.add("`" + name + "`: " + text));
    return String.join("; ", all);
  }

  /** Those that this request can have besides 400, 405, 500 and 503. */
  private static String errors(Route route) {
    List<String> errors = new ArrayList<>();
    if (route.access() != Route.Access.OPEN) {
      errors.addAll(List.of("401", "403", "429"));
    }
    if (route.path().stream().anyMatch(segment -> segment.startsWith("{"))) {
      errors.add("404");
    }
    boolean changes = !route.method().equals("GET");
    if (changes && route.set() == RouteSet.ADMINISTRATION) {
      errors.add("409");
    }
    if (!route.members().isEmpty()) {
      errors.addAll(List.of("408", "413", "415"));
    }
    if (!route.members().isEmpty() || !route.parameters().isEmpty()) {
      errors.add("422");
    }
    errors.sort(null);
    return String.join(", ", errors);
  }
}
