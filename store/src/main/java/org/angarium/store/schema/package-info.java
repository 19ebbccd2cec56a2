/**
 * The stored format of mail: every key and every record of accounts, mailboxes and messages, and
 * nothing else. Whoever wants to know what is on disk reads this package.
 *
 * <h2>Keys</h2>
 *
 * A key starts with the tag byte of its {@link org.angarium.store.engine.Subspace}; numbers follow
 * in big-endian order, so that keys sort like the tuples they stand for. {@link
 * org.angarium.store.schema.Keys} makes all of them:
 *
 * <pre>
 * ACCOUNT  account:8  00                       AccountRecord        counters, quota
 * ACCOUNT  account:8  01                       SubscriptionRecord   subscribed names without a mailbox
 * MAILBOX  account:8  mailbox:4                MailboxRecord        name, UID counters, keywords, totals
 * MESSAGE  account:8  mailbox:4  uid:4         MessageRecord        flags, dates, size: what a view holds
 * OBJECT   account:8  00  email:8  mailbox:4  uid:4            thread:8    where an email is
 * OBJECT   account:8  01  thread:8  email:8  mailbox:4  uid:4  –           what is in a thread
 * OBJECT   account:8  02                                       –           both are complete
 * SUMMARY  account:8  mailbox:4  00  uid:4     SummaryRecord        blob, prefix, envelope, body structure
 * SUMMARY  account:8  mailbox:4  01  uid:4     SearchRecord         folded header text
 * SUMMARY  account:8  mailbox:4  02  uid:4     SignatureRecord      which trigrams the text has
 * PACK     account:8  mailbox:4  00000000      PackRecord           what pieces there are, of which modification sequence
 * PACK     account:8  mailbox:4  piece:4       PackedRows           many MessageRecords in one; derived
 * CHANGE   account:8  modseq:8                 ChangeRecord         what one transaction did
 * SCRIPT   account:8  00                       ScriptsRecord        the list of the account's Sieve scripts
 * SCRIPT   account:8  01  script:4             (text)               the text of one
 * SCRIPT   account:8  03                       (text)               the script made of the account's settings
 * SCRIPT   account:8  02  part:1               MemoryRecord         what scripts remember, by hash
 * LINK     blob:32  'M'  account:8  mailbox:4  uid:4   (empty)      the message needs the blob
 * </pre>
 *
 * What FETCH sends, what SEARCH reads of header fields and what it reads of texts are three runs of
 * keys, so that a sweep over one never reads the others.
 *
 * <h2>Records</h2>
 *
 * The first byte of every record is its version. A reader knows all versions that were ever written
 * (but of packs, which are derived); a writer writes the newest, or an older one that says the same
 * in less ({@link org.angarium.store.schema.MessageRecord}). Golden files in the tests hold one
 * record of each version, byte by byte. Numbers are variable-length (seven bits a byte, least
 * significant first), signed ones in zigzag form, strings and arrays have their length in front.
 * Reading is strict: a length beyond the record, bytes left over or an unknown version is a {@link
 * org.angarium.store.schema.DamagedRecordException}.
 */
@NullMarked
package org.angarium.store.schema;

import org.jspecify.annotations.NullMarked;
