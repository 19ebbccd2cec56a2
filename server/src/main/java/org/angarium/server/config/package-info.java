/**
 * What the administrator sets, as immutable values.
 *
 * <p>Configuration is one small file per node: listeners, certificates, store, log. Everything else
 * (domains, accounts, queue) is data and changed live through the administration service. The
 * server works with no file at all.
 *
 * <p>The way of a setting: it is declared once, in {@link org.angarium.server.config.Settings},
 * with its name, kind, bounds, default and a text for the manual. {@link
 * org.angarium.server.config.ConfigurationReader} reads the YAML file and what the command line
 * says on top of it, checks every value against its declaration and collects <em>all</em> errors,
 * each with line, column and remedy, before it gives up. What it hands out is a {@link
 * org.angarium.server.config.Configuration}: records, in which nothing is left to check. {@link
 * org.angarium.server.config.Reference} writes the manual page from the same declarations, so that
 * the page cannot lie; a test compares them.
 *
 * <p>Limits: a file of at most 1 MiB, YAML without aliases and tags (a hostile file cannot grow
 * while it is read).
 */
@NullMarked
package org.angarium.server.config;

import org.jspecify.annotations.NullMarked;
