/**
 * Messages that we write ourselves: notifications, reports, replies; and what messages have in
 * common in a conversation.
 *
 * <p>{@link org.angarium.mail.message.MessageBuilder} makes well-formed messages (RFC 5322,
 * 2045–2047) from parts; {@link org.angarium.mail.message.HeaderWriter} is the one place where
 * headers are folded and encoded. What they write contains no line longer than 998 bytes and no
 * line break that a value smuggled in. {@link org.angarium.mail.message.BaseSubject} and {@link
 * org.angarium.mail.message.ThreadingKeys} give what threading compares (RFC 5256).
 *
 * <p>Nothing here knows the time or makes identifiers: date and Message-ID are the caller's.
 * Builders are for one thread.
 */
@NullMarked
package org.angarium.mail.message;

import org.jspecify.annotations.NullMarked;
