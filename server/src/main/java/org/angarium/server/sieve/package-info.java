/**
 * Sieve scripts at work: what they make of a message that is being delivered.
 *
 * <p>The scripts lie in {@code store.script}, the language is {@code mail.sieve}. {@link
 * org.angarium.server.sieve.UserScripts} compiles a script before it is stored, so that what is
 * stored can run. {@link org.angarium.server.sieve.SieveRunner} runs those of the site and of an
 * account one after the other ({@code Gathering} keeps what they want) and says as data what is to
 * be done ({@link org.angarium.server.sieve.SieveOutcome}); the package {@code delivery} does it,
 * within the transaction that accepts the message. What scripts remember lies in {@link
 * org.angarium.store.script.ScriptMemories}.
 *
 * <p>A script that fails keeps the message (RFC 5228 §2.10.6). Scripts are written by users,
 * messages by strangers: {@link org.angarium.mail.sieve.syntax.SieveLimits} bounds what both can
 * cost. Compiled scripts are cached, up to a size.
 */
@NullMarked
package org.angarium.server.sieve;

import org.jspecify.annotations.NullMarked;
