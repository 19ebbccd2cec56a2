/**
 * How fast the store is by itself. JMH where one thread or many equal ones do one thing: the
 * records, the committer. Small programs where many threads and a disk take part: group commit with
 * bodies, hashing, compression, scans and reopening. Run A B A B on a quiet machine, since only
 * ratios within one run mean something.
 */
@NullMarked
package org.angarium.bench.store;

import org.jspecify.annotations.NullMarked;
