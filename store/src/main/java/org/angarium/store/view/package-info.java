/**
 * What memory keeps of an open mailbox: for each message the columns that clients ask for thousands
 * at a time (UID, flags, modification number, dates, size, email id).
 *
 * <p>{@link org.angarium.store.view.Rows} holds them in chunks of arrays. It is immutable: a change
 * makes a new version that shares what it can, so a session keeps its own version as long as it
 * likes. {@link org.angarium.store.view.StoredView} is rows together with the mailbox's record and
 * is what protocols see as {@link org.angarium.store.view.MailboxView}. {@link
 * org.angarium.store.view.Views} is the cache. {@link org.angarium.store.view.RowsPack} is the same
 * columns on disk, many messages in a record, so that a large mailbox opens with few reads; it may
 * be old or missing at any time.
 *
 * <p>A view belongs to one modification number of its mailbox; the record tells whether it is the
 * newest. The cache has a size in octets; rows take some 48 octets a message.
 */
@NullMarked
package org.angarium.store.view;

import org.jspecify.annotations.NullMarked;
