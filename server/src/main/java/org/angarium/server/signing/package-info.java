/**
 * Keys that sign mail, and what a domain needs in DNS (RFC 6376, RFC 8463).
 *
 * <p>Each domain has two keys, RSA and Ed25519 ({@link org.angarium.server.signing.SigningKeys}).
 * They are made by the server, wait until their records are seen in DNS, and sign from then on: no
 * signature is made that nobody can verify. New keys replace old ones in the same way, so that a
 * rotation has no gap; an old key is retired when its successor signs, and deleted two weeks later,
 * when no mail that it signed is under way any more.
 *
 * <p>What is signed is decided at acceptance and noted in the queue: mail whose author was
 * authenticated here and writes from a domain that is theirs, and mail of the server itself. Mail
 * that is only passed on is never signed in our name. The signature is made when the message is
 * sent ({@link org.angarium.server.signing.MailSigner}), over the octets that the next host gets.
 */
@NullMarked
package org.angarium.server.signing;

import org.jspecify.annotations.NullMarked;
