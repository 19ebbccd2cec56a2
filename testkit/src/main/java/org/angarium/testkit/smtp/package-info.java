/**
 * An SMTP server for tests that does what the test says: accept, defer or refuse at any stage,
 * stall, hang up, announce what it likes, and speak TLS well or badly. It keeps the messages that
 * it took and counts connections, so that a test can see what a client really did.
 */
@NullMarked
package org.angarium.testkit.smtp;

import org.jspecify.annotations.NullMarked;
