/**
 * Domain-based Message Authentication, Reporting and Conformance (RFC 7489, and RFC 9989 that
 * follows it): does the domain that the reader sees, that of From, stand behind the message, and
 * what does it wish to be done if not?
 *
 * <p>SPF and DKIM each prove some domain; DMARC asks whether one of these <em>aligns</em> with
 * From: is the same, or, in relaxed mode, of the same organisation. Where an organisation begins is
 * found by walking up the tree of DNS for policy records ({@link
 * org.angarium.mail.dmarc.DmarcEvaluator}), eight questions at most, so no list of public suffixes
 * is needed (RFC 9989 §4.10); who has one and keeps it current can use that ({@link
 * org.angarium.mail.dmarc.PublicSuffixList}), as RFC 7489 §3.2 has it.
 *
 * <p>A verdict says what the domain published and what it wishes for this message: a domain that is
 * new to this can ask for a step less ({@code t=y}), or, by RFC 7489, for its policy in so many of
 * a hundred cases ({@code pct=}), for which the caller brings a random number. What is done is for
 * the receiver to decide, and to tell in its reports ({@link org.angarium.mail.dmarc.report}),
 * which go only where they are wanted ({@link org.angarium.mail.dmarc.ReportDestination}).
 *
 * <p>Nothing here has a clock or a socket; the evaluator is immutable, and asks {@link
 * org.angarium.mail.dns.DnsResolver} on the caller's thread.
 */
@NullMarked
package org.angarium.mail.dmarc;

import org.jspecify.annotations.NullMarked;
