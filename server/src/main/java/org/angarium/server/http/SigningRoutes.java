package org.angarium.server.http;

import java.util.List;
import java.util.function.Supplier;
import org.angarium.server.admin.Operation;
import org.angarium.server.admin.SigningOperations;

/** Keys and DNS records of domains. */
final class SigningRoutes {
  private static final String KEYS = "/domains/{name}/keys";

  private SigningRoutes() {}

  static List<Route> of(Supplier<SigningOperations> signing) {
    return List.of(
        Route.admin(
                "GET",
                "/domains/{name}/dns",
                Operation.DOMAIN_DNS,
                call -> new Answer.Json(signing.get().dns(call.actor(), call.named("name"))))
            .saying(
                "What the domain needs in DNS (MX, SPF, DKIM, DMARC), and what is there. Keys whose"
                    + " record is found begin to sign."),
        Route.admin(
                "GET",
                KEYS,
                Operation.DOMAIN_KEY_LIST,
                call -> new Answer.Json(signing.get().keys(call.actor(), call.named("name"))))
            .saying("The keys that sign the domain's mail (DKIM)."),
        Route.admin(
                "POST",
                KEYS,
                Operation.DOMAIN_KEY_ROTATE,
                call -> new Answer.Json(signing.get().rotate(call.actor(), call.named("name"))))
            .saying(
                "Makes new keys. They take the place of the old ones when their records are in"
                    + " DNS."),
        Route.admin(
                "DELETE",
                KEYS + "/{selector}",
                Operation.DOMAIN_KEY_DELETE,
                call -> {
                  signing.get().delete(call.actor(), call.named("name"), call.named("selector"));
                  return new Answer.Nothing();
                })
            .saying("Deletes a key at once."));
  }
}
