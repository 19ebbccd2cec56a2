/**
 * Judgement: what is to become of a message that has arrived and is not yet accepted, and why.
 *
 * <p>{@link org.angarium.server.filter.Facts} is what is known of the message. A {@link
 * org.angarium.server.filter.Chain} runs {@link org.angarium.server.filter.Check}s over it, stage
 * by stage: the checks of a stage run side by side on virtual threads, those of a later stage see
 * the proofs of the earlier ones. All stages share one time budget. Each check gives {@link
 * org.angarium.server.filter.Finding}s in words, lines for Authentication-Results, and perhaps a
 * {@link org.angarium.server.filter.Verdict}; the severest counts. A check that throws or is late
 * is a finding {@code …_NOT_KNOWN}: mail is neither lost nor held up for longer than the budget. A
 * question to DNS that is under way when the budget ends is not followed by another one ({@link
 * org.angarium.server.filter.BudgetedResolver}).
 *
 * <p>The checks: SPF of the HELO name and of the reverse path (RFC 7208), DKIM (RFC 6376) and ARC
 * (RFC 8617) over one pass of the body, then DMARC (RFC 9989), whose policy is carried out only if
 * the administrator says so. They run on mail that other servers bring. Mail of users who logged
 * in, mail of the server itself, and mail that another server hands on by LMTP are not checked for
 * their sender: nothing here can keep a report of the server from its reader.
 *
 * <p>What comes in is controlled by strangers: the libraries bound signatures, look-ups and
 * records; text that gets into a header field is cut to printable ASCII of a bounded length. Fields
 * that bear our name and are not ours are taken off by {@link
 * org.angarium.server.filter.ForgedFields} before the message is stored (RFC 8601 §5), after
 * signatures could see them.
 *
 * <p>Chains and checks are thread-safe; Facts belongs to one message and is read by the threads of
 * its checks.
 */
@NullMarked
package org.angarium.server.filter;

import org.jspecify.annotations.NullMarked;
