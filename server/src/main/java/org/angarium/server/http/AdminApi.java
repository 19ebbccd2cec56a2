package org.angarium.server.http;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.angarium.server.admin.AccountChange;
import org.angarium.server.admin.Administration;
import org.angarium.server.admin.AdministrationRefusal;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The administration over HTTP: translates paths and JSON to calls of {@link Administration} and
 * decides nothing. Paths below {@code /api/admin}:
 *
 * <pre>
 * GET    status                             GET    configuration
 * GET    domains?prefix&amp;after&amp;limit          POST   domains {name}
 * GET    domains/NAME                       PATCH  domains/NAME {enabled, catchAll}   DELETE …
 * GET    accounts?domain&amp;prefix&amp;after&amp;limit  POST   accounts {addresses, password, …}
 * GET    accounts/ADDRESS                   PATCH  accounts/ADDRESS {…}               DELETE …
 * GET    aliases?domain&amp;prefix&amp;after&amp;limit   POST   aliases {address, targets}
 * GET    aliases/ADDRESS                    PUT    aliases/ADDRESS {targets}          DELETE …
 * GET    queue?destination&amp;held&amp;after&amp;limit
 * GET    queue/ID                           POST   queue/ID/hold | release | retry    DELETE …
 * GET    traces/ID
 * POST   verify                             POST   backup {folder}
 * </pre>
 */
final class AdminApi {
  private final Administration administration;
  private final JsonMapper json;

  AdminApi(Administration administration, JsonMapper json) {
    this.administration = administration;
    this.json = json;
  }

  /**
   * Answers one call.
   *
   * @return what is written as JSON; null for 204
   * @throws Problem when the request is at fault
   */
  @Nullable Object answer(Call call) throws Problem, StoreException, InterruptedException {
    try {
      return route(call);
    } catch (AdministrationRefusal refusal) {
      throw switch (refusal.kind()) {
        case NOT_FOUND -> new Problem(404, "Not found", refusal.problem(), refusal.remedy());
        case CONFLICT -> new Problem(409, "Conflict", refusal.problem(), refusal.remedy());
        case INVALID -> new Problem(422, "Invalid", refusal.problem(), refusal.remedy());
      };
    }
  }

  private @Nullable Object route(Call call)
      throws Problem, StoreException, AdministrationRefusal, InterruptedException {
    List<String> path = call.path();
    boolean all = path.size() == 1;
    return switch (path.isEmpty() ? "" : path.getFirst()) {
      case "status" -> only(call, 1, "GET", administration::status);
      case "configuration" ->
          only(call, 1, "GET", () -> Map.of("settings", administration.configuration()));
      case "domains" -> all ? domains(call) : domain(call);
      case "accounts" -> all ? accounts(call) : account(call);
      case "aliases" -> all ? aliases(call) : alias(call);
      case "queue" -> all ? queue(call) : queued(call);
      case "traces" -> trace(call);
      case "verify" -> only(call, 1, "POST", administration::verify);
      case "backup" -> backup(call);
      default -> throw nothing(call);
    };
  }

  private Object domains(Call call) throws Problem, StoreException, AdministrationRefusal {
    return switch (call.method()) {
      case "GET" -> administration.domains(call.prefix(), call.parameter("after"), call.limit());
      case "POST" -> administration.createDomain(call.text("name"), call.by());
      default -> throw method(call, "GET or POST");
    };
  }

  private @Nullable Object domain(Call call) throws Problem, StoreException, AdministrationRefusal {
    String name = name(call);
    return switch (call.method()) {
      case "GET" -> administration.domain(name);
      case "PATCH" ->
          administration.changeDomain(
              name, call.optionalFlag("enabled"), call.optionalText("catchAll"), call.by());
      case "DELETE" -> {
        administration.deleteDomain(name, call.by());
        yield null;
      }
      default -> throw method(call, "GET, PATCH or DELETE");
    };
  }

  private Object accounts(Call call)
      throws Problem, StoreException, AdministrationRefusal, InterruptedException {
    return switch (call.method()) {
      case "GET" ->
          administration.accounts(
              call.parameter("domain"), call.prefix(), call.parameter("after"), call.limit());
      case "POST" ->
          Map.of(
              "items",
              administration.createAccounts(
                  call.texts("addresses"),
                  call.text("password"),
                  Boolean.TRUE.equals(call.optionalFlag("administrator")),
                  Objects.requireNonNullElse(call.optionalNumber("quotaBytes"), 0L),
                  Objects.requireNonNullElse(call.optionalNumber("quotaMessages"), 0L),
                  call.by()));
      default -> throw method(call, "GET or POST");
    };
  }

