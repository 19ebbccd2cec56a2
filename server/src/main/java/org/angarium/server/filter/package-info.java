/**
 * Judgement: what is to become of a message that arrives and is not yet accepted, and why.
 *
 * <p>{@link org.angarium.server.filter.Facts} is what is known of the message. A {@link
 * org.angarium.server.filter.Chain} runs {@link org.angarium.server.filter.Check}s over it. A check
 * belongs to a {@link org.angarium.server.filter.Phase}: those of CONNECT, HELO and MAIL start with
 * MAIL and run while the client goes on ({@link org.angarium.server.filter.Visit}), those of RCPT
 * run for each recipient, those of DATA in stages, where later stages see the {@link
 * org.angarium.server.filter.Proof}s of the earlier ones. Checks of a stage run side by side on
 * virtual threads, all of a message under one time budget. Each gives {@link
 * org.angarium.server.filter.Finding}s in words, lines for Authentication-Results, and perhaps a
 * {@link org.angarium.server.filter.Verdict} that ends the matter; the severest counts. Otherwise
 * the sum of the scores is held against {@link org.angarium.server.filter.Scores} of the recipient.
 * A check that throws or is late is a finding {@code …_NOT_KNOWN}: mail is neither lost nor held up
 * for longer than the budget. A question to DNS that is under way when the budget ends is not
 * followed by another one ({@link org.angarium.server.filter.BudgetedResolver}).
 *
 * <p>The checks, in their order: the client's name (RFC 8601 §2.7.3), the greeting, the sender's
 * domain, null senders; lists that are asked by DNS (RFC 5782) and lists of one's own; too many
 * hops; SPF of the HELO name and of the reverse path (RFC 7208), DKIM (RFC 6376) and ARC (RFC 8617)
 * over one pass of the body; DMARC (RFC 9989), whose policy is carried out only if the
 * administrator says so; senders of our own domains from outside. They run on mail that other
 * servers bring. Of mail of users who logged in, and mail that another server hands on by LMTP,
 * only the hops are counted; mail of the server itself is not judged: nothing here can keep a
 * report from its reader.
 *
 * <p>What comes in is controlled by strangers: the libraries bound signatures, look-ups and
 * records; text that gets into a header field is cut to printable ASCII of a bounded length; what
 * is kept of findings is bounded ({@link org.angarium.server.filter.Evidence}). Fields that bear
 * our name and are not ours are taken off by {@link org.angarium.server.filter.ForgedFields} before
 * the message is stored (RFC 8601 §5), after signatures could see them.
 *
 * <p>Chains and checks are thread-safe; Facts belongs to one message and is read by the threads of
 * its checks.
 */
@NullMarked
package org.angarium.server.filter;

import org.jspecify.annotations.NullMarked;
