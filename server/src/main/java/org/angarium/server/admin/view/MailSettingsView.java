package org.angarium.server.admin.view;

import java.time.LocalDate;
import java.util.List;
import org.angarium.server.sieve.MailSettings;
import org.jspecify.annotations.Nullable;

/** What an account has set for its incoming mail, as the administration shows it. */
public record MailSettingsView(
    @Nullable ForwardView forward, @Nullable ReplyView vacation, @Nullable ReplyView autoReply) {
  /** Forwarding. */
  public record ForwardView(List<String> to, boolean keep) {}

  /** An answer; days as {@code 2026-12-24}. */
  public record ReplyView(
      @Nullable String from,
      @Nullable String until,
      int days,
      @Nullable String subject,
      String text) {}

  /** What the service shows of it. */
  public static MailSettingsView of(MailSettings settings) {
    MailSettings.Forward forward = settings.forward();
    return new MailSettingsView(
        forward == null
            ? null
            : new ForwardView(forward.to().stream().map(Object::toString).toList(), forward.keep()),
        view(settings.vacation()),
        view(settings.autoReply()));
  }

  private static @Nullable ReplyView view(MailSettings.@Nullable Reply reply) {
    return reply == null
        ? null
        : new ReplyView(
            day(reply.from()), day(reply.until()), reply.days(), reply.subject(), reply.text());
  }

  private static @Nullable String day(@Nullable LocalDate day) {
    return day == null ? null : day.toString();
  }
}
