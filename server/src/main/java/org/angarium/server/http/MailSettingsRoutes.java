package org.angarium.server.http;

import java.util.List;
import java.util.function.Supplier;
import org.angarium.server.admin.MailSettingsOperations;
import org.angarium.server.admin.Operation;

/** Forwarding, out-of-office and automatic replies of accounts. */
final class MailSettingsRoutes {
  private static final String ACCOUNT = "/accounts/{address}";
  private static final String FORWARD = ACCOUNT + "/forward";
  private static final String VACATION = ACCOUNT + "/vacation";
  private static final String AUTO_REPLY = ACCOUNT + "/auto-reply";

  private MailSettingsRoutes() {}

  static List<Route> of(Supplier<MailSettingsOperations> settings) {
    return List.of(
        Route.admin(
                "GET",
                ACCOUNT + "/mail-settings",
                Operation.MAIL_SETTINGS_SHOW,
                call -> new Answer.Json(settings.get().show(call.actor(), call.address("address"))))
            .saying("Forwarding, out-of-office and automatic reply of an account."),
        Route.admin(
                "PUT",
                FORWARD,
                Operation.FORWARD_SET,
                call ->
                    new Answer.Json(
                        settings
                            .get()
                            .forward(
                                call.actor(),
                                call.address("address"),
                                call.texts("to"),
                                Boolean.TRUE.equals(call.optionalFlag("keep")))))
            .member("to", "up to four addresses; none ends it")
            .member("keep", "`true` to keep a copy in the account")
            .saying("Forwards the mail of an account."),
        Route.admin(
                "DELETE",
                FORWARD,
                Operation.FORWARD_SET,
                call -> {
                  settings.get().forward(call.actor(), call.address("address"), List.of(), false);
                  return new Answer.Nothing();
                })
            .saying("Ends forwarding."),
        Route.admin(
                "PUT",
                VACATION,
                Operation.VACATION_SET,
                call ->
                    new Answer.Json(
                        settings
                            .get()
                            .vacation(
                                call.actor(),
                                call.address("address"),
                                new MailSettingsOperations.Answer(
                                    call.text("text"),
                                    call.optionalText("subject"),
                                    call.optionalText("from"),
                                    call.optionalText("until"),
                                    call.optionalNumber("days")))))
            .member("text", "what the sender is told")
            .member("subject", "of the answer; that of the message with a prefix if not said")
            .member("from", "first day, `2026-12-24`, in UTC")
            .member("until", "last day")
            .member(
                "days", "after how many days a sender is answered again, 1 to 365; 7 if not said")
            .saying("Sets the out-of-office reply of an account."),
        Route.admin(
                "DELETE",
                VACATION,
                Operation.VACATION_SET,
                call -> {
                  settings.get().vacation(call.actor(), call.address("address"), null);
                  return new Answer.Nothing();
                })
            .saying("Ends the out-of-office reply."),
        Route.admin(
                "PUT",
                AUTO_REPLY,
                Operation.AUTO_REPLY_SET,
                call ->
                    new Answer.Json(
                        settings
                            .get()
                            .autoReply(
                                call.actor(),
                                call.address("address"),
                                new MailSettingsOperations.Answer(
                                    call.text("text"),
                                    call.optionalText("subject"),
                                    null,
                                    null,
                                    call.optionalNumber("days")))))
            .member("text", "what the sender is told")
            .member("subject", "of the answer; that of the message with a prefix if not said")
            .member(
                "days", "after how many days a sender is answered again, 1 to 365; 1 if not said")
            .saying("Sets the reply that an account sends at all times."),
        Route.admin(
                "DELETE",
                AUTO_REPLY,
                Operation.AUTO_REPLY_SET,
                call -> {
                  settings.get().autoReply(call.actor(), call.address("address"), null);
                  return new Answer.Nothing();
                })
            .saying("Ends the reply that is sent at all times."));
  }
}
