/**
 * The users' Sieve scripts (RFC 5228): a collection of the account beside its mailboxes.
 *
 * <p>An account has a list of scripts in one record ({@link
 * org.angarium.store.schema.ScriptsRecord}) and a record for each text. One script may be active:
 * it is run for each delivery. {@link org.angarium.store.script.Scripts} is the service for all
 * that protocols do (ManageSieve RFC 5804, JMAP RFC 9661, the command line); each change is one
 * transaction of the account, has a modification number and an entry in its change log.
 *
 * <p>The texts are the users' own. They are not compiled here: a text that does not compile is
 * refused above, where the settings of the compiler are known. Bounded here are the length of a
 * name, the size of a text and the number of scripts.
 */
@NullMarked
package org.angarium.store.script;

import org.jspecify.annotations.NullMarked;
