/**
 * The Authenticated Received Chain (RFC 8617): what each server on the way saw, signed, so that who
 * comes later can know how a message stood before a mailing list or a forwarder changed it.
 *
 * <p>A mailing list breaks SPF, because it sends from its own address, and often DKIM, because it
 * changes the subject or the body. With ARC it tells, before it does so, what it found. It adds a
 * <em>set</em> of three fields that bear the same number, {@code i=1} for the first server, {@code
 * i=2} for the next, 50 at most:
 *
 * <ul>
 *   <li>{@code ARC-Authentication-Results}: what SPF, DKIM, DMARC and the chain so far came to;
 *   <li>{@code ARC-Message-Signature}: a signature like DKIM's over the message as it leaves;
 *   <li>{@code ARC-Seal}: a signature over all sets so far, with {@code cv=}: what validating the
 *       chain came to when the message arrived.
 * </ul>
 *
 * <p>{@link org.angarium.mail.arc.ArcVerifier} validates a chain (§5.2): the sets must be complete
 * and numbered without a gap, the newest message signature must be right (older ones were broken by
 * honest changes, {@link org.angarium.mail.arc.ArcChain#oldestPass} tells which), and every seal
 * must be. {@link org.angarium.mail.arc.ArcSealer} adds a set (§5.1). Keys, canonical forms and the
 * body hashes are those of {@link org.angarium.mail.dkim}: with one {@link
 * org.angarium.mail.dkim.BodyHashes} the body is read once for all signatures of both kinds.
 *
 * <p>A chain that passes proves who said what, not that it is true: a spammer can begin a chain
 * that claims anything. It is worth what the sealers are; {@link
 * org.angarium.mail.arc.ArcChain#testimony} asks the receiver whom it trusts. A chain that fails is
 * no worse than none, and stays failed for ever (§5.2.1), a silent name server included, which is
 * why {@link org.angarium.mail.arc.ArcReason#isTemporary} lets a receiver ask for the message again
 * later instead of sealing that failure in.
 *
 * <p>Bounds: 50 sets, {@link org.angarium.mail.dkim.DkimLimits} for each field. Older message
 * signatures that sign only a part of the body are not looked at, so that a body costs three hashes
 * at most. All asking of DNS is on the caller's thread.
 */
@NullMarked
package org.angarium.mail.arc;

import org.jspecify.annotations.NullMarked;
