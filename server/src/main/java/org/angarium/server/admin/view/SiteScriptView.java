package org.angarium.server.admin.view;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.angarium.store.script.SiteScript;
import org.jspecify.annotations.Nullable;

/**
 * A Sieve script of the site as the administration shows it.
 *
 * @param runs before, after (those of each account), or library (where a script includes it)
 * @param size octets
 * @param changed when it was last put (RFC 3339)
 * @param text only where one script is shown
 */
public record SiteScriptView(
    String name, String runs, long size, String changed, @Nullable String text) {
  /** What the service shows of it. */
  public static SiteScriptView of(SiteScript script, boolean whole) {
    return new SiteScriptView(
        script.name(),
        script.role().name().toLowerCase(Locale.ROOT),
        script.text().length,
        script.changedAt().toString(),
        whole ? new String(script.text(), StandardCharsets.UTF_8) : null);
  }
}
