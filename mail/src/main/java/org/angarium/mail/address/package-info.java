/**
 * Addresses as SMTP and the directory use them.
 *
 * <p>One value, {@link org.angarium.mail.address.EmailAddress}, stands for a mailbox everywhere
 * between the socket and the store. It holds the local part <em>without</em> its quoting and the
 * domain in one canonical form (lower case, A-labels, checked address literals), so that two ways
 * of writing one mailbox compare equal and a directory key never depends on how a peer spelt it.
 * Syntax is RFC 5321 §4.1.2 extended by RFC 6531 §3.3; the lengths are those of RFC 5321 §4.5.3.1,
 * counted in octets of UTF-8. {@link org.angarium.mail.address.SmtpPath} reads the angle-bracket
 * forms of MAIL and RCPT in place, in a command line; {@link org.angarium.mail.address.ReversePath}
 * adds the null path that bounces carry.
 *
 * <p>Addresses in message headers have a far wider grammar and are read by <code>
 * org.angarium.mail.header</code>; what is read there becomes an {@code EmailAddress} only if it
 * passes the rules here.
 *
 * <p>All types are immutable. Input comes from peers: every form that is not an address ends in an
 * {@link org.angarium.mail.address.AddressSyntaxException} with the position and a reason that may
 * be shown to the peer.
 */
@NullMarked
package org.angarium.mail.address;

import org.jspecify.annotations.NullMarked;
