package org.angarium.server.admin;

import static org.angarium.server.admin.AdministrationFixture.PASSWORD;
import static org.angarium.server.admin.AdministrationFixture.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.angarium.server.admin.AdministrationRefusal.Kind;
import org.angarium.server.admin.view.AccountView;
import org.angarium.server.admin.view.DomainView;
import org.angarium.server.event.ServerEvent;
import org.angarium.store.directory.AccountUpdate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which actor may do what: the whole table, tried at the service. A new operation fails here until
 * it has a row and a call.
 */
@Timeout(300)
class AdministrationRightsTest {
  /** The columns of the table. */
  private enum Who {
    SYSTEM,
    ADMINISTRATOR,
    MONITOR,
    DOMAIN_ADMINISTRATOR,
    HOLDER
  }

  /**
   * {@code +} everywhere; {@code o} in its own domain or to its own account, and elsewhere there is
   * nothing to be seen; {@code -} never.
   */
  private static final String TABLE =
      """
      STATUS_SHOW        + + + - -
      METRICS_SHOW       + + + - -
      CONFIGURATION_SHOW + + - - -
      DOMAIN_LIST        + + - o -
      DOMAIN_SHOW        + + - o -
      DOMAIN_CREATE      + + - - -
      DOMAIN_ENABLE      + + - - -
      DOMAIN_CATCH_ALL   + + - o -
      DOMAIN_DELETE      + + - - -
      DOMAIN_DNS         + + - o -
      DOMAIN_KEY_LIST    + + - o -
      DOMAIN_KEY_ROTATE  + + - o -
      DOMAIN_KEY_DELETE  + + - o -
      ACCOUNT_LIST       + + - o -
      ACCOUNT_SHOW       + + o o o
      ACCOUNT_CREATE     + + - o -
      ACCOUNT_NAME       + + o o o
      ACCOUNT_QUOTA      + + - o -
      ACCOUNT_SUSPEND    + + - o -
      ACCOUNT_PASSWORD   + + o o o
      ACCOUNT_APPOINT    + + - - -
      ACCOUNT_DELETE     + + - o -
      SCRIPT_LIST        + + o o o
      SCRIPT_SHOW        + + o o o
      SCRIPT_PUT         + + o o o
      SCRIPT_ACTIVATE    + + o o o
      SCRIPT_DELETE      + + o o o
      MAIL_SETTINGS_SHOW + + o o o
      FORWARD_SET        + + o o o
      VACATION_SET       + + o o o
      AUTO_REPLY_SET     + + o o o
      SITE_SCRIPT_LIST   + + - - -
      SITE_SCRIPT_SHOW   + + - - -
      SITE_SCRIPT_PUT    + + - - -
      SITE_SCRIPT_DELETE + + - - -
      ALIAS_LIST         + + - o -
      ALIAS_SHOW         + + - o -
      ALIAS_ADD          + + - o -
      ALIAS_SET          + + - o -
      ALIAS_DELETE       + + - o -
      QUEUE_LIST         + + + - -
      QUEUE_SHOW         + + + - -
      QUEUE_HOLD         + + - - -
      QUEUE_RELEASE      + + - - -
      QUEUE_RETRY        + + - - -
      QUEUE_DELETE       + + - - -
      TRACE_SHOW         + + + - -
      FILTER_TRY         + + - - -
      VERIFY             + + - - -
      BACKUP             + + - - -
      """;

  /** What is allowed and comes to nothing: there is no such message, the path is relative. */
  private static final Set<Operation> ABOUT_NOTHING =
      EnumSet.of(
          Operation.QUEUE_SHOW,
          Operation.QUEUE_HOLD,
          Operation.QUEUE_RELEASE,
          Operation.QUEUE_RETRY,
          Operation.QUEUE_DELETE,
          Operation.TRACE_SHOW,
          Operation.BACKUP);

  private static final Set<Operation> LISTS =
      EnumSet.of(Operation.DOMAIN_LIST, Operation.ACCOUNT_LIST, Operation.ALIAS_LIST);

