/**
 * Checks accounts and makes damaged ones sound again, record by record.
 *
 * <p>{@link org.angarium.store.repair.AccountVerify} compares counters with what they count, and
 * records with each other; it changes nothing and may run on a live store. {@link
 * org.angarium.store.repair.AccountRepair} computes again what can be computed, gives a message
 * whose records are incomplete a new UID, and puts a notice in place of a message whose contents
 * are gone. It needs an engine that nobody else uses. docs/operations/damage.md tells the
 * administrator's side.
 */
@NullMarked
package org.angarium.store.repair;

import org.jspecify.annotations.NullMarked;
