package org.angarium.mail.sieve;

/** A place in a script; both from 1. */
record Position(int line, int column) {}
