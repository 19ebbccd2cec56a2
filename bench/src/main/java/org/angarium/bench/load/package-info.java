/**
 * A load generator for any SMTP and IMAP server, so that the same load runs against Angarium and
 * against its peers.
 *
 * <p>{@link org.angarium.bench.load.LoadMain} is the command. It speaks plain protocol over
 * blocking sockets on virtual threads and spends little on its own account, since it shares the
 * machine with the server it measures. Every figure is printed as one JSON line on standard output;
 * the scripts in {@code bench/} run it in alternation against two servers and print ratios of
 * medians.
 *
 * <p>SMTP loads are timed until the mail can be <em>seen</em> over IMAP by its recipients, not
 * until it is accepted.
 */
@NullMarked
package org.angarium.bench.load;

import org.jspecify.annotations.NullMarked;
