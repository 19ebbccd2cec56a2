package org.angarium.store.script;

import java.time.Instant;
import org.angarium.store.account.AccountId;
import org.jspecify.annotations.Nullable;

/**
 * Something that a script is to remember.
 *
 * @param seen what {@link ScriptMemories#noted} said when the script decided: what it did is right
 *     only as long as that stands
 * @param until when it may be forgotten; not in the past
 */
public record MemoryNote(AccountId account, MemoryKey key, @Nullable Instant seen, Instant until) {}
