/**
 * What all line protocols have in common: the loop of a session, its ends, logging in.
 *
 * <p>{@link org.angarium.server.session.LineSession} is the skeleton: greeting, then read a command
 * under a deadline, carry it out, until there is an end; the last words at each kind of end ({@link
 * org.angarium.server.event.SessionEnd}) are said in one place. A protocol head brings the reading
 * of a command, its execution and its words. {@link org.angarium.server.session.SaslDialogue}
 * carries a SASL exchange over any protocol that sends base64 in lines.
 *
 * <p>SMTP, LMTP and IMAP stand on it. A session belongs to the virtual thread of its connection.
 */
@NullMarked
package org.angarium.server.session;

import org.jspecify.annotations.NullMarked;
