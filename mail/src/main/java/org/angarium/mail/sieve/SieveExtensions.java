package org.angarium.mail.sieve;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The extensions of Sieve that a script can require here; each is there entirely. */
public final class SieveExtensions {
  private static final Set<String> SUPPORTED =
      Collections.unmodifiableSet(
          new TreeSet<>(
              List.of(
                  "body",
                  "comparator-i;ascii-casemap",
                  "comparator-i;ascii-numeric",
                  "comparator-i;octet",
                  "comparator-i;unicode-casemap",
                  "convert",
                  "copy",
                  "date",
                  "duplicate",
                  "editheader",
                  "enclose",
                  "encoded-character",
                  "envelope",
                  "environment",
                  "ereject",
                  "extracttext",
                  "fileinto",
                  "foreverypart",
                  "imap4flags",
                  "index",
                  "mailbox",
                  "mailboxid",
                  "mime",
                  "reject",
                  "relational",
                  "replace",
                  "spamtest",
                  "spamtestplus",
                  "special-use",
                  "subaddress",
                  "vacation",
                  "vacation-seconds",
                  "variables",
                  "virustest")));

  private SieveExtensions() {}

  /**
   * Their names as {@code require} and the SIEVE capability of ManageSieve (RFC 5804) write them,
   * sorted.
   */
  public static Set<String> supported() {
    return SUPPORTED;
  }
}
