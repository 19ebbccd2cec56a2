/**
 * The answers of an IMAP server, by RFC 3501 §9 and the grammars of the extensions (RFC 2971, 3348,
 * 3516, 4315, 4731, 5161, 5182, 5258, 5530, 5819, 6154, 7162, 7889, 8438, 8474, 8514, 8970, 9208).
 * One class for each area of the grammar; {@link
 * org.angarium.testkit.grammar.imap.ImapConversation} joins them with the state of a session.
 */
@NullMarked
package org.angarium.testkit.grammar.imap;

import org.jspecify.annotations.NullMarked;
