/**
 * SASL mechanisms (RFC 4422), both sides, as state machines.
 *
 * <p>An exchange is one object, made for it: the protocol head carries octets to {@link
 * org.angarium.mail.sasl.SaslServer#respond} and does what the returned {@link
 * org.angarium.mail.sasl.SaslStep} says. Base64, the {@code *} of a client that gives up, and line
 * lengths are the protocol's matter. A mechanism knows nothing of accounts: it asks an interface
 * ({@link org.angarium.mail.sasl.PasswordVerifier}, {@link org.angarium.mail.sasl.ScramLookup} and
 * the like) and returns a {@link org.angarium.mail.sasl.SaslIdentity}; whether that user may act as
 * the identity he asks for is decided by the caller. Randomness comes as a parameter.
 *
 * <p>What to offer: SCRAM, with channel binding where there is TLS; PLAIN and LOGIN under TLS only,
 * for clients that know nothing better; OAUTHBEARER for tokens. CRAM-MD5 and DIGEST-MD5 are here
 * for old devices: they want passwords kept that could be read, and RFC 6331 has declared the
 * latter historic, so nothing offers them unless somebody turns them on.
 *
 * <p>Names and passwords of all scripts come in one form: {@link org.angarium.mail.precis.SaslPrep}
 * where SCRAM demands it, {@link org.angarium.mail.precis.Precis} for what is new.
 *
 * <p>Everything here comes from strangers who are not logged in. So each message is bounded before
 * it is read ({@link org.angarium.mail.sasl.SaslLimits}), text is strict UTF-8 without NUL, a state
 * machine that failed stays failed, secrets are compared in constant time, and no error text
 * repeats what was sent. Arrays that held a password are wiped when the mechanism is through with
 * them.
 *
 * <p>One thread per exchange; the interfaces asked may block.
 */
@NullMarked
package org.angarium.mail.sasl;

import org.jspecify.annotations.NullMarked;