  private @Nullable Object account(Call call)
      throws Problem, StoreException, AdministrationRefusal, InterruptedException {
    String address = name(call);
    return switch (call.method()) {
      case "GET" -> administration.account(address);
      case "PATCH" ->
          administration.changeAccount(
              address,
              new AccountChange(
                  call.optionalText("displayName"),
                  call.optionalNumber("quotaBytes"),
                  call.optionalNumber("quotaMessages"),
                  call.optionalFlag("administrator"),
                  call.optionalFlag("suspended"),
                  call.optionalText("password")),
              call.by());
      case "DELETE" -> {
        administration.deleteAccount(address, call.by());
        yield null;
      }
      default -> throw method(call, "GET, PATCH or DELETE");
    };
  }

  private Object aliases(Call call) throws Problem, StoreException, AdministrationRefusal {
    return switch (call.method()) {
      case "GET" ->
          administration.aliases(
              call.parameter("domain"), call.prefix(), call.parameter("after"), call.limit());
      case "POST" ->
          administration.addAlias(call.text("address"), call.texts("targets"), call.by());
      default -> throw method(call, "GET or POST");
    };
  }

  private @Nullable Object alias(Call call) throws Problem, StoreException, AdministrationRefusal {
    String address = name(call);
    return switch (call.method()) {
      case "GET" -> administration.alias(address);
      case "PUT" -> administration.setAliasTargets(address, call.texts("targets"), call.by());
      case "DELETE" -> {
        administration.deleteAlias(address, call.by());
        yield null;
      }
      default -> throw method(call, "GET, PUT or DELETE");
    };
  }

  private Object queue(Call call) throws Problem, StoreException, AdministrationRefusal {
    String held = call.parameter("held");
    return only(
        call,
        1,
        "GET",
        () ->
            administration.queue(
                call.parameter("destination"),
                held == null ? null : Boolean.valueOf(held),
                call.parameter("after"),
                call.limit()));
  }

  private @Nullable Object queued(Call call) throws Problem, StoreException, AdministrationRefusal {
    if (call.path().size() == 3) {
      String id = call.path().get(1);
      return only(
          call,
          3,
          "POST",
          () ->
              switch (call.path().get(2)) {
                case "hold" -> administration.hold(id, call.by());
                case "release" -> administration.release(id, call.by());
                case "retry" -> administration.retry(id, call.by());
                default -> throw nothing(call);
              });
    }
    String id = name(call);
    return switch (call.method()) {
      case "GET" -> administration.queued(id);
      case "DELETE" -> {
        administration.deleteQueued(id, call.by());
        yield null;
      }
      default -> throw method(call, "GET or DELETE");
    };
  }

  private Object backup(Call call) throws Problem, StoreException, AdministrationRefusal {
    return only(call, 1, "POST", () -> administration.backup(call.text("folder"), call.by()));
  }

  private Object trace(Call call) throws Problem, StoreException, AdministrationRefusal {
    String id = name(call);
    return only(
        call,
        2,
        "GET",
        () -> {
          List<JsonNode> steps = administration.trace(id).stream().map(json::readTree).toList();
          return Map.of("id", id, "items", steps);
        });
  }

  private interface Answer {
    Object get() throws Problem, StoreException, AdministrationRefusal;
  }

  private static Object only(Call call, int segments, String method, Answer answer)
      throws Problem, StoreException, AdministrationRefusal {
    if (call.path().size() != segments) {
      throw nothing(call);
    }
    if (!call.method().equals(method)) {
      throw method(call, method);
    }
    return answer.get();
  }

  /** The second and last segment. */
  private static String name(Call call) throws Problem {
    if (call.path().size() != 2 || call.path().get(1).isEmpty()) {
      throw nothing(call);
    }
    return call.path().get(1);
  }

  private static Problem nothing(Call call) {
    return Problem.notFound("/api/admin/" + String.join("/", call.path()));
  }

  private static Problem method(Call call, String allowed) {
    return new Problem(
        405, "Method not allowed", call.method() + " is not for this.", "Use " + allowed + ".");
  }
}
