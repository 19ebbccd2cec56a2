/**
 * DMARC's reports: what receivers tell a domain about mail that bears its name (RFC 7489 §7; RFC
 * 9990 for aggregate and RFC 9991 for failure reports, which follow it).
 *
 * <p>An <em>aggregate</em> report counts a day's messages by source address, outcome and
 * identifiers; it is an XML file in a gzip container, sent by mail to whoever the policy's {@code
 * rua=} names. A <em>failure</em> report is about one message and goes to {@code ruf=} as feedback
 * ({@link org.angarium.mail.arf}); few receivers send them, since they reveal who wrote what to
 * whom.
 *
 * <p>Out: {@link org.angarium.mail.dmarc.report.AggregateReport} is the content, {@link
 * org.angarium.mail.dmarc.report.AggregateReportWriter} makes the file from it, the same bytes for
 * the same report; {@link org.angarium.mail.dmarc.report.ReportName} is its file name and the
 * subject of the message that brings it. Before any report goes out to an address, {@link
 * org.angarium.mail.dmarc.ReportDestination} asks whether it is wanted there. {@link
 * org.angarium.mail.dmarc.report.FailureReport} makes feedback of a verdict.
 *
 * <p>In: {@link org.angarium.mail.dmarc.report.ReportContainer} unpacks gzip and zip, {@link
 * org.angarium.mail.dmarc.report.AggregateReportParser} reads the XML. Everybody can send a report,
 * so both are bounded by {@link org.angarium.mail.dmarc.report.ReportLimits}: a container that
 * grows beyond them is a bomb and refused, document type definitions and entities are not known at
 * all, so there is nothing to expand and nowhere to reach out to. Both reports of RFC 7489, without
 * a name space and with its own results, and of RFC 9990 are read. Faults end in a {@link
 * org.angarium.mail.report.ReportSyntaxException}.
 */
@NullMarked
package org.angarium.mail.dmarc.report;

import org.jspecify.annotations.NullMarked;
