/**
 * What the pure parts cost: signatures compared with the bare arithmetic they can't do without,
 * Sieve scripts. Run with JMH's own main class.
 */
@NullMarked
package org.angarium.bench.mail;

import org.jspecify.annotations.NullMarked;
