/**
 * What is kept of the life of each message: its events, by its id, for some days. May be lost or
 * dropped at any time without harm to mail; written without waiting for the disk.
 */
@NullMarked
package org.angarium.store.trace;

import org.jspecify.annotations.NullMarked;
