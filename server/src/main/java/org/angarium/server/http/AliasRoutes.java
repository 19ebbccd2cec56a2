package org.angarium.server.http;

import java.util.List;
import java.util.function.Supplier;
import org.angarium.server.admin.AliasOperations;
import org.angarium.server.admin.Operation;

/** Aliases. */
final class AliasRoutes {
  private AliasRoutes() {}

  static List<Route> of(Supplier<AliasOperations> aliases) {
    return List.of(
        Route.admin(
                "GET",
                "/aliases",
                Operation.ALIAS_LIST,
                call ->
                    new Answer.Json(
                        aliases
                            .get()
                            .list(
                                call.actor(),
                                call.parameter("domain"),
                                call.prefix(),
                                call.parameter("after"),
                                call.limit())))
            .parameter("domain", "of this domain only")
            .parameter("prefix", "beginning of the local part")
            .listing()
            .saying("The aliases that the login may see."),
        Route.admin(
                "POST",
                "/aliases",
                Operation.ALIAS_ADD,
                call ->
                    new Answer.Json(
                        aliases
                            .get()
                            .add(call.actor(), call.text("address"), call.texts("targets"))))
            .member("address", "of the alias")
            .member("targets", "array of addresses")
            .saying("Makes an alias, or adds to its targets."),
        Route.admin(
                "GET",
                "/aliases/{address}",
                Operation.ALIAS_SHOW,
                call -> new Answer.Json(aliases.get().show(call.actor(), call.address("address"))))
            .saying("Shows an alias."),
        Route.admin(
                "PUT",
                "/aliases/{address}",
                Operation.ALIAS_SET,
                call ->
                    new Answer.Json(
                        aliases
                            .get()
                            .set(call.actor(), call.address("address"), call.texts("targets"))))
            .member("targets", "array of addresses")
            .saying("Replaces the targets."),
        Route.admin(
                "DELETE",
                "/aliases/{address}",
                Operation.ALIAS_DELETE,
                call -> {
                  aliases.get().delete(call.actor(), call.address("address"));
                  return new Answer.Nothing();
                })
            .saying("Deletes an alias."));
  }
}
