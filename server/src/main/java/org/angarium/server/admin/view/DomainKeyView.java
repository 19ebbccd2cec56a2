package org.angarium.server.admin.view;

import java.util.Locale;
import org.angarium.server.signing.SigningKeys;
import org.angarium.store.directory.DomainKey;

/**
 * A key that signs the mail of a domain.
 *
 * @param state {@code waiting} for its record to be published, {@code signing}, or {@code retired}
 * @param since when it came into its state
 * @param name of the TXT record in DNS
 * @param record its text
 */
public record DomainKeyView(
    String selector,
    String algorithm,
    String state,
    String created,
    String since,
    String name,
    String record) {
  /** What the service shows of it. */
  public static DomainKeyView of(DomainKey key) {
    return new DomainKeyView(
        key.selector(),
        key.algorithm().name().toLowerCase(Locale.ROOT),
        key.state().name().toLowerCase(Locale.ROOT),
        key.created().toString(),
        key.since().toString(),
        SigningKeys.name(key),
        key.record());
  }
}
