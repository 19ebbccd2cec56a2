package org.angarium.mail.sieve.syntax;

/**
 * What a script may cost to compile and to run. Compiling beyond a bound is an error of the script;
 * running beyond one ends the run with a keep.
 *
 * @param scriptBytes octets of a script
 * @param nesting blocks or tests within one another
 * @param stringLength chars of one string in a script, and of one expanded at run time
 * @param listItems strings in one list
 * @param commands commands of one script, tests included
 * @param steps commands, tests and comparisons of one run; long texts count one more for every 256
 *     chars
 * @param actions actions of one run
 * @param redirects redirects of one run (RFC 5228 §10 asks for a bound against mail bombs)
 * @param variables variables set in one run; RFC 5229 §6 wants at least 128
 * @param valueLength chars of a variable's value, cut off beyond; RFC 5229 §6 wants at least 4000
 * @param bodyBytes octets of one body part that tests look at
 * @param includeDepth scripts included within one another; RFC 6609 §3.1 wants at least 2
 * @param inclusions scripts included in one run
 * @param regexSize places of a regular expression, repetitions written out
 * @param notices notices of one run, and recipients of one notice (RFC 5435 §8)
 */
public record SieveLimits(
    int scriptBytes,
    int nesting,
    int stringLength,
    int listItems,
    int commands,
    int steps,
    int actions,
    int redirects,
    int variables,
    int valueLength,
    int bodyBytes,
    int includeDepth,
    int inclusions,
    int regexSize,
    int notices) {
  /** Room for the largest scripts that people write; a run stays within milliseconds. */
  public static final SieveLimits DEFAULT =
      new SieveLimits(
          256 * 1024,
          32,
          64 * 1024,
          5_000,
          20_000,
          1_000_000,
          32,
          4,
          128,
          8_192,
          1024 * 1024,
          10,
          64,
          4_096,
          4);
}
