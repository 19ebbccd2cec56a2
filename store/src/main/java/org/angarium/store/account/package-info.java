/**
 * The account: the unit of consistency and of change.
 *
 * <h2>Collections</h2>
 *
 * An account has one root record with its counters ({@link
 * org.angarium.store.schema.AccountRecord}) and collections of several kinds: mailboxes, scripts.
 * This package knows none of them. A {@link org.angarium.store.account.CollectionType} reads a
 * collection and gives a {@link org.angarium.store.account.Participant} of a change.
 *
 * <h2>A change</h2>
 *
 * {@link org.angarium.store.account.Accounts#change} runs a work in one transaction under the
 * account's lock. The work takes an {@link org.angarium.store.account.AccountChange} and from it
 * the participants that it needs. At its end each participant writes its records and says what
 * happened ({@link org.angarium.store.account.ChangeEntry}); the change gives all of it one
 * modification number, writes the root record and one record of the change log ({@link
 * org.angarium.store.account.ChangeLog}), so IMAP's MODSEQ (RFC 7162) and the states of other
 * protocols are one number. After the commit, still under the lock, the participants and the
 * account's state are installed in memory, and watches are woken.
 *
 * <p>What gets no modification number (that sessions were told of recent messages, that old records
 * of the log were dropped) still raises the revision in the root record: two versions of an account
 * never have the same root.
 *
 * <h2>Reading</h2>
 *
 * Reads take no lock and no transaction and make nothing. Memory holds what the newest commit left;
 * where it holds nothing, {@link org.angarium.store.account.Accounts#read} reads records that agree
 * with each other, and they are cached only if the account was not changed meanwhile.
 *
 * <h2>Limits</h2>
 *
 * The cache has a size in octets. The change log of an account is bounded by count, octets and age.
 */
@NullMarked
package org.angarium.store.account;

import org.jspecify.annotations.NullMarked;
