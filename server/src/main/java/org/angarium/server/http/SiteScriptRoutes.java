package org.angarium.server.http;

import java.util.List;
import java.util.function.Supplier;
import org.angarium.server.admin.Operation;
import org.angarium.server.admin.SiteScriptOperations;

/** Sieve scripts that run for all accounts. */
final class SiteScriptRoutes {
  private static final String SCRIPTS = "/scripts";
  private static final String SCRIPT = SCRIPTS + "/{name}";

  private SiteScriptRoutes() {}

  static List<Route> of(Supplier<SiteScriptOperations> scripts) {
    return List.of(
        Route.admin(
                "GET",
                SCRIPTS,
                Operation.SITE_SCRIPT_LIST,
                call ->
                    new Answer.Json(
                        scripts.get().list(call.actor(), call.parameter("after"), call.limit())))
            .listing()
            .saying("The scripts of the site."),
        Route.admin(
                "GET",
                SCRIPT,
                Operation.SITE_SCRIPT_SHOW,
                call -> new Answer.Json(scripts.get().show(call.actor(), call.named("name"))))
            .saying("Shows a script with its text."),
        Route.admin(
                "PUT",
                SCRIPT,
                Operation.SITE_SCRIPT_PUT,
                call ->
                    new Answer.Json(
                        scripts
                            .get()
                            .put(
                                call.actor(),
                                call.named("name"),
                                call.text("runs"),
                                call.text("text"))))
            .member("runs", "`before` or `after` those of each account, or `library`")
            .member("text", "the script (RFC 5228)")
            .saying("Stores a script, new or in place of the one of that name."),
        Route.admin(
                "DELETE",
                SCRIPT,
                Operation.SITE_SCRIPT_DELETE,
                call -> {
                  scripts.get().delete(call.actor(), call.named("name"));
                  return new Answer.Nothing();
                })
            .saying("Deletes a script."));
  }
}
