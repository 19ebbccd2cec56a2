package org.angarium.server.admin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.angarium.server.admin.AdministrationRefusal.Kind;
import org.angarium.server.admin.view.SiteScriptView;
import org.angarium.server.sieve.UserScripts;
import org.angarium.store.StoreException;
import org.angarium.store.script.ScriptRefusal;
import org.angarium.store.script.SiteScript;
import org.angarium.store.script.SiteScripts;
import org.jspecify.annotations.Nullable;

/**
 * What can be done to the Sieve scripts of the site, which run for all accounts. Thread-safe;
 * changes are durable on return.
 */
public final class SiteScriptOperations {
  private final UserScripts compiler;
  private final SiteScripts scripts;
  private final Rights rights;
  private final AuditTrail trail;

  SiteScriptOperations(UserScripts compiler, Rights rights, AuditTrail trail) {
    this.compiler = compiler;
    this.scripts = compiler.site();
    this.rights = rights;
    this.trail = trail;
  }

  /** All of them, by name. */
  public Listing<SiteScriptView> list(Actor actor, @Nullable String after, int limit)
      throws StoreException, AdministrationRefusal {
    rights.enter(actor, Operation.SITE_SCRIPT_LIST, "");
    int most = Requests.limit(limit);
    List<SiteScriptView> views = new ArrayList<>();
    for (SiteScript each : scripts.list()) {
      if (views.size() == most) {
        return new Listing<>(views, views.getLast().name());
      }
      if (after == null || each.name().compareTo(after) > 0) {
        views.add(SiteScriptView.of(each, false));
      }
    }
    return new Listing<>(views, null);
  }

  /** One with its text. */
  public SiteScriptView show(Actor actor, String name)
      throws StoreException, AdministrationRefusal {
    rights.enter(actor, Operation.SITE_SCRIPT_SHOW, name);
    return SiteScriptView.of(scripts.get(name).orElseThrow(() -> notFound(name)), true);
  }

  /**
   * Stores a script, new or in place of the one of that name. One that cannot run is refused.
   *
   * @param runs before, after or library
   */
  public SiteScriptView put(Actor actor, String name, String runs, String text)
      throws StoreException, AdministrationRefusal {
    rights.enter(actor, Operation.SITE_SCRIPT_PUT, name);
    SiteScript.Role role = role(runs);
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    ScriptOperations.mustRun(compiler.check(octets));
    try {
      SiteScript put = scripts.put(name, role, octets);
      trail.changed(
          actor,
          Operation.SITE_SCRIPT_PUT.label(),
          name,
          Map.of(),
          Map.of("script", name, "runs", runs, "octets", (long) octets.length));
      return SiteScriptView.of(put, false);
    } catch (ScriptRefusal refusal) {
      throw refused(refusal, name);
    }
  }

  private static SiteScript.Role role(String runs) throws AdministrationRefusal {
    for (SiteScript.Role role : SiteScript.Role.values()) {
      if (role.name().toLowerCase(Locale.ROOT).equals(runs)) {
        return role;
      }
    }
    throw new AdministrationRefusal(
        Kind.INVALID, "It is not said when the script runs.", "Say before, after, or library.");
  }

  public void delete(Actor actor, String name) throws StoreException, AdministrationRefusal {
    rights.enter(actor, Operation.SITE_SCRIPT_DELETE, name);
    try {
      scripts.delete(name);
    } catch (ScriptRefusal refusal) {
      throw refused(refusal, name);
    }
    trail.changed(
        actor, Operation.SITE_SCRIPT_DELETE.label(), name, Map.of("script", name), Map.of());
  }

  private static AdministrationRefusal refused(ScriptRefusal refusal, String name) {
    return refusal.reason() == ScriptRefusal.Reason.NONEXISTENT
        ? notFound(name)
        : new AdministrationRefusal(
            Kind.INVALID,
            ScriptOperations.sentence(String.valueOf(refusal.getMessage())),
            "Change it and try again.");
  }

  private static AdministrationRefusal notFound(String name) {
    return Requests.notFound("script", name, "sieve site list");
  }
}
