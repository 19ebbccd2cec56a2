/**
 * Sender Policy Framework (RFC 7208): may this host send mail in the name of that domain?
 *
 * <p>A domain publishes, in a TXT record that starts with {@code v=spf1}, which hosts send for it.
 * A receiver takes the domain of the reverse path (or the HELO name when the reverse path is null),
 * fetches the record and evaluates its <em>mechanisms</em> from left to right against the client's
 * address; the first that matches gives the result by its <em>qualifier</em>: {@code +} pass,
 * {@code -} fail, {@code ~} softfail, {@code ?} neutral. <em>Modifiers</em> apply to the record as
 * a whole: {@code redirect=} replaces it when nothing matched, {@code exp=} names a text that
 * explains a fail.
 *
 * <p>{@link org.angarium.mail.spf.SpfEvaluator} is the way in. {@link
 * org.angarium.mail.spf.SpfRecord} is the parsed record: any syntax error anywhere makes the whole
 * a permerror (§4.6), before anything is looked up. {@link org.angarium.mail.spf.MacroString} are
 * the texts with macros such as {@code %{i}} (§7).
 *
 * <p>The record is written by strangers and every term can cost a DNS question, so the limits are
 * part of the standard (§4.6.4): ten terms that cause look-ups, two of them in vain, ten names
 * behind an {@code mx} or {@code ptr}. They live in {@link org.angarium.mail.spf.SpfLimits}.
 * Questions are asked through {@link org.angarium.mail.dns.DnsResolver}; nothing here has a clock,
 * a socket or a cache. Everything is immutable but the evaluation itself, which belongs to one
 * thread.
 */
@NullMarked
package org.angarium.mail.spf;

import org.jspecify.annotations.NullMarked;
