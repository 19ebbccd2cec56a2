package org.angarium.server.admin.view;

import java.time.Instant;
import java.util.List;
import org.angarium.mail.address.EmailAddress;
import org.angarium.store.directory.Alias;

/** An alias as administrators see it. */
public record AliasView(String address, List<String> targets, Instant created) {
  /** What the service shows of it. */
  public static AliasView of(Alias alias) {
    return new AliasView(
        alias.address().toString(),
        alias.targets().stream().map(EmailAddress::toString).toList(),
        alias.created());
  }
}
