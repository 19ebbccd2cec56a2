/**
 * The command line: {@code angarium COMMAND}.
 *
 * <p>{@code up} runs the server ({@link org.angarium.server.main.Angarium}). Nearly all others are
 * one request each to the administration API of the server that runs on the same data folder: the
 * folder's {@code runtime} file says where it listens, the {@code admin-token} file, which only its
 * owner can read, lets the command in. {@code verify} and {@code restore} work on a folder that no
 * server uses.
 *
 * <p>People get tables, programs get JSON ({@code --json}). Errors go to standard error with a
 * remedy, and the exit code tells what kind they are: see {@link
 * org.angarium.server.terminal.ExitCode}.
 *
 * <p>A command has half a second from the key to the answer, most of which is the start of the Java
 * machine. So this package keeps to what is cheap to load: a plain socket instead of an HTTP
 * client, a stream of JSON tokens instead of object mapping.
 */
@NullMarked
package org.angarium.server.command;

import org.jspecify.annotations.NullMarked;
