/**
 * Delivery status notifications: telling a sender what became of a message (RFC 3461, 3464, 6522,
 * 6533).
 *
 * <p>{@link org.angarium.mail.dsn.DeliveryStatusNotification} says for each recipient what happened
 * and renders it as a {@code multipart/report} of three parts: words for a person, fields for
 * programs, and the message or its header given back ({@link org.angarium.mail.report}). {@link
 * org.angarium.mail.dsn.DsnParser} reads the same from others, as list servers and bounce
 * accounting need.
 *
 * <p>Rendering is a pure function; whether a notification may be sent at all (never for the null
 * reverse path, RFC 5321 §4.5.5; never against NOTIFY, RFC 3461 §5.2) is decided where the queue
 * is. What remote servers said appears as they said it, with control characters removed.
 */
@NullMarked
package org.angarium.mail.dsn;

import org.jspecify.annotations.NullMarked;