  @TempDir Path folder;
  private int fixtures;

  /** One operation, on what belongs to {@code domain}; {@code account} is there. */
  private interface Call {
    Object run(Administration service, Actor actor, String domain, String account) throws Exception;
  }

  private static AccountPatch change(
      String name, Long quota, Boolean administrator, Boolean suspended, String password) {
    return new AccountPatch(name, quota, null, administrator, suspended, null, null, password);
  }

  private static Map<Operation, Call> calls() {
    Map<Operation, Call> calls = new EnumMap<>(Operation.class);
    calls.put(Operation.STATUS_SHOW, (s, by, domain, account) -> s.node().status(by));
    calls.put(
        Operation.METRICS_SHOW,
        (s, by, domain, account) -> {
          s.node().metrics(by);
          return "";
        });
    calls.put(Operation.CONFIGURATION_SHOW, (s, by, domain, account) -> s.node().configuration(by));
    calls.put(
        Operation.DOMAIN_LIST,
        (s, by, domain, account) ->
            s.domains().list(by, "", null, 100).items().stream().map(DomainView::name).toList());
    calls.put(Operation.DOMAIN_SHOW, (s, by, domain, account) -> s.domains().show(by, domain));
    calls.put(
        Operation.DOMAIN_CREATE, (s, by, domain, account) -> s.domains().create(by, "x.test"));
    calls.put(
        Operation.DOMAIN_ENABLE,
        (s, by, domain, account) -> s.domains().change(by, domain, false, null));
    calls.put(
        Operation.DOMAIN_CATCH_ALL,
        (s, by, domain, account) -> s.domains().change(by, domain, null, account));
    calls.put(
        Operation.DOMAIN_DELETE,
        (s, by, domain, account) -> {
          s.domains().delete(by, "empty.test");
          return "";
        });
    calls.put(Operation.DOMAIN_DNS, (s, by, domain, account) -> s.signing().dns(by, domain));
    calls.put(Operation.DOMAIN_KEY_LIST, (s, by, domain, account) -> s.signing().keys(by, domain));
    calls.put(
        Operation.DOMAIN_KEY_ROTATE, (s, by, domain, account) -> s.signing().rotate(by, domain));
    calls.put(
        Operation.DOMAIN_KEY_DELETE,
        (s, by, domain, account) -> {
          String made = s.signing().rotate(Actor.system(), domain).items().getFirst().selector();
          s.signing().delete(by, domain, made);
          return "";
        });
    calls.put(
        Operation.ACCOUNT_LIST,
        (s, by, domain, account) ->
            s.accounts().list(by, null, "", null, 100).items().stream()
                .map(view -> view.address().substring(view.address().indexOf('@') + 1))
                .distinct()
                .toList());
    calls.put(Operation.ACCOUNT_SHOW, (s, by, domain, account) -> s.accounts().show(by, account));
    calls.put(
        Operation.ACCOUNT_CREATE,
        (s, by, domain, account) ->
            s.accounts().create(by, List.of("new@" + domain), PASSWORD, false, 0, 0));
    calls.put(
        Operation.ACCOUNT_NAME,
        (s, by, domain, account) ->
            s.accounts().change(by, account, change("Name", null, null, null, null)));
    calls.put(
        Operation.ACCOUNT_QUOTA,
        (s, by, domain, account) ->
            s.accounts().change(by, account, change(null, 1L, null, null, null)));
    calls.put(
        Operation.ACCOUNT_SUSPEND,
        (s, by, domain, account) ->
            s.accounts().change(by, account, change(null, null, null, true, null)));
    calls.put(
        Operation.ACCOUNT_PASSWORD,
        (s, by, domain, account) ->
            s.accounts().change(by, account, change(null, null, null, null, "zebra fuel 17 mile")));
    calls.put(
        Operation.ACCOUNT_APPOINT,
        (s, by, domain, account) ->
            s.accounts().change(by, account, change(null, null, true, null, null)));
    calls.put(
        Operation.ACCOUNT_DELETE,
        (s, by, domain, account) -> {
          s.accounts().delete(by, account);
          return "";
        });
    calls.put(
        Operation.SCRIPT_LIST,
        (s, by, domain, account) ->
            s.scripts().list(by, account, null, 100).items().getFirst().name());
    calls.put(
        Operation.SCRIPT_SHOW,
        (s, by, domain, account) -> s.scripts().show(by, account, "kept").text());
    calls.put(
        Operation.SCRIPT_PUT,
        (s, by, domain, account) -> s.scripts().put(by, account, "more", "keep;"));
    calls.put(
        Operation.SCRIPT_ACTIVATE,
        (s, by, domain, account) -> {
          s.scripts().activate(by, account, "kept");
          return "";
        });
    calls.put(
        Operation.SCRIPT_DELETE,
        (s, by, domain, account) -> {
          s.scripts().delete(by, account, "kept");
          return "";
        });
    calls.put(
        Operation.MAIL_SETTINGS_SHOW,
        (s, by, domain, account) -> s.mailSettings().show(by, account));
    calls.put(
        Operation.FORWARD_SET,
        (s, by, domain, account) ->
            s.mailSettings().forward(by, account, List.of("x@elsewhere.test"), true));
    MailSettingsOperations.Answer answer =
        new MailSettingsOperations.Answer("away", null, null, null, null);
    calls.put(
        Operation.VACATION_SET,
        (s, by, domain, account) -> s.mailSettings().vacation(by, account, answer));
    calls.put(
        Operation.AUTO_REPLY_SET,
        (s, by, domain, account) -> s.mailSettings().autoReply(by, account, answer));
    calls.put(
        Operation.SITE_SCRIPT_LIST,
        (s, by, domain, account) -> s.siteScripts().list(by, null, 100).items().getFirst());
    calls.put(
        Operation.SITE_SCRIPT_SHOW,
        (s, by, domain, account) -> s.siteScripts().show(by, "kept").text());
    calls.put(
        Operation.SITE_SCRIPT_PUT,
        (s, by, domain, account) -> s.siteScripts().put(by, "more", "before", "keep;"));
    calls.put(
        Operation.SITE_SCRIPT_DELETE,
        (s, by, domain, account) -> {
          s.siteScripts().delete(by, "kept");
          return "";
        });
    calls.put(
        Operation.ALIAS_LIST,
        (s, by, domain, account) ->
            s.aliases().list(by, null, "", null, 100).items().stream()
                .map(view -> view.address().substring(view.address().indexOf('@') + 1))
                .toList());
    calls.put(
        Operation.ALIAS_SHOW, (s, by, domain, account) -> s.aliases().show(by, "all@" + domain));
    calls.put(
        Operation.ALIAS_ADD,
        (s, by, domain, account) -> s.aliases().add(by, "more@" + domain, List.of(account)));
    calls.put(
        Operation.ALIAS_SET,
        (s, by, domain, account) ->
            s.aliases().set(by, "all@" + domain, List.of("x@elsewhere.test")));
    calls.put(
        Operation.ALIAS_DELETE,
        (s, by, domain, account) -> {
          s.aliases().delete(by, "all@" + domain);
          return "";
        });
    calls.put(
        Operation.QUEUE_LIST, (s, by, domain, account) -> s.queue().list(by, null, null, null, 10));
    calls.put(Operation.QUEUE_SHOW, (s, by, domain, account) -> s.queue().show(by, "1f"));
    calls.put(Operation.QUEUE_HOLD, (s, by, domain, account) -> s.queue().hold(by, "1f"));
    calls.put(Operation.QUEUE_RELEASE, (s, by, domain, account) -> s.queue().release(by, "1f"));
    calls.put(Operation.QUEUE_RETRY, (s, by, domain, account) -> s.queue().retry(by, "1f"));
    calls.put(
        Operation.QUEUE_DELETE,
        (s, by, domain, account) -> {
          s.queue().delete(by, "1f");
          return "";
        });
    calls.put(Operation.TRACE_SHOW, (s, by, domain, account) -> s.queue().trace(by, "nothing"));
    calls.put(
        Operation.FILTER_TRY,
        (s, by, domain, account) ->
            s.filter()
                .tryOut(by, new byte[0], new FilterOperations.Coming(null, null, null, null)));
    calls.put(Operation.VERIFY, (s, by, domain, account) -> s.node().verify(by));
    calls.put(Operation.BACKUP, (s, by, domain, account) -> s.node().backup(by, "relative"));
    return calls;
  }

