/**
 * Header fields: finding them, and reading what they say.
 *
 * <p>A header is kept as the bytes that came, plus an index: {@link
 * org.angarium.mail.header.HeaderParser} walks the block once and notes where each field's name and
 * value lie; nothing is copied or decoded until somebody asks. The readers then turn a value into
 * meaning, each by its own grammar: address lists (RFC 5322 §3.4 with the obsolete forms of §4.4),
 * dates (§3.3, §4.3), content types and dispositions with RFC 2231 parameters, encoded words (RFC
 * 2047).
 *
 * <p>Senders control every byte here and many write nonsense, so all readers share three rules.
 * They are <em>tolerant</em>: bad input gives the best reading there is, or none, never an
 * exception. They are <em>linear</em>: one pass, no back-tracking, no regular expressions. They are
 * <em>bounded</em> by {@link org.angarium.mail.header.HeaderLimits}: what exceeds a bound is left
 * out. Raw eight-bit bytes in headers are read as UTF-8 (RFC 6532) when they are well-formed UTF-8,
 * as windows-1252 otherwise.
 *
 * <p>Everything is immutable or stateless and may be used by any thread.
 */
@NullMarked
package org.angarium.mail.header;

import org.jspecify.annotations.NullMarked;
