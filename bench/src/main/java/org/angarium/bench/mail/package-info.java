/**
 * What the pure parts cost, as JMH benchmarks for {@code bench/jmh}: the parser of messages,
 * signatures compared with the bare arithmetic they can't do without, sender policies, logins,
 * Sieve scripts. Where DNS is asked, a zone in memory answers.
 */
@NullMarked
package org.angarium.bench.mail;

import org.jspecify.annotations.NullMarked;
