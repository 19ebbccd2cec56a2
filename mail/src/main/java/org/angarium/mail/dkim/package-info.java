/**
 * DomainKeys Identified Mail (RFC 6376, with RFC 8301 and RFC 8463): a domain takes responsibility
 * for a message by signing it.
 *
 * <p>A signature is a header field of tags. It covers a list of header fields ({@code h=}), the
 * body by way of its hash ({@code bh=}), and itself with an empty {@code b=}. The public key lies
 * in DNS at {@code selector._domainkey.domain}, so a domain can have many keys and replace them one
 * by one. Before hashing, header and body are brought into a canonical form that forgives what
 * relays do to mail: {@code simple} forgives nearly nothing, {@code relaxed} forgives changed white
 * space.
 *
 * <p>{@link org.angarium.mail.dkim.DkimVerifier} is the way in for mail that arrives: it takes the
 * header, then the body in chunks of any size, and gives a {@link
 * org.angarium.mail.dkim.DkimResult} for each signature. {@link org.angarium.mail.dkim.DkimSigning}
 * is the way out: it signs one message with any number of {@link
 * org.angarium.mail.dkim.DkimSigner}s. In both directions the body is read once and hashed once for
 * each distinct canonical form and length; ARC ({@link org.angarium.mail.arc}) can take part in
 * that pass. {@link org.angarium.mail.dkim.DkimKeyRecord} is what stands in DNS, {@link
 * org.angarium.mail.dkim.DkimRotation} says when to publish, use, and withdraw a key.
 *
 * <p>Lines end in CRLF; a bare LF counts as a line end too, here as in the header parser, so that a
 * message verifies alike however it was stored. A bare CR is a byte like any other.
 *
 * <p>Threats, and what is done (RFC 6376 §8): a signature of part of the body ({@code l=}) lets
 * others append, so it passes only if it covers the whole, unless the policy says otherwise; an
 * added second From would be shown in place of the signed one, so a message with several of them
 * never passes, and the signer signs fields once more than they occur; SHA-1 and RSA keys of less
 * than 1024 bits never pass (RFC 8301); signatures, tags, key sizes and records are bounded by
 * {@link org.angarium.mail.dkim.DkimLimits}. DNS is asked and the costly arithmetic done only for
 * signatures whose body hash is right.
 */
@NullMarked
package org.angarium.mail.dkim;

import org.jspecify.annotations.NullMarked;
