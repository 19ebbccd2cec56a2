/**
 * The one form in which names and passwords of all scripts are kept and compared: {@link SaslPrep}
 * (RFC 4013) where SCRAM demands it, {@link Precis} (RFC 8264, 8265) for what is new.
 *
 * <p>Pure functions. What a profile does not allow is refused; nothing is dropped in silence.
 */
@NullMarked
package org.angarium.mail.precis;

import org.jspecify.annotations.NullMarked;
