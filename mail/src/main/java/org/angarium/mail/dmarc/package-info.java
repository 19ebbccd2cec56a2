/**
 * Domain-based Message Authentication, Reporting and Conformance (RFC 7489 and the revision that
 * follows it): does the domain that the reader sees, that of From, stand behind the message, and
 * what does it wish to be done if not?
 *
 * <p>SPF and DKIM each prove some domain; DMARC asks whether one of these <em>aligns</em> with
 * From: is the same, or, in relaxed mode, of the same organisation. Where an organisation begins is
 * found by walking up the tree of DNS for policy records ({@link
 * org.angarium.mail.dmarc.DmarcEvaluator}), eight questions at most, so no list of public suffixes
 * is needed.
 *
 * <p>Nothing here has a clock or a socket; the evaluator is immutable, and asks {@link
 * org.angarium.mail.dns.DnsResolver} on the caller's thread.
 */
@NullMarked
package org.angarium.mail.dmarc;

import org.jspecify.annotations.NullMarked;
