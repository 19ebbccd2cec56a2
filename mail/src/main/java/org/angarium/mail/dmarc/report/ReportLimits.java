package org.angarium.mail.dmarc.report;

/**
 * What strangers may make a reader of reports do.
 *
 * @param packedOctets of a container
 * @param octets of the XML in it
 * @param records of one report
 * @param depth of elements in elements
 * @param elements of one report
 * @param textLength characters of one element's text
 * @param results of DKIM, and reasons, in one record
 */
public record ReportLimits(
    int packedOctets,
    int octets,
    int records,
    int depth,
    int elements,
    int textLength,
    int results) {
  /** A large receiver's report on a large sender: megabytes, tens of thousands of records. */
  public static final ReportLimits DEFAULT =
      new ReportLimits(10 << 20, 50 << 20, 200_000, 16, 4_000_000, 10_000, 200);
}