  private AdministrationFixture site() throws Exception {
    AdministrationFixture site = new AdministrationFixture(folder.resolve("store" + fixtures++));
    for (String domain : List.of("root.test", "own.test", "other.test", "empty.test")) {
      site.directory.createDomain(domain);
    }
    site.actor("root@root.test", AccountUpdate.administrator(true));
    site.account("member@own.test");
    site.account("member@other.test");
    site.administration.aliases().add(SYSTEM, "all@own.test", List.of("member@own.test"));
    site.administration.aliases().add(SYSTEM, "all@other.test", List.of("member@other.test"));
    site.administration.siteScripts().put(SYSTEM, "kept", "library", "keep;");
    for (String address : List.of("member@own.test", "member@other.test")) {
      site.administration.scripts().put(SYSTEM, address, "kept", "keep;");
    }
    return site;
  }

  private static Actor actor(Who who, AdministrationFixture site) throws Exception {
    return switch (who) {
      case SYSTEM -> SYSTEM;
      case ADMINISTRATOR -> site.actor("chief@own.test", AccountUpdate.administrator(true));
      case MONITOR -> site.actor("watch@own.test", AccountUpdate.monitor(true));
      case DOMAIN_ADMINISTRATOR -> site.administratorOf("boss@own.test", "own.test");
      case HOLDER -> site.actor("member@own.test");
    };
  }

