/**
 * What the server does while its ahead-of-time cache is made (JEP 483, JEP 515): messages in,
 * mailboxes read, and after a restart the same mailboxes opened anew. The classes and methods that
 * this makes hot start fast in every later run. Run by the build, through {@code angarium
 * rehearse}.
 */
@NullMarked
package org.angarium.server.training;

import org.jspecify.annotations.NullMarked;
