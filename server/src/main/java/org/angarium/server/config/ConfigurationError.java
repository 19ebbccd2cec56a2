package org.angarium.server.config;

/**
 * One thing that is wrong with the configuration.
 *
 * @param source the file's name, or {@code command line}
 * @param line counted from 1; 0 where there is none
 * @param column counted from 1; 0 where there is none
 * @param problem what is wrong, as a sentence
 * @param remedy what to do about it, as a sentence
 */
public record ConfigurationError(
    String source, int line, int column, String problem, String remedy) {

  /** {@code angarium.yaml:3:7: problem remedy}, as compilers write it. */
  @Override
  public String toString() {
    String place = line > 0 ? source + ":" + line + ":" + column : source;
    return place + ": " + problem + " " + remedy;
  }
}
