package org.angarium.store.queue;

import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.jspecify.annotations.Nullable;

/**
 * One remote recipient.
 *
 * @param notifyOn NOTIFY of RFC 3461: NEVER, SUCCESS, FAILURE, DELAY; empty when not given (means
 *     FAILURE and DELAY)
 * @param originalRecipient ORCPT of RFC 3461 ({@code rfc822;user@example.com}), or null
 */
public record NewQueueRecipient(
    EmailAddress address, Set<String> notifyOn, @Nullable String originalRecipient) {}
