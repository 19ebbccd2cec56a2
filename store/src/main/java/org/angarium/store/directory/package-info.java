/**
 * Domains, accounts, aliases and credentials as they are kept.
 *
 * <p>{@link org.angarium.store.directory.DirectoryStore} is the only writer. Every change is one
 * transaction under one lock ({@code Lock.Space.DIRECTORY}), so that an address belongs to one
 * account or one alias and never to two, whoever asks at the same time. Changes are rare and reads
 * are frequent: the server keeps a cache in front ({@code server.directory}), so nothing here is
 * tuned for anything but being right.
 *
 * <h2>Keys</h2>
 *
 * All start with the tag of {@code Subspace.DIRECTORY} and a kind byte; the codecs of the values
 * stand in {@code DirectoryCodec}, each record opening with its version.
 *
 * <table>
 * <caption>Records of the directory</caption>
 * <tr><th>kind</th><th>rest of the key</th><th>value</th></tr>
 * <tr><td>1</td><td>domain</td><td>{@link org.angarium.store.directory.Domain}</td></tr>
 * <tr><td>2</td><td>account id, 8 bytes</td><td>{@link org.angarium.store.directory.Account}</td></tr>
 * <tr><td>3</td><td>domain, NUL, local part</td><td>whom the name belongs to: an account (and whether
 *   it is its primary address) or an alias</td></tr>
 * <tr><td>4</td><td>domain, NUL, local part</td><td>{@link org.angarium.store.directory.Alias}</td></tr>
 * <tr><td>5</td><td>account id</td><td>{@link org.angarium.store.directory.Credentials}</td></tr>
 * <tr><td>6</td><td>account id</td><td>{@link org.angarium.store.directory.Tombstone}: the account is
 *   gone, its mail is still to be removed</td></tr>
 * <tr><td>7</td><td>account id</td><td>empty: the account is an administrator</td></tr>
 * <tr><td>8</td><td>–</td><td>a random secret of the installation, for answers about names that do not
 *   exist</td></tr>
 * <tr><td>9</td><td>account id</td><td>{@link org.angarium.store.directory.KnownNetwork}s that the
 *   account came in from</td></tr>
 * <tr><td>10</td><td>account id</td><td>{@link org.angarium.store.directory.Grants}: what the account
 *   may do besides; none for most</td></tr>
 * <tr><td>11</td><td>domain, NUL, selector</td><td>{@link org.angarium.store.directory.DomainKey}: signs
 *   the mail of the domain</td></tr>
 * </table>
 *
 * Names are kept domain first, so that a domain's names lie together: listing them, and asking
 * whether there are any, is one scan. Ids come from a counter in {@code Subspace.META} and are
 * never given out twice, so mail of a removed account can never show up in a new one. A second
 * number in {@code Subspace.META}, {@code "directory/version"}, is raised by every change: the root
 * record that changes expect where several nodes share the space.
 *
 * <h2>Limits</h2>
 *
 * {@link org.angarium.store.directory.DirectoryLimits} bounds every count and length; a page of a
 * list is bounded in rows and in bytes. Addresses are stored in their canonical form (lower case,
 * NFC, A-label domains).
 */
@NullMarked
package org.angarium.store.directory;

import org.jspecify.annotations.NullMarked;
