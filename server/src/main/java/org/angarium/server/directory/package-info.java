/**
 * Who exists: the server's face of {@code store.directory}.
 *
 * <p>{@link org.angarium.server.directory.Directory} answers the resolver ("who takes this
 * address"), the authenticator ("what proves this user") and the administration service, from a
 * bounded cache in which unknown names have a place too: most questions of strangers are about
 * names that don't exist. Changes drop their keys from the cache after the commit and before the
 * call returns.
 *
 * <p>An address is looked up as it stands, then without its detail ({@code user+detail}, RFC 5233);
 * {@code postmaster} and {@code abuse} of a domain fall back to the administrators (RFC 5321
 * §4.5.1, RFC 2142); last comes the domain's catch-all. One step only: following aliases of
 * aliases, and guarding against circles, is the resolver's work.
 *
 * <p>{@link org.angarium.server.directory.PasswordHashing} is here and not with the logins, because
 * setting a password needs it as much as checking one.
 */
@NullMarked
package org.angarium.server.directory;

import org.jspecify.annotations.NullMarked;
