package org.angarium.server.http;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.EmailAddress;
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
  private static final Set<String> NONE = Set.of();
  private static final Set<String> LISTED = Set.of("domain", "prefix", "after", "limit");

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
      case "status" -> only(call, 1, "GET", NONE, NONE, administration::status);
      case "configuration" ->
          only(
              call, 1, "GET", NONE, NONE, () -> Map.of("settings", administration.configuration()));
      case "domains" -> all ? domains(call) : domain(call);
      case "accounts" -> all ? accounts(call) : account(call);
      case "aliases" -> all ? aliases(call) : alias(call);
      case "queue" -> all ? queue(call) : queued(call);
      case "traces" -> trace(call);
      case "verify" -> only(call, 1, "POST", NONE, NONE, administration::verify);
      case "backup" -> backup(call);
      default -> throw nothing(call);
    };
  }

  private Object domains(Call call) throws Problem, StoreException, AdministrationRefusal {
    return switch (call.method()) {
      case "GET" -> {
        call.only(Set.of("prefix", "after", "limit"), NONE);
        yield administration.domains(call.prefix(), call.parameter("after"), call.limit());
      }
      case "POST" -> {
        call.only(NONE, Set.of("name"));
        yield administration.createDomain(call.text("name"), call.by());
      }
      default -> throw Problem.method(call.method(), "GET", "POST");
    };
  }

  private @Nullable Object domain(Call call) throws Problem, StoreException, AdministrationRefusal {
    String name = name(call);
    return switch (call.method()) {
      case "GET" -> {
        call.only(NONE, NONE);
        yield administration.domain(name);
      }
      case "PATCH" -> {
        call.only(NONE, Set.of("enabled", "catchAll"));
        yield administration.changeDomain(
            name, call.optionalFlag("enabled"), call.optionalText("catchAll"), call.by());
      }
      case "DELETE" -> {
        call.only(NONE, NONE);
        administration.domain(name); // what is no name of a domain is not there
        administration.deleteDomain(name, call.by());
        yield null;
      }
      default -> throw Problem.method(call.method(), "GET", "PATCH", "DELETE");
    };
  }

  private Object accounts(Call call)
      throws Problem, StoreException, AdministrationRefusal, InterruptedException {
    return switch (call.method()) {
      case "GET" -> {
        call.only(LISTED, NONE);
        yield administration.accounts(
            call.parameter("domain"), call.prefix(), call.parameter("after"), call.limit());
      }
      case "POST" -> {
        call.only(
            NONE, Set.of("addresses", "password", "administrator", "quotaBytes", "quotaMessages"));
        yield Map.of(
            "items",
            administration.createAccounts(
                call.texts("addresses"),
                call.text("password"),
                Boolean.TRUE.equals(call.optionalFlag("administrator")),
                Objects.requireNonNullElse(call.optionalNumber("quotaBytes"), 0L),
                Objects.requireNonNullElse(call.optionalNumber("quotaMessages"), 0L),
                call.by()));
      }
      default -> throw Problem.method(call.method(), "GET", "POST");
    };
  }

  private @Nullable Object account(Call call)
      throws Problem, StoreException, AdministrationRefusal, InterruptedException {
    String address = address(call);
    return switch (call.method()) {
      case "GET" -> {
        call.only(NONE, NONE);
        yield administration.account(address);
      }
      case "PATCH" -> {
        call.only(
            NONE,
            Set.of(
                "displayName",
                "quotaBytes",
                "quotaMessages",
                "administrator",
                "suspended",
                "password"));
        yield administration.changeAccount(
            address,
            new AccountChange(
                call.optionalText("displayName"),
                call.optionalNumber("quotaBytes"),
                call.optionalNumber("quotaMessages"),
                call.optionalFlag("administrator"),
                call.optionalFlag("suspended"),
                call.optionalText("password")),
            call.by());
      }
      case "DELETE" -> {
        call.only(NONE, NONE);
        administration.deleteAccount(address, call.by());
        yield null;
      }
      default -> throw Problem.method(call.method(), "GET", "PATCH", "DELETE");
    };
  }

  private Object aliases(Call call) throws Problem, StoreException, AdministrationRefusal {
    return switch (call.method()) {
      case "GET" -> {
        call.only(LISTED, NONE);
        yield administration.aliases(
            call.parameter("domain"), call.prefix(), call.parameter("after"), call.limit());
      }
      case "POST" -> {
        call.only(NONE, Set.of("address", "targets"));
        yield administration.addAlias(call.text("address"), call.texts("targets"), call.by());
      }
      default -> throw Problem.method(call.method(), "GET", "POST");
    };
  }

  private @Nullable Object alias(Call call) throws Problem, StoreException, AdministrationRefusal {
    String address = address(call);
    return switch (call.method()) {
      case "GET" -> {
        call.only(NONE, NONE);
        yield administration.alias(address);
      }
      case "PUT" -> {
        call.only(NONE, Set.of("targets"));
        yield administration.setAliasTargets(address, call.texts("targets"), call.by());
      }
      case "DELETE" -> {
        call.only(NONE, NONE);
        administration.deleteAlias(address, call.by());
        yield null;
      }
      default -> throw Problem.method(call.method(), "GET", "PUT", "DELETE");
    };
  }

  private Object queue(Call call) throws Problem, StoreException, AdministrationRefusal {
    return only(
        call,
        1,
        "GET",
        Set.of("destination", "held", "after", "limit"),
        NONE,
        () ->
            administration.queue(
                call.parameter("destination"),
                call.flag("held"),
                call.parameter("after"),
                call.limit()));
  }

  private @Nullable Object queued(Call call) throws Problem, StoreException, AdministrationRefusal {
    try {
      return queuedById(call);
    } catch (AdministrationRefusal refusal) {
      // The id stands in the path: what is none names nothing.
      if (refusal.kind() == AdministrationRefusal.Kind.INVALID) {
        throw new Problem(404, "Not found", refusal.problem(), refusal.remedy());
      }
      throw refusal;
    }
  }

  private @Nullable Object queuedById(Call call)
      throws Problem, StoreException, AdministrationRefusal {
    if (call.path().size() == 3) {
      String id = call.path().get(1);
      return only(
          call,
          3,
          "POST",
          NONE,
          NONE,
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
      case "GET" -> {
        call.only(NONE, NONE);
        yield administration.queued(id);
      }
      case "DELETE" -> {
        call.only(NONE, NONE);
        administration.deleteQueued(id, call.by());
        yield null;
      }
      default -> throw Problem.method(call.method(), "GET", "DELETE");
    };
  }

  private Object backup(Call call) throws Problem, StoreException, AdministrationRefusal {
    return only(
        call,
        1,
        "POST",
        NONE,
        Set.of("folder"),
        () -> administration.backup(call.text("folder"), call.by()));
  }

  private Object trace(Call call) throws Problem, StoreException, AdministrationRefusal {
    String id = name(call);
    return only(
        call,
        2,
        "GET",
        NONE,
        NONE,
        () -> {
          List<JsonNode> steps = administration.trace(id).stream().map(json::readTree).toList();
          return Map.of("id", id, "items", steps);
        });
  }

  private interface Answer {
    Object get() throws Problem, StoreException, AdministrationRefusal;
  }

  private static Object only(
      Call call,
      int segments,
      String method,
      Set<String> parameters,
      Set<String> members,
      Answer answer)
      throws Problem, StoreException, AdministrationRefusal {
    if (call.path().size() != segments) {
      throw nothing(call);
    }
    if (!call.method().equals(method)) {
      throw Problem.method(call.method(), method);
    }
    call.only(parameters, members);
    return answer.get();
  }

  /** The second and last segment. */
  private static String name(Call call) throws Problem {
    if (call.path().size() != 2 || call.path().get(1).isEmpty()) {
      throw nothing(call);
    }
    return call.path().get(1);
  }

  /** As {@link #name}; what is no address names nothing. */
  private static String address(Call call) throws Problem {
    String text = name(call);
    try {
      EmailAddress.parse(text);
      return text;
    } catch (AddressSyntaxException noAddress) {
      throw new Problem(
          404,
          "Not found",
          "\"" + text + "\" is no address: " + noAddress.getMessage() + ".",
          "Write it as user@example.org.");
    }
  }

  private static Problem nothing(Call call) {
    return Problem.notFound("/api/admin/" + String.join("/", call.path()));
  }
}
