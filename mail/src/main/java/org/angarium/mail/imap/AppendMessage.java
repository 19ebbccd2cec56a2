package org.angarium.mail.imap;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What APPEND says of one message before its bytes (RFC 9051 §6.3.12, RFC 3502).
 *
 * @param flags as sent, system flags in their usual spelling
 * @param internalDate null for now
 * @param literal the announcement of the message itself
 * @param undoable why the message cannot be taken, else null
 */
public record AppendMessage(
    Set<String> flags,
    @Nullable Instant internalDate,
    LiteralHeader literal,
    @Nullable Undoable undoable) {}
