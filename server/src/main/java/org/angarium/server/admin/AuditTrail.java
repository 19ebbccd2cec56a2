package org.angarium.server.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.ServerEvent;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records each change: by which actor and proof, what was done, to what, and the members that
 * differ, before and after. Secrets are no members: of a password only that it was set.
 */
final class AuditTrail {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final EventSink events;

  AuditTrail(EventSink events) {
    this.events = events;
  }

  /** Something that has no members worth recording was done. */
  void done(Actor actor, String action, String target) {
    changed(actor, action, target, Map.of(), Map.of());
  }

  /**
   * A record was changed, made (nothing before) or deleted (nothing after).
   *
   * @param before members by name; null values are as good as none
   */
  void changed(
      Actor actor,
      String action,
      String target,
      Map<String, ? extends @Nullable Object> before,
      Map<String, ? extends @Nullable Object> after) {
    events.emit(
        new ServerEvent.Administered(
            actor.name(),
            actor.proof().word(),
            action,
            target,
            difference(before, after),
            difference(after, before)));
  }

  private static @Nullable String difference(
      Map<String, ? extends @Nullable Object> of, Map<String, ? extends @Nullable Object> to) {
    Map<String, Object> different = new LinkedHashMap<>();
    of.forEach((name, value) -> {
      if (value != null && !Objects.equals(value, to.get(name))) {
        different.put(name, value);
      }
    });
    return different.isEmpty() ? null : JSON.writeValueAsString(different);
  }
}
