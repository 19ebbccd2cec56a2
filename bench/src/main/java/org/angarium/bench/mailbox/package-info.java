/** Loads on the mailbox store alone, without protocols. */
@NullMarked
package org.angarium.bench.mailbox;

import org.jspecify.annotations.NullMarked;
