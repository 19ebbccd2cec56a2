/**
 * Sieve scripts as lists of rules that people edit in forms: if all or any of some conditions hold,
 * do this, and perhaps stop.
 *
 * <p>A script is the only place where rules are kept. {@link
 * org.angarium.mail.sieve.rules.RuleScript} reads one as a row of pieces: what a form can show
 * becomes a {@link org.angarium.mail.sieve.rules.Rule}, whatever else there is (variables,
 * branches, comments, a script that doesn't even parse) stays as text that the form leaves alone.
 * Written again, every piece that nobody changed is the same to the letter, so people may use the
 * form and a text editor by turns, and other programs too.
 *
 * <p>Names are kept as Roundcube's filters keep them, in a comment {@code # rule:[name]} before the
 * rule, and like there a rule is switched off by {@code if false # condition}. The names that
 * Open-Xchange writes ({@code ## Flag: …|Rulename: name}) and plain comments on the line before are
 * read as names too.
 *
 * <pre>{@code
 * # rule:[Lists]
 * if header :contains "List-Id" "example" {
 *   fileinto "Lists";
 *   stop;
 * }
 * }</pre>
 *
 * <p>Texts in rules are those of the script: in a script that requires {@code variables}, {@code
 * ${1}} in a text is a variable, and {@code ${hex:41}} a letter in one that requires {@code
 * encoded-character}. Everything here is immutable and pure.
 */
@NullMarked
package org.angarium.mail.sieve.rules;

import org.jspecify.annotations.NullMarked;
