/**
 * How Sieve scripts are written (RFC 5228 §2, §8): text → {@link Token}s → {@link Phrase}s,
 * whatever they mean; what is wrong is gathered in {@link Diagnostics} and told at once, each with
 * its place and a remedy.
 *
 * <p>Here too, since everything above needs them: what scripts may cost ({@link SieveLimits}),
 * which extensions there are ({@link SieveExtensions}), and the canonical form of a script ({@link
 * SieveFormatter}).
 */
@NullMarked
package org.angarium.mail.sieve.syntax;

import org.jspecify.annotations.NullMarked;
