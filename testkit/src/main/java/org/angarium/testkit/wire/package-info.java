/**
 * The client's end of a line protocol, for tests and loads: says exactly what it is told, reads
 * exactly what comes.
 */
@NullMarked
package org.angarium.testkit.wire;

import org.jspecify.annotations.NullMarked;