  /** Everything that a call could have changed. */
  private static String state(AdministrationFixture site) throws Exception {
    StringBuilder state = new StringBuilder();
    state.append(site.directory.domains("", null, 100).items());
    for (var account : site.directory.accounts(null, "", null, 100).items()) {
      state
          .append(account)
          .append(site.directory.grants(account.id()))
          .append(site.directory.credentials(account.id()).orElseThrow().generation())
          .append(site.scripts.list(account.id()));
    }
    return state.append(site.directory.aliases(null, "", null, 100).items()).toString();
  }

  private static Object outcome(
      Call call, AdministrationFixture site, Actor by, String domain, String account)
      throws Exception {
    try {
      return call.run(site.administration, by, domain, account);
    } catch (AdministrationRefusal refusal) {
      return refusal;
    }
  }

  @Test
  void everyOperationIsDeniedToThoseWithoutTheRight() throws Exception {
    Map<Operation, Call> calls = calls();
    EnumSet<Operation> rows = EnumSet.noneOf(Operation.class);
    for (String line : TABLE.lines().toList()) {
      String[] cells = line.split(" +");
      Operation operation = Operation.valueOf(cells[0]);
      rows.add(operation);
      for (Who who : Who.values()) {
        String cell = cells[1 + who.ordinal()];
        try (AdministrationFixture site = site()) {
          own(operation, who, cell, calls.get(operation), site);
        }
        try (AdministrationFixture site = site()) {
          elsewhere(operation, who, cell, calls.get(operation), site);
        }
      }
    }
    assertThat(rows).as("rows of the table").isEqualTo(EnumSet.allOf(Operation.class));
    assertThat(calls.keySet()).as("calls").isEqualTo(EnumSet.allOf(Operation.class));
  }

