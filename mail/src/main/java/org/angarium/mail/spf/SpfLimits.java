package org.angarium.mail.spf;

/**
 * What one evaluation may cost.
 *
 * @param lookupTerms terms that cause DNS questions, over all included and redirected records
 *     (§4.6.4)
 * @param voidLookups questions without an answer
 * @param mxNames mail exchangers looked at for one {@code mx}
 * @param ptrNames names looked at for one {@code ptr} or {@code %{p}}
 * @param recordOctets a longer record is a permerror
 * @param explanationOctets a longer explanation is cut off
 */
public record SpfLimits(
    int lookupTerms,
    int voidLookups,
    int mxNames,
    int ptrNames,
    int recordOctets,
    int explanationOctets) {
  /**
   * The numbers of RFC 7208 §4.6.4, and a record as long as fits a DNS message over UDP many times
   * over.
   */
  public static final SpfLimits DEFAULT = new SpfLimits(10, 2, 10, 10, 16_384, 512);
}
