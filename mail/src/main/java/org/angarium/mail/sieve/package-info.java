/**
 * Sieve (RFC 5228): the language in which people say what happens to their mail on delivery.
 *
 * <pre>{@code
 * require ["fileinto", "envelope"];
 * if header :contains "List-Id" "rocksdb" {
 *   fileinto "Lists";
 * } elsif envelope :domain "from" "example.org" {
 *   keep;
 * }
 * }</pre>
 *
 * <p>A script is a list of <em>commands</em>. Some act ({@code fileinto}, {@code redirect}, {@code
 * discard}, {@code keep}), some steer ({@code if}, {@code stop}); <em>tests</em> such as {@code
 * header} or {@code size} decide between them. There are no functions and no loops but those over
 * the parts of the message, so every script comes to an end. If it did nothing that settles where
 * the message goes, the <em>implicit keep</em> delivers it as if there were no script; a script
 * that fails is one that kept the message. Mail is never lost to a mistake in a script.
 *
 * <p>A test compares <em>values</em> from the message with <em>keys</em> from the script. The
 * <em>match type</em> says how ({@code :is}, {@code :contains}, {@code :matches} with {@code *} and
 * {@code ?}, {@code :count} and {@code :value} of RFC 5231, {@code :regex}, {@code :list} of RFC
 * 6134), the <em>comparator</em> which letters are the same. Everything beyond the core is an
 * <em>extension</em> that the script must {@code require} by name; {@link
 * org.angarium.mail.sieve.syntax.SieveExtensions} lists those that are here. A script that requires
 * another is refused when it is stored, not when mail comes; one that asks for it by {@code ihave}
 * (RFC 5463) can do without.
 *
 * <p>Scripts <em>include</em> others (RFC 6609), of their owner or of the site. Each is compiled
 * for itself and looked up when a run comes to it, so that libraries can change under the scripts
 * that use them; what is missing, broken or a loop by then fails the run. Included while a script
 * goes through the parts of a message, it sees the part as if that were all. Scripts also run on
 * what a user does over IMAP (RFC 6785), where nothing is delivered: {@link
 * org.angarium.mail.sieve.action.ImapSieveEvent}.
 *
 * <p>A message is a tree of parts (see {@link org.angarium.mail.mime}). With RFC 5703 a script goes
 * through them ({@code foreverypart}), looks at their headers, takes out their text, and puts
 * others in their place or another message around all. What comes of that is told as a list of
 * {@link org.angarium.mail.sieve.action.MessageSegment}s, kept stretches and new octets.
 *
 * <p>The path of a script: {@link org.angarium.mail.sieve.compile.SieveCompiler} splits it into
 * words, reads the grammar into phrases, fits each phrase to the signature of its command or test,
 * and makes steps and conditions of them: a {@link org.angarium.mail.sieve.compile.SieveProgram}.
 * All that is wrong is told at once, each with its place and a remedy. {@link
 * org.angarium.mail.sieve.run.SieveInterpreter} runs a program on a {@link
 * org.angarium.mail.sieve.run.SieveMessage} and gives back {@link
 * org.angarium.mail.sieve.action.SieveAction}s as data; nothing is done here. What the message
 * doesn't tell, a script asks the {@link org.angarium.mail.sieve.run.SieveWorld}; the time is a
 * parameter.
 *
 * <p>Programs that show or change scripts use {@link org.angarium.mail.sieve.syntax.SieveSyntax},
 * the script taken apart but not understood, with its comments; {@link
 * org.angarium.mail.sieve.syntax.SieveFormatter} writes it in one canonical form.
 *
 * <p>Scripts are written by users, messages by strangers, and the two meet here: {@link
 * org.angarium.mail.sieve.syntax.SieveLimits} bounds both. Patterns run without backtracking,
 * strings with variables are taken apart once, when the script is compiled. Regular expressions are
 * run as all ways at once ({@code Regex}). Programs are immutable and may be shared and cached; a
 * run belongs to its thread.
 */
@NullMarked
package org.angarium.mail.sieve;

import org.jspecify.annotations.NullMarked;
