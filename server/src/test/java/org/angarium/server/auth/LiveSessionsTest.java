package org.angarium.server.auth;

import static org.angarium.server.auth.AuthFixture.PASSWORD;
import static org.angarium.server.auth.AuthFixture.address;
import static org.angarium.server.auth.AuthFixture.bytes;
import static org.angarium.server.auth.AuthFixture.from;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.angarium.server.event.AuthEvent;
import org.angarium.store.directory.AccountUpdate;
import org.angarium.store.directory.DirectoryRefusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which changes of an account reach its open sessions. */
class LiveSessionsTest {
  private static final AuthContext HOME = from("192.0.2.1");
  private static final String BOBS = "tr0ub4dor & 3";

  private final List<Revocation> alices = new ArrayList<>();
  private final List<Revocation> bobs = new ArrayList<>();
  private AuthFixture people;
  private Presence bob;

  @BeforeEach
  void open() throws Exception {
    people = new AuthFixture();
    enter("alice@example.test", PASSWORD, alices);
    bob = enter("bob@example.test", BOBS, bobs);
  }

  @AfterEach
  void close() {
    people.close();
  }

  private Presence enter(String user, String password, List<Revocation> ends) throws Exception {
    Login login = people.authenticator.login(user, bytes(password), HOME);
    return people.authenticator.enter(login, HOME, ends::add);
  }

  @Test
  void suspensionEndsTheSessionsOfThatAccountOnly() throws Exception {
    List<Revocation> another = new ArrayList<>();
    enter("bob@example.test", BOBS, another);
    people.directory.updateAccount(people.bob.id(), AccountUpdate.suspended(true));
    assertThat(bobs).containsExactly(Revocation.SUSPENDED);
    assertThat(another).containsExactly(Revocation.SUSPENDED);
    assertThat(alices).isEmpty();
    assertThat(people.events.getLast())
        .isInstanceOf(org.angarium.server.event.DirectoryEvent.AccountChanged.class);
    assertThat(people.events)
        .contains(
            new AuthEvent.SessionRevoked(
                "imap", "c1", "192.0.2.1", "bob@example.test", "suspended"));
  }

  @Test
  void anotherPasswordEndsThemTheSameHashedAnewDoesNot() throws Exception {
    var credentials = people.directory.credentials(people.bob.id()).orElseThrow();
    people.directory.refreshCredentials(people.bob.id(), credentials);
    assertThat(bobs).isEmpty();
    people.directory.setPassword(people.bob.id(), bytes("another phrase"));
    assertThat(bobs).containsExactly(Revocation.PASSWORD_CHANGED);
  }

  @Test
  void deletionEndsThem() throws Exception {
    people.directory.deleteAccount(people.bob.id());
    assertThat(bobs).containsExactly(Revocation.DELETED);
    assertThat(alices).isEmpty();
  }

  @Test
  void aDisabledDomainEndsAllOfIts() throws Exception {
    people.directory.createDomain("other.test");
    people.directory.enableDomain("other.test", false);
    assertThat(bobs).isEmpty();
    // Where the account lives now counts, not where it lived when it came in.
    people.directory.enableDomain("other.test", true);
    people.directory.setPrimary(people.bob.id(), address("bob@other.test"));
    people.directory.enableDomain("other.test", false);
    assertThat(bobs).containsExactly(Revocation.DOMAIN_DISABLED);
    assertThat(alices).isEmpty();
    people.directory.enableDomain("example.test", false);
    assertThat(alices).containsExactly(Revocation.DOMAIN_DISABLED);
  }

  @Test
  void whatIsRefusedOrHarmlessEndsNothing() throws Exception {
    people.directory.enableDomain("root.test", false); // alice is the last administrator now
    assertThatThrownBy(() -> people.directory.deleteAccount(people.alice.id()))
        .isInstanceOf(DirectoryRefusal.class);
    assertThatThrownBy(
            () -> people.directory.updateAccount(people.alice.id(), AccountUpdate.suspended(true)))
        .isInstanceOf(DirectoryRefusal.class);
    assertThatThrownBy(() -> people.directory.setPassword(people.bob.id(), bytes("password")))
        .isInstanceOf(DirectoryRefusal.class);
    assertThatThrownBy(() -> people.directory.deleteDomain("example.test"))
        .isInstanceOf(DirectoryRefusal.class);
    people.directory.updateAccount(people.bob.id(), AccountUpdate.quota(1, 1));
    people.directory.updateAccount(people.bob.id(), AccountUpdate.displayName("Bob"));
    people.directory.addName(people.bob.id(), address("rob@example.test"));
    people.directory.removeName(people.bob.id(), address("rob@example.test"));
    people.directory.setCatchAll("example.test", address("bob@example.test"));
    assertThat(bobs).isEmpty();
    assertThat(alices).isEmpty();
  }

  @Test
  void aChangeBetweenTheLoginAndTheEntryIsNotMissed() throws Exception {
    Login login = people.authenticator.login("bob@example.test", bytes(BOBS), HOME);
    people.directory.setPassword(people.bob.id(), bytes("another phrase"));
    assertThatThrownBy(() -> people.authenticator.enter(login, HOME, bobs::add))
        .isInstanceOfSatisfying(
            AuthRefusal.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(AuthRefusal.Reason.FAILED));
  }

  @Test
  void remembersNoSessionThatIsOver() throws Exception {
    assertThat(people.authenticator.openSessions()).isEqualTo(2);
    bob.close();
    bob.close();
    assertThat(people.authenticator.openSessions()).isEqualTo(1);
    people.directory.updateAccount(people.bob.id(), AccountUpdate.suspended(true));
    assertThat(bobs).isEmpty();
    assertThatThrownBy(() -> enter("bob@example.test", BOBS, bobs)).isInstanceOf(AuthRefusal.class);
    assertThat(people.authenticator.openSessions()).isEqualTo(1);
  }
}
