/**
 * The process: one page that opens everything in order and closes it in reverse.
 *
 * <p>{@link org.angarium.server.main.Angarium} reads from top to bottom: store, directory,
 * protocols, listeners. Everything is wired here with {@code new}; nobody looks anything up. {@link
 * org.angarium.server.main.DataFolder} is where a node keeps what is its own, {@link
 * org.angarium.server.main.FirstStart} what happens once in its life.
 *
 * <p>The process can be killed at any moment: what was answered is on disk. A stop on request
 * (SIGTERM, Ctrl-C) is only kinder to the sessions under way; it takes less than ten seconds.
 */
@NullMarked
package org.angarium.server.main;

import org.jspecify.annotations.NullMarked;
