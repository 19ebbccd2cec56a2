/**
 * What commands stand on: the client of the administration API, JSON, tables, what is written to
 * standard output and standard error and how errors end the program ({@link
 * org.angarium.server.terminal.ExitCode}).
 */
@NullMarked
package org.angarium.server.terminal;

import org.jspecify.annotations.NullMarked;
