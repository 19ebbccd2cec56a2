package org.angarium.mail.dsn;

import java.time.OffsetDateTime;
import org.angarium.mail.report.TypedValue;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message for one recipient (RFC 3464 §2.3).
 *
 * @param finalRecipient the address as it was last used for delivery, without its type
 * @param originalRecipient the ORCPT parameter, decoded, with its type ({@code
 *     rfc822;user@example.org}); null if unknown
 * @param status the enhanced status code, such as {@code 5.1.1} (RFC 3463)
 * @param remoteMta the host that was spoken to; null if none was
 * @param diagnostic why, with its type: {@code smtp} is for the words of the host and nothing else
 *     ({@code smtp; 550 5.1.1 no such user}, RFC 3461 §9.2); null if nothing is known
 * @param lastAttempt when delivery was last tried; null if unknown
 * @param willRetryUntil for {@link DsnAction#DELAYED}: how long it will be tried; else null
 * @param logId what to look for in the log of the host that tried last; null if unknown
 */
public record DsnRecipient(
    String finalRecipient,
    @Nullable String originalRecipient,
    DsnAction action,
    String status,
    @Nullable String remoteMta,
    @Nullable TypedValue diagnostic,
    @Nullable OffsetDateTime lastAttempt,
    @Nullable OffsetDateTime willRetryUntil,
    @Nullable String logId) {

  /** A recipient of whom no log identifier is told. */
  public DsnRecipient(
      String finalRecipient,
      @Nullable String originalRecipient,
      DsnAction action,
      String status,
      @Nullable String remoteMta,
      @Nullable TypedValue diagnostic,
      @Nullable OffsetDateTime lastAttempt,
      @Nullable OffsetDateTime willRetryUntil) {
    this(
        finalRecipient,
        originalRecipient,
        action,
        status,
        remoteMta,
        diagnostic,
        lastAttempt,
        willRetryUntil,
        null);
  }
}
