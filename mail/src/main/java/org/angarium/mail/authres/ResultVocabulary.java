package org.angarium.mail.authres;

import java.util.Map;
import java.util.Set;

/**
 * The results that each method can come to: the IANA registry of RFC 8601 §6.6, without what is
 * obsolete.
 */
final class ResultVocabulary {
  private static final Set<String> SIGNATURE =
      Set.of("none", "pass", "fail", "policy", "neutral", "temperror", "permerror");

  private static final Map<String, Set<String>> RESULTS =
      Map.of(
          "auth",
          Set.of("none", "pass", "fail", "temperror", "permerror"),
          "dkim",
          SIGNATURE,
          "spf",
          Set.of("none", "pass", "fail", "softfail", "policy", "neutral", "temperror", "permerror"),
          "iprev",
          Set.of("pass", "fail", "temperror", "permerror"),
          "dmarc",
          Set.of("none", "pass", "fail", "temperror", "permerror"),
          "arc",
          Set.of("none", "pass", "fail"),
          "bimi",
          Set.of("none", "pass", "fail", "temperror", "declined", "skipped"),
          "smime",
          SIGNATURE,
          "dnswl",
          Set.of("none", "pass", "temperror", "permerror"),
          "rrvs",
          Set.of("none", "unknown", "pass", "fail", "temperror", "permerror"));

  private ResultVocabulary() {}

  static boolean knows(String method, String result) {
    Set<String> results = RESULTS.get(method);
    return results != null && results.contains(result);
  }
}
