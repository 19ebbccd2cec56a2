package org.angarium.server.dns;

/**
 * A host to be tried.
 *
 * @param name lower case, without the last dot
 * @param preference of its MX record; 0 for the domain itself where it has none
 */
public record MxHost(String name, int preference) {}
