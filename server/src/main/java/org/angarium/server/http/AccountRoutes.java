package org.angarium.server.http;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.angarium.server.admin.AccountOperations;
import org.angarium.server.admin.AccountPatch;
import org.angarium.server.admin.Operation;

/** Accounts. */
final class AccountRoutes {
  private AccountRoutes() {}

  static List<Route> of(Supplier<AccountOperations> accounts) {
    return List.of(
        list(accounts), create(accounts), show(accounts), change(accounts), delete(accounts));
  }

  private static Route list(Supplier<AccountOperations> accounts) {
    return Route.admin(
            "GET",
            "/accounts",
            Operation.ACCOUNT_LIST,
            call ->
                new Answer.Json(
                    accounts
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
        .saying("The accounts that the login may see.");
  }

  private static Route create(Supplier<AccountOperations> accounts) {
    return Route.admin(
            "POST",
            "/accounts",
            Operation.ACCOUNT_CREATE,
            call ->
                new Answer.Json(
                    Map.of(
                        "items",
                        accounts
                            .get()
                            .create(
                                call.actor(),
                                call.texts("addresses"),
                                call.text("password"),
                                Boolean.TRUE.equals(call.optionalFlag("administrator")),
                                Objects.requireNonNullElse(call.optionalNumber("quotaBytes"), 0L),
                                Objects.requireNonNullElse(
                                    call.optionalNumber("quotaMessages"), 0L)))))
        .needing(Operation.ACCOUNT_APPOINT)
        .member("addresses", "array of 1 to 1,000")
        .member("password", "of each of them")
        .member("administrator", "of the site")
        .member("quotaBytes", "limit in octets; 0 is none")
        .member("quotaMessages", "limit of messages; 0 is none")
        .saying("Adds accounts, all or none.");
  }

  private static Route show(Supplier<AccountOperations> accounts) {
    return Route.admin(
            "GET",
            "/accounts/{address}",
            Operation.ACCOUNT_SHOW,
            call -> new Answer.Json(accounts.get().show(call.actor(), call.address("address"))))
        .saying("Shows an account and what it uses.");
  }

  private static Route change(Supplier<AccountOperations> accounts) {
    return Route.admin(
            "PATCH",
            "/accounts/{address}",
            Operation.ACCOUNT_NAME,
            call ->
                new Answer.Json(
                    accounts
                        .get()
                        .change(
                            call.actor(),
                            call.address("address"),
                            new AccountPatch(
                                call.optionalText("displayName"),
                                call.optionalNumber("quotaBytes"),
                                call.optionalNumber("quotaMessages"),
                                call.optionalFlag("administrator"),
                                call.optionalFlag("suspended"),
                                call.optionalTexts("administers"),
                                call.optionalFlag("monitor"),
                                call.optionalText("password")))))
        .needing(
            Operation.ACCOUNT_QUOTA,
            Operation.ACCOUNT_SUSPEND,
            Operation.ACCOUNT_PASSWORD,
            Operation.ACCOUNT_APPOINT)
        .member("displayName", "for people")
        .member("quotaBytes", "limit in octets; 0 is none")
        .member("quotaMessages", "limit of messages; 0 is none")
        .member("administrator", "of the site")
        .member("suspended", "neither mail nor login")
        .member("administers", "array of the domains that it administers, all of them")
        .member("monitor", "may look at state, queue and traces of the site")
        .member("password", "a new one")
        .saying("Changes an account, all of it or nothing; omitted members are unchanged.");
  }

  private static Route delete(Supplier<AccountOperations> accounts) {
    return Route.admin(
            "DELETE",
            "/accounts/{address}",
            Operation.ACCOUNT_DELETE,
            call -> {
              accounts.get().delete(call.actor(), call.address("address"));
              return new Answer.Nothing();
            })
        .saying("Deletes an account and all of its mail.");
  }
}
