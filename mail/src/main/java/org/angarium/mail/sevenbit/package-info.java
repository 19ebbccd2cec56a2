/**
 * Makes 7-bit messages out of 8-bit ones, for hosts that do not offer 8BITMIME (RFC 6152 §3).
 *
 * <p>Such a host may strip or mangle octets above 127, so RFC 6152 leaves a sender two ways: return
 * the message, or convert it to valid 7-bit MIME. Conversion keeps the structure. Each leaf that
 * needs it gets a Content-Transfer-Encoding, quoted-printable where the text stays mostly readable
 * so and base64 elsewhere, and whoever decodes the leaf finds the octets that were there before;
 * composite parts are labelled 7bit (RFC 2045 §6.4 allows them no encoding).
 *
 * <p>It takes two readings of the message after the one that found its structure, and memory for
 * the structure only: {@link org.angarium.mail.sevenbit.SevenBitPlanner} looks at every octet and
 * ends with a {@link org.angarium.mail.sevenbit.SevenBitPlan}, {@link
 * org.angarium.mail.sevenbit.SevenBitWriter} carries it out.
 *
 * <p>Three things cannot be converted. A header with octets above 127 (RFC 6532), since fields have
 * no encoding that every reader would undo and addresses have none at all. What lies inside {@code
 * multipart/signed}: the signature is over the bytes as they stand (RFC 1847 §2.1). And what has
 * the type of a composite but not its form, or is nested deeper than we read. Of such messages the
 * sender is told.
 *
 * <p>A DKIM signature over the body does not survive the conversion, knowingly: RFC 6376 §5.3 tells
 * signers to convert <em>before</em> they sign, and the message would not arrive at all otherwise.
 * Mail without octets above 127 is not touched, whatever it was labelled.
 *
 * <p>Senders control every byte; time is linear in them, nothing throws.
 */
@NullMarked
package org.angarium.mail.sevenbit;

import org.jspecify.annotations.NullMarked;
