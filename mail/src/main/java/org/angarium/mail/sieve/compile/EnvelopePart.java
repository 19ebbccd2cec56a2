package org.angarium.mail.sieve.compile;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names of the parts of an envelope (RFC 5228 §5.4, RFC 6009 §4, §5). */
public final class EnvelopePart {
  static final List<String> ADDRESSES = List.of("from", "to", "auth");
  static final List<String> DSN = List.of("notify", "ret", "orcpt", "envid");
  static final List<String> DELIVER_BY =
      List.of("bytimeabsolute", "bytimerelative", "bymode", "bytrace");

  private EnvelopePart() {}

  /** The extension that brings a part other than an address; null if none does. */
  public static @Nullable String extension(String part) {
    return DSN.contains(part)
        ? "envelope-dsn"
        : DELIVER_BY.contains(part) ? "envelope-deliverby" : null;
  }
}
