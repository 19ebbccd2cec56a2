package org.angarium.server.admin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.angarium.server.admin.AdministrationRefusal.Kind;
import org.angarium.server.admin.view.ScriptView;
import org.angarium.server.directory.Directory;
import org.angarium.server.sieve.UserScripts;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.GrantedAccount;
import org.angarium.store.script.Script;
import org.angarium.store.script.ScriptInfo;
import org.angarium.store.script.ScriptRefusal;
import org.jspecify.annotations.Nullable;

/** What can be done to accounts' Sieve scripts. Thread-safe; changes are durable on return. */
public final class ScriptOperations {
  private static final int ERRORS_SHOWN = 5;

  private final Directory directory;
  private final UserScripts scripts;
  private final Rights rights;
  private final AuditTrail trail;

  ScriptOperations(Directory directory, UserScripts scripts, Rights rights, AuditTrail trail) {
    this.directory = directory;
    this.scripts = scripts;
    this.rights = rights;
    this.trail = trail;
  }

  /** Those of the account, by name. */
  public Listing<ScriptView> list(Actor actor, String address, @Nullable String after, int limit)
      throws StoreException, AdministrationRefusal {
    AccountId account = existing(actor, Operation.SCRIPT_LIST, address);
    int most = Requests.limit(limit);
    List<ScriptView> views = new ArrayList<>();
    for (ScriptInfo each : scripts.scripts().list(account)) {
      if (views.size() == most) {
        return new Listing<>(views, views.getLast().name());
      }
      if (after == null || each.name().compareTo(after) > 0) {
        views.add(ScriptView.of(each, null));
      }
    }
    return new Listing<>(views, null);
  }

  /** One with its text. */
  public ScriptView show(Actor actor, String address, String name)
      throws StoreException, AdministrationRefusal {
    AccountId account = existing(actor, Operation.SCRIPT_SHOW, address);
    Optional<Script> script = scripts.scripts().get(account, name);
    for (ScriptInfo info : scripts.scripts().list(account)) {
      if (script.isPresent() && info.name().equals(name)) {
        return ScriptView.of(info, new String(script.get().text(), StandardCharsets.UTF_8));
      }
    }
    throw notFound(name, address);
  }

  /** Stores a script, new or in place of the one of that name. One that cannot run is refused. */
  public ScriptView put(Actor actor, String address, String name, String text)
      throws StoreException, AdministrationRefusal {
    AccountId account = existing(actor, Operation.SCRIPT_PUT, address);
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    mustRun(scripts.check(octets));
    ScriptView put =
        ScriptView.of(asked(() -> scripts.put(account, name, octets), name, address), null);
    trail.changed(
        actor,
        Operation.SCRIPT_PUT.label(),
        address,
        Map.of(),
        Map.of("script", name, "octets", (long) octets.length));
    return put;
  }

  /** Refuses a script that {@link UserScripts#check} finds something wrong with. */
  static void mustRun(List<String> errors) throws AdministrationRefusal {
    if (!errors.isEmpty()) {
      throw new AdministrationRefusal(
          Kind.INVALID,
          "The script cannot run. "
              + String.join(" ", errors.subList(0, Math.min(ERRORS_SHOWN, errors.size()))),
          "Mend it and try again.");
    }
  }

  /**
   * Has the script run for each message from now on.
   *
   * @param name null: none is run any more
   */
  public void activate(Actor actor, String address, @Nullable String name)
      throws StoreException, AdministrationRefusal {
    AccountId account = existing(actor, Operation.SCRIPT_ACTIVATE, address);
    asked(
        () -> {
          scripts.scripts().activate(account, name);
          return account;
        },
        name == null ? "" : name,
        address);
    trail.changed(
        actor,
        Operation.SCRIPT_ACTIVATE.label(),
        address,
        Map.of(),
        Map.of("script", name == null ? "" : name));
  }

  /** Not the active one. */
  public void delete(Actor actor, String address, String name)
      throws StoreException, AdministrationRefusal {
    AccountId account = existing(actor, Operation.SCRIPT_DELETE, address);
    asked(
        () -> {
          scripts.scripts().delete(account, name);
          return account;
        },
        name,
        address);
    trail.changed(
        actor, Operation.SCRIPT_DELETE.label(), address, Map.of("script", name), Map.of());
  }

  private interface Request<T> {
    T run() throws StoreException, ScriptRefusal;
  }

  private static <T> T asked(Request<T> request, String name, String address)
      throws StoreException, AdministrationRefusal {
    try {
      return request.run();
    } catch (ScriptRefusal refusal) {
      String text = refusal.getMessage() + "";
      throw switch (refusal.reason()) {
        case NONEXISTENT -> notFound(name, address);
        case ALREADY_EXISTS ->
            new AdministrationRefusal(Kind.CONFLICT, sentence(text), "Take another name.");
        case ACTIVE ->
            new AdministrationRefusal(
                Kind.CONFLICT,
                sentence(text),
                "Activate another one first, or none: angarium sieve activate ADDRESS --none.");
        case TOO_MANY, TOO_LARGE, BAD_NAME ->
            new AdministrationRefusal(Kind.INVALID, sentence(text), "Change it and try again.");
      };
    }
  }

  static String sentence(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }

  private static AdministrationRefusal notFound(String name, String address) {
    return Requests.notFound("script", name, "sieve list " + address);
  }

  private AccountId existing(Actor actor, Operation operation, String address)
      throws StoreException, AdministrationRefusal {
    rights.enter(actor, operation, address);
    AdministrationRefusal hidden = Requests.notFound("account", address, "account list");
    Optional<Account> account = directory.account(Requests.address(address));
    if (account.isEmpty()) {
      throw hidden;
    }
    GrantedAccount held = new GrantedAccount(account.get(), directory.grants(account.get().id()));
    rights.over(actor, Set.of(operation), held, hidden);
    return account.get().id();
  }
}
