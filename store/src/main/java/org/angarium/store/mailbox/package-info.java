/** Mailboxes and the messages in them. */
@NullMarked
package org.angarium.store.mailbox;

import org.jspecify.annotations.NullMarked;
