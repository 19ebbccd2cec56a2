/**
 * Feedback about mail in the Abuse Reporting Format (RFC 5965): a receiver tells a sender, or who
 * is responsible for a network, that a message was unwanted ({@code abuse}), a fraud, a virus,
 * wrongly taken for spam ({@code not-spam}, RFC 6430), or that its authentication failed ({@code
 * auth-failure}, RFC 6591), which is what DMARC's failure reports are.
 *
 * <p>{@link org.angarium.mail.arf.FeedbackReport} is what the second part of such a {@code
 * multipart/report} says; it renders a whole message and is read by {@link
 * org.angarium.mail.arf.FeedbackReportParser}. {@link org.angarium.mail.arf.AuthFailure} has the
 * fields of RFC 6591. The standard says of each field how often it may stand there; the parser
 * holds reporters to that and refuses with a {@link
 * org.angarium.mail.report.ReportSyntaxException}, since a report with two sources says nothing of
 * either.
 *
 * <p>Whoever receives reports should believe them only as far as the message that brings them is
 * authenticated: anybody can write one. Whoever sends them reveals what a recipient did and what
 * others wrote to him; {@link org.angarium.mail.arf.FeedbackReport#render} therefore gives back no
 * more than it is handed.
 */
@NullMarked
package org.angarium.mail.arf;

import org.jspecify.annotations.NullMarked;
