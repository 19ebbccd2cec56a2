/** Acceptance of a message: one transaction for all its recipients. */
@NullMarked
package org.angarium.store.intake;

import org.jspecify.annotations.NullMarked;
