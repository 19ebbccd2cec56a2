package org.angarium.mail.bimi;

import java.util.List;
import java.util.Locale;
import org.angarium.mail.authres.MethodResult;
import org.jspecify.annotations.Nullable;

/** What looking for a message's logo came to. */
public sealed interface BimiDiscovery {

  /** The message may not have one. */
  record Skipped(Reason reason) implements BimiDiscovery {}

  /** There is no record. */
  record None() implements BimiDiscovery {}

  /** There is a record that can't be used, or several. */
  record Failed(String problem) implements BimiDiscovery {}

  /** DNS didn't answer: ask again later. */
  record Unanswered() implements BimiDiscovery {}

  /** The domain wants no logo. */
  record Declined(String domain, String selector) implements BimiDiscovery {}

  /**
   * There is a record; the logo is to be fetched and checked.
   *
   * @param domain where it was found: the author's or the organisation's
   */
  record Found(String domain, String selector, BimiRecord record) implements BimiDiscovery {

    /**
     * The line in Authentication-Results when the logo was fetched and is good (draft §7.7).
     *
     * @param evidence what checking the certificate came to
     */
    public MethodResult passed(Evidence evidence) {
      MethodResult written =
          MethodResult.of("bimi", "pass")
              .with("header", "d", domain)
              .with("header", "selector", selector)
              .with("policy", "authority", evidence.toString());
      return record.evidence().isEmpty() || evidence == Evidence.NONE
          ? written
          : written.with("policy", "authority-uri", record.evidence());
    }

    /** The line when the logo or its certificate is no good. */
    public MethodResult failed(String reason) {
      return new MethodResult("bimi", "fail", reason, List.of())
          .with("header", "d", domain)
          .with("header", "selector", selector);
    }
  }

  /** What checking the certificate that belongs to a logo came to. */
  enum Evidence {
    /** There is none, or it wasn't checked. */
    NONE,
    PASS,
    FAIL;

    /** Lower case. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Why a message may not have a logo (draft §7.1). */
  enum Reason {
    FROM_NOT_SINGLE("From has not exactly one address"),
    DMARC_NOT_PASSED("DMARC did not pass"),
    POLICY_TOO_LAX("DMARC policy too lax");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** In words. */
    @Override
    public String toString() {
      return text;
    }
  }

  /** The line in Authentication-Results; null where the logo has to be looked at first. */
  default @Nullable MethodResult methodResult() {
    return switch (this) {
      case Skipped(Reason reason) ->
          new MethodResult("bimi", "skipped", reason.toString(), List.of());
      case None() -> MethodResult.of("bimi", "none");
      case Failed(String problem) -> new MethodResult("bimi", "fail", problem, List.of());
      case Unanswered() -> MethodResult.of("bimi", "temperror");
      case Declined(String domain, String selector) ->
          MethodResult.of("bimi", "declined")
              .with("header", "d", domain)
              .with("header", "selector", selector);
      case Found found -> null;
    };
  }
}
