/**
 * Strict readers of what servers answer. A conversation of a test is overheard: a {@link
 * org.angarium.testkit.grammar.Conversation} sees every octet of both directions and throws a
 * {@link org.angarium.testkit.grammar.GrammarFault} at the first octet of an answer that the
 * grammar of its protocol does not allow, or that the state of the conversation does not.
 *
 * <p>The readers are written by hand from the ABNF of the RFCs and share no code with the server.
 * What a client sends is not judged: tests send nonsense on purpose. It is followed only as far as
 * answers depend on it.
 */
@NullMarked
package org.angarium.testkit.grammar;

import org.jspecify.annotations.NullMarked;
