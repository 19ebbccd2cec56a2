package org.angarium.server.sieve;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.sieve.action.EnvelopeParameters;
import org.angarium.mail.sieve.action.SieveResult;
import org.angarium.mail.sieve.run.SieveEnvironment;
import org.angarium.mail.sieve.run.SieveInterpreter;
import org.angarium.mail.sieve.syntax.SieveSyntaxException;
import org.angarium.server.directory.DirectoryReader;
import org.angarium.store.StoreException;
import org.angarium.store.account.AccountId;
import org.angarium.store.directory.Account;
import org.angarium.store.mailbox.Mailboxes;
import org.angarium.store.script.Script;
import org.angarium.store.script.ScriptMemories;
import org.angarium.store.script.SiteScript;
import org.angarium.store.script.SiteScripts;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts on messages that are being delivered: those of the site that come before, the one
 * that is made of the account's settings, the account's active one, and those of the site that come
 * after. Each sees the message as those before it left it, and only if they kept it. Thread-safe.
 */
public final class SieveRunner {
  private static final char SEPARATOR = '+';

  /** How the script that is made of an account's settings is called. */
  static final String SETTINGS = "settings";

  /** How often at most somebody is told that a script fails. */
  static final Duration BETWEEN_FAILURES = Duration.ofDays(1);

  private final UserScripts scripts;
  private final Mailboxes mailboxes;
  private final ScriptMemories memories;
  private final DirectoryReader directory;
  private final String hostName;

  /** When the administrators were last told that a script of the site fails, by its name. */
  private final Map<String, Instant> siteFailures = new ConcurrentHashMap<>();

  /**
   * @param hostName of this node, for the environment and for Message-IDs
   */
  public SieveRunner(
      UserScripts scripts,
      Mailboxes mailboxes,
      ScriptMemories memories,
      DirectoryReader directory,
      String hostName) {
    this.scripts = scripts;
    this.mailboxes = mailboxes;
    this.memories = memories;
    this.directory = directory;
    this.hostName = hostName;
  }

  /**
   * For whom scripts run.
   *
   * @param owner the account's own address
   * @param traces gives an id to each message that a script writes
   */
  public record Occasion(
      AccountId account,
      EmailAddress owner,
      Arrival arrival,
      Supplier<String> traces,
      Instant now) {}

  /**
   * How the message came to the account.
   *
   * @param given the recipient as it stood in the envelope
   * @param personal whether that leads to this account alone
   * @param sender the reverse path without brackets, empty for the null one
   * @param login who handed the message in, or null
   * @param client address of the host that brought it, or null
   * @param parameters of the envelope
   * @param spamPercent how likely the message is spam; null if nobody looked
   * @param judged header fields of the judgement, for tests to see
   */
  public record Arrival(
      EmailAddress given,
      boolean personal,
      String sender,
      @Nullable String login,
      @Nullable String client,
      EnvelopeParameters parameters,
      @Nullable Integer spamPercent,
      HeaderFields judged) {}

  /** A script in its place; {@code site}: of the administrators. */
  private record Stage(String name, boolean site, byte[] text) {}

  /**
   * What the account's scripts want; null if there are none. A script that fails wants the message
   * kept.
   *
   * @throws StoreException when a script or the mailboxes cannot be read
   */
  public @Nullable SieveOutcome run(Occasion occasion, ScriptedMessage message)
      throws StoreException {
    List<Stage> stages = stages(occasion.account());
    if (stages.isEmpty()) {
      return null;
    }
    UserWorld world =
        new UserWorld(scripts, mailboxes, memories, occasion.account(), occasion.now());
    try {
      Set<EmailAddress> own = own(occasion);
      SieveEnvironment environment = environment(occasion, own, world);
      Gathering gathering = new Gathering(hostName, occasion, own, world, message);
      for (Stage stage : stages) {
        if (!gathering.isOpen()) {
          break;
        }
        String failure = run(stage, environment, gathering);
        if (failure != null) {
          boolean told = !stage.site || isNews(stage.name, occasion.now());
          gathering.failed(stage.name, stage.site, failure, told);
        }
      }
      return gathering.outcome();
    } catch (UncheckedIOException unreadable) {
      throw new StoreException("a message cannot be read for a script", unreadable.getCause());
    } catch (UserWorld.UnreadableException unreadable) {
      throw unreadable.failure();
    }
  }

  /** Runs one script; returns why it failed, or null. */
  private @Nullable String run(Stage stage, SieveEnvironment environment, Gathering gathering)
      throws StoreException {
    try {
      SieveResult result =
          SieveInterpreter.run(
              scripts.program(stage.text), gathering.message(), environment, scripts.limits());
      if (result.error() != null) {
        return result.error();
      }
      gathering.add(stage.name, result.actions());
      return null;
    } catch (SieveSyntaxException stale) {
      return "the script does not compile: " + stale.getMessage();
    }
  }

  private List<Stage> stages(AccountId account) throws StoreException {
    List<Stage> stages = new ArrayList<>(1);
    site(SiteScript.Role.BEFORE, stages);
    Optional<byte[]> settings = scripts.scripts().rules(account);
    if (settings.isPresent()) {
      stages.add(new Stage(SETTINGS, false, settings.get()));
    }
    Optional<Script> active = scripts.scripts().active(account);
    if (active.isPresent()) {
      stages.add(new Stage(active.get().name(), false, active.get().text()));
    }
    site(SiteScript.Role.AFTER, stages);
    return stages;
  }

  private void site(SiteScript.Role role, List<Stage> stages) throws StoreException {
    for (SiteScript script : scripts.site().list(role)) {
      stages.add(new Stage("site/" + script.name(), true, script.text()));
    }
  }

  /** Whether the administrators were not told of it within the last day. */
  private boolean isNews(String name, Instant now) {
    if (siteFailures.size() > SiteScripts.MAX_SCRIPTS) {
      siteFailures.clear(); // most of these scripts are gone
    }
    Instant told =
        siteFailures.compute(
            name,
            (key, before) ->
                before == null || !before.plus(BETWEEN_FAILURES).isAfter(now) ? now : before);
    return told.equals(now);
  }

  /** The addresses of the account's holder, canonical, its own one first. */
  private Set<EmailAddress> own(Occasion occasion) throws StoreException {
    Set<EmailAddress> own = new LinkedHashSet<>();
    own.add(occasion.owner.canonical());
    if (occasion.arrival.personal) {
      // Of an alias for many, all of them would answer.
      own.add(occasion.arrival.given.canonical());
    }
    Optional<Account> account = directory.account(occasion.account);
    account.ifPresent(known -> known.names().forEach(name -> own.add(name.canonical())));
    return own;
  }

  private SieveEnvironment environment(Occasion occasion, Set<EmailAddress> own, UserWorld world) {
    Arrival arrival = occasion.arrival;
    Map<String, String> items = new HashMap<>();
    items.put("host", hostName);
    items.put("domain", occasion.owner.domain());
    items.put("location", "MDA");
    items.put("phase", "during");
    items.put("name", "Angarium");
    if (arrival.client != null) {
      items.put("remote-ip", arrival.client);
    }
    return new SieveEnvironment(
        arrival.sender,
        arrival.given.toString(),
        arrival.login,
        own.stream().map(EmailAddress::toString).toList(),
        occasion.now.atZone(ZoneOffset.UTC),
        SEPARATOR,
        items,
        arrival.spamPercent,
        null,
        arrival.parameters,
        null,
        arrival.judged,
        world);
  }
}
