/**
 * The engine of tests and dry runs: everything in memory, nothing on disk, gone when closed.
 *
 * <p>The state is one immutable balanced tree ({@link
 * org.angarium.store.engine.memory.PersistentMap}); a commit makes a new tree that shares all it
 * didn't change with the old one and swaps the root. So a snapshot is a reference, readers never
 * wait, and a half-done commit cannot be seen. Same write path, locks and overlay as the engines
 * that matter, so that what passes here does so for the same reasons.
 */
@NullMarked
package org.angarium.store.engine.memory;

import org.jspecify.annotations.NullMarked;
