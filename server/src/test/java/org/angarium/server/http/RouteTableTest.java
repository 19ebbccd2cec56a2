package org.angarium.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.angarium.server.admin.Operation;
import org.junit.jupiter.api.Test;

/** The table of routes says everything that the manual says, and is whole. */
class RouteTableTest {
  @Test
  void theManualPageIsTheOneOfTheProgram() throws Exception {
    Path here = Path.of("").toAbsolutePath();
    Path root = Files.isDirectory(here.resolve("docs")) ? here : here.resolveSibling("docs/..");
    assertThat(Files.readString(root.resolve("docs/reference/api.md")))
        .as("write it with: ./angarium reference api > docs/reference/api.md")
        .isEqualTo(ApiReference.page());
  }

  @Test
  void everyOperationHasARouteAndEveryRouteAnOperation() {
    EnumSet<Operation> reached = EnumSet.noneOf(Operation.class);
    for (Route route : ApiReference.table().routes()) {
      reached.addAll(route.operations());
      assertThat(route.operations().isEmpty())
          .as(route.pattern())
          .isEqualTo(route.access() == Route.Access.OPEN);
      assertThat(route.text()).as(route.pattern()).endsWith(".");
      assertThat(route.pattern()).startsWith(route.set().root());
    }
    assertThat(reached).isEqualTo(EnumSet.allOf(Operation.class));
  }

  @Test
  void noTwoRoutesAreTheSame() {
    Set<String> seen = new HashSet<>();
    for (Route route : ApiReference.table().routes()) {
      String shape = route.method() + route.pattern().replaceAll("\\{\\w+}", "*");
      assertThat(seen.add(shape)).as(shape).isTrue();
    }
  }

  @Test
  void aListenerServesItsSetsOnly() throws Exception {
    RouteTable watched = ApiReference.table().of(Set.of(RouteSet.HEALTH, RouteSet.METRICS));
    assertThat(watched.find("GET", List.of("healthz"))).isInstanceOf(RouteTable.Found.One.class);
    assertThat(watched.find("HEAD", List.of("metrics"))).isInstanceOf(RouteTable.Found.One.class);
    for (String method : List.of("GET", "POST", "OPTIONS")) {
      assertThatThrownBy(() -> watched.find(method, List.of("api", "admin", "domains")))
          .isInstanceOfSatisfying(
              Problem.class, problem -> assertThat(problem.status()).isEqualTo(404));
    }
  }
}
