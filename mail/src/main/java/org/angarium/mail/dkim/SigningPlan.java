package org.angarium.mail.dkim;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a signer signs.
 *
 * @param fields names of the fields that are signed, each as often as it occurs
 * @param oversigned those among them that are signed once more than they occur, so that nobody can
 *     add one (RFC 6376 §8.15)
 * @param lifetimeSeconds until the signature expires; 0 for never
 * @param timestamp whether it says when it was made
 */
public record SigningPlan(
    Canonicalization header,
    Canonicalization body,
    List<String> fields,
    List<String> oversigned,
    long lifetimeSeconds,
    boolean timestamp) {
  /**
   * The fields that RFC 6376 §5.4.1 names and today's lists use; those a reader sees oversigned.
   */
  public static final SigningPlan DEFAULT =
      new SigningPlan(
          Canonicalization.RELAXED,
          Canonicalization.RELAXED,
          List.of(
              "from",
              "sender",
              "reply-to",
              "to",
              "cc",
              "subject",
              "date",
              "message-id",
              "in-reply-to",
              "references",
              "mime-version",
              "content-type",
              "content-transfer-encoding",
              "content-disposition",
              "content-id",
              "content-description",
              "autocrypt",
              "list-id",
              "list-help",
              "list-unsubscribe",
              "list-unsubscribe-post",
              "list-subscribe",
              "list-post",
              "list-owner",
              "list-archive"),
          List.of(
              "from",
              "sender",
              "reply-to",
              "to",
              "cc",
              "subject",
              "date",
              "message-id",
              "mime-version",
              "content-type"),
          0,
          true);

  public SigningPlan {
    fields = List.copyOf(fields);
    oversigned = List.copyOf(oversigned);
    if (!fields.contains("from")) {
      throw new IllegalArgumentException("From must be signed (RFC 6376 §5.4)");
    }
    if (!fields.containsAll(oversigned)) {
      throw new IllegalArgumentException("Only signed fields can be oversigned");
    }
  }

  /** The same with other canonical forms. */
  public SigningPlan with(Canonicalization newHeader, Canonicalization newBody) {
    return new SigningPlan(newHeader, newBody, fields, oversigned, lifetimeSeconds, timestamp);
  }

  /** The same with another lifetime. */
  public SigningPlan expiringAfter(long seconds) {
    return new SigningPlan(header, body, fields, oversigned, seconds, timestamp);
  }

  /** The same with one more field signed. */
  public SigningPlan alsoSigning(String field) {
    List<String> more = new ArrayList<>(fields);
    more.add(field);
    return new SigningPlan(header, body, more, oversigned, lifetimeSeconds, timestamp);
  }

  /**
   * The names for {@code h=}, lower case: each as often as it occurs in a header, and those that
   * are oversigned once more.
   */
  public List<String> names(HeaderHasher of) {
    List<String> names = new ArrayList<>();
    for (String written : fields) {
      String name = written.toLowerCase(Locale.ROOT);
      int times = of.count(name) + (oversigned.contains(written) ? 1 : 0);
      for (int i = 0; i < times; i++) {
        names.add(name);
      }
    }
    return names;
  }
}
