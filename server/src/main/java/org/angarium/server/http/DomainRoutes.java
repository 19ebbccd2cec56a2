package org.angarium.server.http;

import java.util.List;
import java.util.function.Supplier;
import org.angarium.server.admin.DomainOperations;
import org.angarium.server.admin.Operation;

/** Domains. */
final class DomainRoutes {
  private DomainRoutes() {}

  static List<Route> of(Supplier<DomainOperations> domains) {
    return List.of(
        Route.admin(
                "GET",
                "/domains",
                Operation.DOMAIN_LIST,
                call ->
                    new Answer.Json(
                        domains
                            .get()
                            .list(
                                call.actor(),
                                call.prefix(),
                                call.parameter("after"),
                                call.limit())))
            .parameter("prefix", "beginning of the name")
            .listing()
            .saying("The domains that the login may see."),
        Route.admin(
                "POST",
                "/domains",
                Operation.DOMAIN_CREATE,
                call -> new Answer.Json(domains.get().create(call.actor(), call.text("name"))))
            .member("name", "of the domain")
            .saying("Adds a domain."),
        Route.admin(
                "GET",
                "/domains/{name}",
                Operation.DOMAIN_SHOW,
                call -> new Answer.Json(domains.get().show(call.actor(), call.named("name"))))
            .saying("Shows a domain."),
        Route.admin(
                "PATCH",
                "/domains/{name}",
                Operation.DOMAIN_CATCH_ALL,
                call ->
                    new Answer.Json(
                        domains
                            .get()
                            .change(
                                call.actor(),
                                call.named("name"),
                                call.optionalFlag("enabled"),
                                call.optionalText("catchAll"))))
            .needing(Operation.DOMAIN_ENABLE)
            .member("enabled", "whether mail and logins are taken")
            .member("catchAll", "address for names that are not there; empty for nobody")
            .saying("Changes a domain, all of it or nothing; omitted members are unchanged."),
        Route.admin(
                "DELETE",
                "/domains/{name}",
                Operation.DOMAIN_DELETE,
                call -> {
                  domains.get().delete(call.actor(), call.named("name"));
                  return new Answer.Nothing();
                })
            .saying("Deletes a domain; it must be empty."));
  }
}
