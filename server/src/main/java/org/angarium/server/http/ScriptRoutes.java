package org.angarium.server.http;

import java.util.List;
import java.util.function.Supplier;
import org.angarium.server.admin.Operation;
import org.angarium.server.admin.ScriptOperations;

/** Accounts' Sieve scripts. */
final class ScriptRoutes {
  private static final String SCRIPTS = "/accounts/{address}/scripts";
  private static final String SCRIPT = SCRIPTS + "/{name}";

  private ScriptRoutes() {}

  static List<Route> of(Supplier<ScriptOperations> scripts) {
    return List.of(
        Route.admin(
                "GET",
                SCRIPTS,
                Operation.SCRIPT_LIST,
                call ->
                    new Answer.Json(
                        scripts
                            .get()
                            .list(
                                call.actor(),
                                call.address("address"),
                                call.parameter("after"),
                                call.limit())))
            .listing()
            .saying("The scripts of an account."),
        Route.admin(
                "GET",
                SCRIPT,
                Operation.SCRIPT_SHOW,
                call ->
                    new Answer.Json(
                        scripts
                            .get()
                            .show(call.actor(), call.address("address"), call.named("name"))))
            .saying("Shows a script with its text."),
        Route.admin(
                "PUT",
                SCRIPT,
                Operation.SCRIPT_PUT,
                call ->
                    new Answer.Json(
                        scripts
                            .get()
                            .put(
                                call.actor(),
                                call.address("address"),
                                call.named("name"),
                                call.text("text"))))
            .member("text", "the script (RFC 5228)")
            .saying("Stores a script, new or in place of the one of that name."),
        Route.admin(
                "DELETE",
                SCRIPT,
                Operation.SCRIPT_DELETE,
                call -> {
                  scripts.get().delete(call.actor(), call.address("address"), call.named("name"));
                  return new Answer.Nothing();
                })
            .saying("Deletes a script, not the active one."),
        Route.admin(
                "POST",
                SCRIPTS,
                Operation.SCRIPT_ACTIVATE,
                call -> {
                  scripts
                      .get()
                      .activate(call.actor(), call.address("address"), call.optionalText("active"));
                  return new Answer.Nothing();
                })
            .member("active", "name of the script to be run; omitted, none is run")
            .saying("Says which script is run for each message."));
  }
}
