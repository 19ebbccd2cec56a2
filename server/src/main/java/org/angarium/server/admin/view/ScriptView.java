package org.angarium.server.admin.view;

import org.angarium.store.script.ScriptInfo;
import org.jspecify.annotations.Nullable;

/**
 * A Sieve script as the administration shows it.
 *
 * @param size octets
 * @param changed when its text was last put (RFC 3339)
 * @param text only where one script is shown
 */
public record ScriptView(
    String name, boolean active, long size, String changed, @Nullable String text) {
  /** What the service shows of it. */
  public static ScriptView of(ScriptInfo script, @Nullable String text) {
    return new ScriptView(
        script.name(), script.active(), script.size(), script.changedAt().toString(), text);
  }
}
