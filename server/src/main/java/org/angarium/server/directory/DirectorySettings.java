package org.angarium.server.directory;

/**
 * How the directory behaves.
 *
 * @param separator between user and detail of a sub-address (RFC 5233), or NUL for none
 * @param cachedNames names, known and unknown, that are kept in memory; an alias counts as many as
 *     it has targets
 * @param minimumPasswordLength in characters
 */
public record DirectorySettings(char separator, int cachedNames, int minimumPasswordLength) {
  public static final DirectorySettings DEFAULT = new DirectorySettings('+', 200_000, 8);
}
