/**
 * A name server for tests: authoritative for whatever the test says, on loopback, over UDP and TCP.
 * Failures are part of it: a name can be made to answer SERVFAIL, to stay silent, or to answer with
 * a truncated packet, so that callers are seen to tell "no" from "don't know".
 */
@NullMarked
package org.angarium.testkit.dns;

import org.jspecify.annotations.NullMarked;
