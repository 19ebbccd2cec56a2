package org.angarium.server.admin;

import static org.angarium.server.admin.AdministrationFixture.PASSWORD;
import static org.angarium.server.admin.AdministrationFixture.SYSTEM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.angarium.mail.address.EmailAddress;
import org.angarium.server.admin.AdministrationRefusal.Kind;
import org.angarium.server.admin.view.AccountView;
import org.angarium.server.admin.view.AliasView;
import org.angarium.server.event.ServerEvent;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.AccountUpdate;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Changes happen as a whole, stand in the record, and never leave a site without administrator. */
@Timeout(120)
class AdministrationChangesTest {
  @TempDir Path folder;
  private AdministrationFixture site;
  private AccountOperations accounts;
  private DomainOperations domains;

  @BeforeEach
  void open() throws Exception {
    site = new AdministrationFixture(folder.resolve("store"));
    accounts = site.administration.accounts();
    domains = site.administration.domains();
    site.directory.createDomain("example.test");
    site.directory.createDomain("other.test");
    site.account("user@example.test");
  }

  @AfterEach
  void close() throws Exception {
    site.close();
  }

  private static AccountPatch quota(Long bytes) {
    return new AccountPatch(null, bytes, null, null, null, null, null, null);
  }

  private static void assertRefused(Kind kind, ThrowingCallable change) {
    assertThatThrownBy(change)
        .isInstanceOfSatisfying(
            AdministrationRefusal.class, refusal -> assertThat(refusal.kind()).isEqualTo(kind));
  }

  private long limit(String address) throws Exception {
    Account account = site.directory.account(EmailAddress.parse(address)).orElseThrow();
    return site.store.mailboxes().quota(account.id()).limitBytes();
  }

  @Test
  void aLimitIsObeyedByTheMailboxesFromTheSameTransactionOn() throws Exception {
    accounts.change(SYSTEM, "user@example.test", quota(5_000L));
    assertThat(limit("user@example.test")).isEqualTo(5_000);
    accounts.create(SYSTEM, List.of("new@example.test"), PASSWORD, false, 7_000, 3);
    assertThat(limit("new@example.test")).isEqualTo(7_000);
    accounts.change(SYSTEM, "user@example.test", quota(0L));
    assertThat(limit("user@example.test")).isZero();
  }

  @Test
  void aRefusedMemberKeepsAllOthersFromBeingChanged() throws Exception {
    AccountView before = accounts.show(SYSTEM, "user@example.test");
    assertRefused(
        Kind.INVALID,
        () ->
            accounts.change(
                SYSTEM,
                "user@example.test",
                new AccountPatch(
                    "Name", 5_000L, null, true, true, List.of("absent.test"), true, null)));
    assertRefused(
        Kind.INVALID,
        () ->
            accounts.change(
                SYSTEM,
                "user@example.test",
                new AccountPatch("Name", 5_000L, null, true, true, null, null, "password")));
    assertThat(accounts.show(SYSTEM, "user@example.test")).isEqualTo(before);
    assertThat(limit("user@example.test")).isZero();
    assertThat(site.trail()).isEmpty();
  }

  @Test
  void theRecordSaysWhoChangedWhatFromWhatToWhat() throws Exception {
    Actor boss = site.actor("boss@example.test", AccountUpdate.administrator(true));
    accounts.change(
        boss,
        "user@example.test",
        new AccountPatch(null, 5_000L, null, null, true, null, null, "zebra fuel 17 mile"));
    ServerEvent.Administered change = site.trail().getLast();
    assertThat(change.actor()).isEqualTo("boss@example.test");
    assertThat(change.proof()).isEqualTo("password");
    assertThat(change.action()).isEqualTo("account.change");
    assertThat(change.target()).isEqualTo("user@example.test");
    assertThat(change.before()).contains("\"quotaBytes\":0", "\"suspended\":false");
    assertThat(change.after())
        .contains("\"quotaBytes\":5000", "\"suspended\":true", "\"password\":\"set\"");
    assertThat(site.events.toString()).doesNotContain("zebra");

    domains.change(SYSTEM, "other.test", false, "user@example.test");
    assertThat(site.trail().getLast())
        .isEqualTo(
            new ServerEvent.Administered(
                "token",
                "token",
                "domain.change",
                "other.test",
                "{\"enabled\":true}",
                site.trail().getLast().after()));
    assertThat(site.trail().getLast().after())
        .contains("\"enabled\":false", "\"catchAll\":\"user@example.test\"");
    accounts.delete(SYSTEM, "user@example.test");
    assertThat(site.trail().getLast().before()).contains("\"quotaBytes\":5000");
    assertThat(site.trail().getLast().after()).isNull();
  }

