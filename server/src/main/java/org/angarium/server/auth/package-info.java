/**
 * Who may come in.
 *
 * <p>{@link org.angarium.server.auth.Authenticator} is the one door: SMTP AUTH, IMAP LOGIN and
 * AUTHENTICATE, HTTP Basic all ask it, with an {@link org.angarium.server.auth.AuthContext} that
 * says where the client is and whether anybody can overhear it. SASL mechanisms come from {@code
 * mail.sasl}; accounts and what is kept of their passwords from {@code server.directory}.
 *
 * <p>Three things make it more than a comparison. <b>Cost</b>: a password hash takes tens of
 * milliseconds of processor on purpose, and clients log in for every message; so a password that
 * was right is remembered for an hour under a keyed hash, and hashing runs in a bounded number of
 * turns. <b>Guessing</b>: failures are counted by network and account, answers to them are delayed,
 * and from some number on the guesser waits unheard, while the owner at his usual places does not.
 * <b>Silence</b>: unknown, suspended and mistaken users are told the same after the same time; the
 * events say which it was, and never the password.
 *
 * <p>What happens in a table of bounded size may be forgotten early when strangers fill it; that
 * costs a hash or forgives a guess, never more. Kept on disk are only the networks that accounts
 * came in from, a few each, so that owners are known at their usual places after a restart.
 *
 * <p>A session that is logged in is entered in {@code LiveSessions} and ended by {@link
 * org.angarium.server.auth.LiveSession#end} when its account may not go on.
 */
@NullMarked
package org.angarium.server.auth;

import org.jspecify.annotations.NullMarked;
