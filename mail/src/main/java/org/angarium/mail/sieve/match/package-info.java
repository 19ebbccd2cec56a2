/**
 * How values of a message are compared with keys of a script: match types, comparators (RFC 4790),
 * globs and regular expressions in linear time, and the strings with variables (RFC 5229) that keys
 * are made of.
 *
 * <p>A {@link Match} is prepared once, when the script is compiled, and shared by all runs; {@link
 * Variables} belong to one run and its thread.
 */
@NullMarked
package org.angarium.mail.sieve.match;

import org.jspecify.annotations.NullMarked;
