package org.angarium.mail.sieve.syntax;

/**
 * A place in a script.
 *
 * @param line from 1
 * @param column in chars, from 1
 * @param offset in chars, from 0
 */
public record Position(int line, int column, int offset) {}
