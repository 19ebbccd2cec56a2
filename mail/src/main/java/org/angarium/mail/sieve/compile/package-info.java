/**
 * Makes {@link Step}s and {@link Condition}s of phrases: each is fitted to the {@link Signature} of
 * its command or test, its extension must be required, and its constants are checked. Start at
 * {@link SieveCompiler}; the class of a command or test stands by its name.
 *
 * <p>A {@link SieveProgram} is immutable and may be cached and shared between threads.
 */
@NullMarked
package org.angarium.mail.sieve.compile;

import org.jspecify.annotations.NullMarked;
