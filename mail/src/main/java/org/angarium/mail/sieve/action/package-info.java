/**
 * What scripts bring about, as data: the {@link SieveAction}s of a run and what they are made of.
 * Nothing is done here; delivery carries them out.
 */
@NullMarked
package org.angarium.mail.sieve.action;

import org.jspecify.annotations.NullMarked;
