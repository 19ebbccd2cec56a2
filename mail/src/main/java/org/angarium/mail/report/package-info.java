/**
 * What all reports about mail have in common: {@code multipart/report} (RFC 6522).
 *
 * <p>A report is a message in three parts: words for a person; fields for a program, in the syntax
 * of a message header, whose media type says what kind of report it is; and the message reported
 * on, or its header. Delivery status ({@link org.angarium.mail.dsn}), disposition ({@link
 * org.angarium.mail.mdn}), and feedback ({@link org.angarium.mail.arf}) differ in the second part
 * only.
 *
 * <p>{@link org.angarium.mail.report.ReportParts} makes the multipart and finds its parts, {@link
 * org.angarium.mail.report.ReturnedMessage} cuts down what goes back, {@link
 * org.angarium.mail.report.ReportFields} reads the fields and knows how often each may stand there,
 * and {@link org.angarium.mail.report.TypedValue} is the {@code rfc822; user@example.org} of many
 * of them. Pure functions; input is bounded here, so that who reads reports of strangers need not
 * care.
 */
@NullMarked
package org.angarium.mail.report;

import org.jspecify.annotations.NullMarked;
