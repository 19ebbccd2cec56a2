/**
 * Finds messages: SEARCH of RFC 9051 §6.4.4 with exact substring semantics.
 *
 * <h2>How it goes</h2>
 *
 * {@link org.angarium.store.search.Search} evaluates a key over a set of messages at a time, not
 * message by message: each leaf is one sweep over what is left, the cheap ones first, so that a
 * costly one sees few candidates.
 *
 * <ol>
 *   <li>Flags, dates, sizes, UIDs and modification sequences are columns of the view: no I/O.
 *   <li>Subject, From, To, Cc, Bcc, Reply-To, Sender and Message-ID, the sent date and the thread
 *       stand in the search record of each message, decoded and folded: one scan of small records.
 *   <li>BODY, TEXT and other header fields need the message. But beside it there is a signature of
 *       all its text, a set of trigrams with one hash (a Bloom filter): a message whose signature
 *       lacks a trigram of the wanted text cannot contain it and is not read. The others are read
 *       and looked through, in pages on a few threads, so the signature never decides that a
 *       message matches. Nor is a message read for TEXT when one of its fields in the search record
 *       has the text.
 * </ol>
 *
 * <h2>What matches</h2>
 *
 * Texts are compared in the manner of i;unicode-casemap (RFC 5051), see {@link
 * org.angarium.store.message.Folding}. Header fields are compared on one line with encoded words
 * decoded, and of addresses also as ENVELOPE shows them; bodies with transfer encoding and charset
 * undone, each text part for itself, the parts of reports included; BODY looks at the headers of
 * embedded messages too, and TEXT at the header and those of all parts. Parts that are no text are
 * not looked at. Dates without a zone mean UTC for internal and saved dates, and the date as
 * written for the Date field.
 *
 * <h2>Bounds</h2>
 *
 * One page of records, or four pages of messages with a part's text each, are in memory at a time.
 * A search ends after two minutes with a refusal, and when its thread is interrupted.
 */
@NullMarked
package org.angarium.store.search;

import org.jspecify.annotations.NullMarked;
