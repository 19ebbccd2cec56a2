/**
 * How fast the store is by itself: group commit, hashing, compression, scans and reopening. Small
 * programs rather than JMH where many threads and a disk take part; run A B A B on a quiet machine,
 * since only ratios within one run mean something.
 */
@NullMarked
package org.angarium.bench.store;

import org.jspecify.annotations.NullMarked;