  @Test
  void targetsThatAreAddedAtTheSameTimeAreAllThere() throws Exception {
    int adders = 8;
    CountDownLatch together = new CountDownLatch(adders);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<AliasView>> added =
          java.util.stream.IntStream.range(0, adders)
              .mapToObj(i ->
                  threads.submit(() -> {
                    together.countDown();
                    together.await();
                    return site.administration
                        .aliases()
                        .add(SYSTEM, "all@example.test", List.of("t" + i + "@example.test"));
                  }))
              .toList();
      for (Future<AliasView> one : added) {
        one.get();
      }
    }
    assertThat(site.administration.aliases().show(SYSTEM, "all@example.test").targets())
        .hasSize(adders);
    assertThat(site.trail()).filteredOn(event -> event.action().equals("alias.create")).hasSize(1);
  }

  @Test
  void somebodyWhoCanSignInAndAdministerRemains() throws Exception {
    Actor chief = site.actor("chief@example.test", AccountUpdate.administrator(true));
    assertRefused(Kind.CONFLICT, () -> domains.change(SYSTEM, "example.test", false, null));
    assertRefused(
        Kind.CONFLICT,
        () ->
            accounts.change(
                chief,
                "chief@example.test",
                new AccountPatch(null, null, null, false, null, null, null, null)));
    assertRefused(Kind.CONFLICT, () -> accounts.delete(SYSTEM, "chief@example.test"));
    assertRefused(Kind.CONFLICT, () -> domains.delete(SYSTEM, "example.test"));
    // An administrator in a domain that is disabled is none.
    domains.change(SYSTEM, "other.test", false, null);
    site.actor("deputy@other.test", AccountUpdate.administrator(true));
    assertRefused(Kind.CONFLICT, () -> accounts.delete(SYSTEM, "chief@example.test"));
    assertThatThrownBy(() ->
            site.directory.setPrimary(chief.account(), EmailAddress.parse("chief@other.test")))
        .hasMessageContaining("administer");
    domains.change(SYSTEM, "other.test", true, null);
    domains.change(SYSTEM, "example.test", false, null);
    assertRefused(Kind.CONFLICT, () -> domains.change(SYSTEM, "other.test", false, null));
    assertThat(domains.show(SYSTEM, "other.test").enabled()).isTrue();
  }

  @Test
  void aSiteWithoutAdministratorCanStillBeChanged() throws Exception {
    domains.change(SYSTEM, "example.test", false, null);
    assertThat(domains.show(SYSTEM, "example.test").enabled()).isFalse();
  }

  @Test
  void aBackupThatCannotBeWrittenThereSaysWhereAndWhy() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    assertThatThrownBy(
            () -> site.administration.node().backup(SYSTEM, file.resolve("backup").toString()))
        .isInstanceOfSatisfying(
            AdministrationRefusal.class,
            refusal -> {
              assertThat(refusal.kind()).isEqualTo(Kind.INVALID);
              assertThat(refusal.problem()).contains(file.toString()).doesNotContain("Exception");
            });
  }

  @Test
  void aPartOfAListHasAThousandItemsAtMostAndSaysSo() {
    for (int limit : new int[] {0, -1, 1_001, Integer.MAX_VALUE}) {
      assertRefused(Kind.INVALID, () -> domains.list(SYSTEM, "", null, limit));
      assertRefused(Kind.INVALID, () -> accounts.list(SYSTEM, null, "", null, limit));
      assertRefused(
          Kind.INVALID, () -> site.administration.aliases().list(SYSTEM, null, "", null, limit));
      assertRefused(
          Kind.INVALID, () -> site.administration.queue().list(SYSTEM, null, null, null, limit));
    }
  }
}
