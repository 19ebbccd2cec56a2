package org.angarium.mail.sieve.syntax;

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
                  "enotify",
                  "envelope",
                  "envelope-deliverby",
                  "envelope-dsn",
                  "environment",
                  "ereject",
                  "extlists",
                  "extracttext",
                  "fcc",
                  "fileinto",
                  "foreverypart",
                  "ihave",
                  "imap4flags",
                  "imapsieve",
                  "include",
                  "index",
                  "mailbox",
                  "mailboxid",
                  "mboxmetadata",
                  "mime",
                  "redirect-deliverby",
                  "redirect-dsn",
                  "regex",
                  "reject",
                  "relational",
                  "replace",
                  "servermetadata",
                  "spamtest",
                  "spamtestplus",
                  "special-use",
                  "subaddress",
                  "vacation",
                  "vacation-seconds",
                  "variables",
                  "virustest")));

  /** RFC 6785 §3.11, RFC 7352 §3.4: what has no place where mail isn't delivered. */
  private static final Set<String> ON_DELIVERY =
      Set.of("duplicate", "ereject", "reject", "vacation", "vacation-seconds");

  private SieveExtensions() {}

  /** Whether a script can require both. */
  public static boolean agree(String one, String other) {
    return !(one.equals("imapsieve") && ON_DELIVERY.contains(other))
        && !(other.equals("imapsieve") && ON_DELIVERY.contains(one));
  }

  /** Whether a script with this extension can run on an event of IMAP. */
  public static boolean onEvents(String extension) {
    return !ON_DELIVERY.contains(extension);
  }

  /** The schemes of URIs that {@code notify} takes: NOTIFY of ManageSieve (RFC 5804 §1.7). */
  public static Set<String> notifyMethods() {
    return Set.of("mailto");
  }

  /**
   * Their names as {@code require} and the SIEVE capability of ManageSieve (RFC 5804) write them,
   * sorted.
   */
  public static Set<String> supported() {
    return SUPPORTED;
  }
}
