/**
 * What is stored of a message beside its contents, and how it is read again.
 *
 * <h2>Written once</h2>
 *
 * {@link org.angarium.store.message.MessageFacts} computes before the transaction, once for all
 * recipients, what clients ask again and again: envelope, body structure, part table, preview (RFC
 * 8970), thread id (RFC 8474) in the summary record; decoded and folded header fields in the search
 * record; the trigrams of all text in the signature ({@link
 * org.angarium.store.message.SearchDigest}). Each delivery adds the header fields of its own
 * prefix.
 *
 * <h2>Read many</h2>
 *
 * {@link org.angarium.store.message.Summaries} sweeps over records of one kind in pages; {@link
 * org.angarium.store.message.MessagePages} reads whole messages in pages, ahead of the reader.
 * {@link org.angarium.store.message.StoredMessage} is one message opened. A record that is damaged
 * is told to the reader with its UID and costs no other message.
 *
 * <p>The input was parsed by the module {@code mail} under its limits. What is kept of header text
 * for searching is bounded; above the bound the message itself is read.
 */
@NullMarked
package org.angarium.store.message;

import org.jspecify.annotations.NullMarked;
