/**
 * Message disposition notifications (RFC 8098): a recipient's program tells a sender who asked for
 * it what became of a message after delivery: it was displayed, deleted, processed.
 *
 * <p>A sender asks with the field {@code Disposition-Notification-To}. Whether an answer may be
 * given is a question of privacy (it reveals when somebody reads mail, and that the address works)
 * and of loops; {@link org.angarium.mail.mdn.NotificationRequest} answers it by §2.1 as a pure
 * function: never, only if the recipient agrees, or at once. {@link
 * org.angarium.mail.mdn.DispositionNotification} is the answer: a {@code multipart/report} ({@link
 * org.angarium.mail.report}) that {@code render}s and is read by {@link
 * org.angarium.mail.mdn.DispositionParser}.
 *
 * <p>Notifications are sent with the null reverse path, and none is ever sent for one (§2.1, §3),
 * so two programs cannot notify each other for ever. That a notification was sent is remembered
 * where the message is stored ({@code $MDNSent}, RFC 3503); it comes in here as a parameter.
 */
@NullMarked
package org.angarium.mail.mdn;

import org.jspecify.annotations.NullMarked;