  private static void own(
      Operation operation, Who who, String cell, Call call, AdministrationFixture site)
      throws Exception {
    Actor by = actor(who, site);
    // Whoever has no rights over others has an account of their own.
    boolean overOthers = who != Who.HOLDER && who != Who.MONITOR;
    String account = overOthers ? "member@own.test" : by.name();
    site.administration.scripts().put(SYSTEM, account, "kept", "keep;");
    String before = state(site);
    Object outcome = outcome(call, site, by, "own.test", account);
    String what = operation + " by " + who + " on own: " + outcome;
    if (cell.equals("-")) {
      assertRefused(outcome, Kind.FORBIDDEN, what);
      assertThat(state(site)).as(what).isEqualTo(before);
    } else if (ABOUT_NOTHING.contains(operation)) {
      assertThat(((AdministrationRefusal) outcome).kind()).as(what).isNotEqualTo(Kind.FORBIDDEN);
    } else {
      assertThat(outcome).as(what).isNotInstanceOf(AdministrationRefusal.class);
      if (LISTS.contains(operation) && cell.equals("o")) {
        assertThat(outcome).as(what).isEqualTo(List.of("own.test"));
      }
    }
  }

  private static void elsewhere(
      Operation operation, Who who, String cell, Call call, AdministrationFixture site)
      throws Exception {
    Actor by = actor(who, site);
    String before = state(site);
    Object outcome = outcome(call, site, by, "other.test", "member@other.test");
    String what = operation + " by " + who + " elsewhere: " + outcome;
    switch (cell) {
      case "-" -> assertRefused(outcome, Kind.FORBIDDEN, what);
      case "o" -> {
        if (LISTS.contains(operation)) {
          assertThat(outcome).as(what).isEqualTo(List.of("own.test"));
        } else {
          // As if the domain were not there.
          Object absent = outcome(call, site, by, "absent.test", "member@absent.test");
          assertThat(words(outcome).replace("other.test", "absent.test"))
              .as(what)
              .isEqualTo(words(absent));
        }
      }
      default ->
          assertThat(outcome instanceof AdministrationRefusal)
              .as(what)
              .isEqualTo(ABOUT_NOTHING.contains(operation));
    }
    if (!cell.equals("+")) {
      assertThat(state(site)).as(what).isEqualTo(before);
    }
  }

  private static void assertRefused(Object outcome, Kind kind, String what) {
    assertThat(outcome).as(what).isInstanceOf(AdministrationRefusal.class);
    assertThat(((AdministrationRefusal) outcome).kind()).as(what).isEqualTo(kind);
  }

  private static String words(Object outcome) {
    assertThat(outcome).isInstanceOf(AdministrationRefusal.class);
    AdministrationRefusal refusal = (AdministrationRefusal) outcome;
    return refusal.kind() + " " + refusal.problem() + " " + refusal.remedy();
  }

  @Test
  void nothingCanBeAskedWithoutAnActor() {
    List<String> without = new ArrayList<>();
    int seen = 0;
    for (Class<?> part :
        List.of(
            DomainOperations.class,
            SigningOperations.class,
            AccountOperations.class,
            AliasOperations.class,
            ScriptOperations.class,
            SiteScriptOperations.class,
            MailSettingsOperations.class,
            QueueOperations.class,
            FilterOperations.class,
            NodeOperations.class)) {
      for (Method method : part.getDeclaredMethods()) {
        if (Modifier.isPublic(method.getModifiers())) {
          seen++;
          if (method.getParameterCount() == 0 || method.getParameterTypes()[0] != Actor.class) {
            without.add(part.getSimpleName() + "." + method.getName());
          }
        }
      }
    }
    assertThat(without).isEmpty();
    assertThat(seen).isGreaterThan(20);
    assertThat(Administration.class.getDeclaredMethods())
        .filteredOn(method -> Modifier.isPublic(method.getModifiers()))
        .extracting(Method::getName)
        .containsExactlyInAnyOrder(
            "actor",
            "domains",
            "signing",
            "accounts",
            "scripts",
            "siteScripts",
            "mailSettings",
            "aliases",
            "queue",
            "filter",
            "node",
            "buryDeletedAccounts");
  }

  @Test
  void aDomainsAdministratorDoesNotRuleOverThoseWithMoreRights() throws Exception {
    try (AdministrationFixture site = site()) {
      Actor boss = site.administratorOf("boss@own.test", "own.test");
      site.actor("chief@own.test", AccountUpdate.administrator(true));
      site.administratorOf("spy@own.test", "other.test");
      site.actor("watch@own.test", AccountUpdate.monitor(true));
      AccountPatch password = change(null, null, null, null, "zebra fuel 17 mile");
      for (String above : List.of("chief@own.test", "spy@own.test", "watch@own.test")) {
        assertThat(site.administration.accounts().show(boss, above).address()).isEqualTo(above);
        assertRefused(
            outcome(
                (s, by, domain, of) -> s.accounts().change(by, of, password),
                site,
                boss,
                "own.test",
                above),
            Kind.FORBIDDEN,
            above);
        assertRefused(
            outcome(
                (s, by, domain, of) -> {
                  s.accounts().delete(by, of);
                  return "";
                },
                site,
                boss,
                "own.test",
                above),
            Kind.FORBIDDEN,
            above);
      }
      assertRefused(
          outcome(
              (s, by, domain, of) -> s.accounts().create(by, List.of(of), PASSWORD, true, 0, 0),
              site,
              boss,
              "own.test",
              "new@own.test"),
          Kind.FORBIDDEN,
          "a site administrator made by a domain's");
    }
  }

  @Test
  void refusalsStandInTheRecordWithActorAndReason() throws Exception {
    try (AdministrationFixture site = site()) {
      Actor boss = site.administratorOf("boss@own.test", "own.test");
      outcome(calls().get(Operation.DOMAIN_CREATE), site, boss, "", "");
      outcome(calls().get(Operation.ACCOUNT_SHOW), site, boss, "", "member@other.test");
      assertThat(site.events)
          .contains(
              new ServerEvent.AdministrationDenied(
                  "boss@own.test", "password", "domain.create", "x.test", "no-right"),
              new ServerEvent.AdministrationDenied(
                  "boss@own.test",
                  "password",
                  "account.show",
                  "member@other.test",
                  "out-of-reach"));
    }
  }

  @Test
  void listsOfSeveralOwnDomainsGoOnFromPartToPart() throws Exception {
    try (AdministrationFixture site = site()) {
      for (int i = 0; i < 5; i++) {
        site.account("m" + i + "@own.test");
        site.account("m" + i + "@other.test");
      }
      Actor both =
          site.actor("boss@root.test", AccountUpdate.administers(Set.of("own.test", "other.test")));
      for (int limit = 1; limit < 14; limit++) {
        List<String> seen = new ArrayList<>();
        String after = null;
        do {
          Listing<AccountView> part =
              site.administration.accounts().list(both, null, "", after, limit);
          assertThat(part.items().size()).isLessThanOrEqualTo(limit);
          part.items().forEach(view -> seen.add(view.address()));
          after = part.next();
        } while (after != null);
        assertThat(seen)
            .as("limit %d", limit)
            .hasSize(12)
            .doesNotHaveDuplicates()
            .allMatch(address -> !address.endsWith("@root.test"));
      }
      assertThat(site.administration.accounts().list(both, "root.test", "", null, 10).items())
          .isEmpty();
      assertThat(site.administration.accounts().list(both, "OTHER.test", "m", null, 10).items())
          .hasSize(6);
      assertThat(site.administration.domains().list(both, "", null, 1))
          .returns("other.test", Listing::next);
    }
  }

  @Test
  void aDomainThatIsMadeAgainHasNoAdministratorsOfTheOldOne() throws Exception {
    try (AdministrationFixture site = site()) {
      site.administratorOf("boss@own.test", "empty.test");
      site.administration.domains().delete(SYSTEM, "empty.test");
      site.administration.domains().create(SYSTEM, "empty.test");
      Actor boss = site.actor("boss@own.test");
      assertThat(boss.roles()).containsExactly(Role.HOLDER);
      assertThat(Files.isDirectory(folder)).isTrue();
    }
  }
}
