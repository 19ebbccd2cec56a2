package org.angarium.store.mailbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.StoreVerify;
import org.angarium.store.account.AccountId;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Subspace;
import org.angarium.store.engine.Transaction;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.message.ObjectIndex.Place;
import org.angarium.store.schema.Keys;
import org.angarium.store.view.MailboxRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Emails and threads by their ids (RFC 8474, RFC 8621). */
class ObjectLookupTest {
  private static final AccountId ANNA = new AccountId(7);

  @TempDir Path folder;

  private final MemoryEngine engine = new MemoryEngine();
  private MailStore store;
  private MailboxRef inbox;
  private MailboxRef archive;

  @BeforeEach
  void open() throws Exception {
    store = TestMail.on(engine, folder);
    inbox = TestMail.inbox(store, ANNA.value());
    archive = store.mailboxes().find(ANNA, "Archive").orElseThrow().ref();
  }

  @AfterEach
  void isSound() throws Exception {
    assertThat(problems()).isEmpty();
    store.close();
  }

  private List<StoreVerify.Problem> problems() throws StoreException {
    List<StoreVerify.Problem> problems = new ArrayList<>();
    store.verifier().verify(problems::add);
    return problems;
  }

  private Appended append(MailboxRef mailbox, String header) throws Exception {
    byte[] message = (header + "\r\nSubject: x\r\n\r\ntext\r\n").getBytes(UTF_8);
    return TestMail.append(store, mailbox, message);
  }

  private List<String> places(long email) throws StoreException {
    return store.objects().emails(ANNA, List.of(email)).getOrDefault(email, List.of()).stream()
        .map(place -> place.mailbox().mailbox() + "/" + place.uid())
        .toList();
  }

  @Test
  void findsAnEmailInAllItsMailboxes() throws Exception {
    Appended one = append(inbox, "Message-ID: <1@a.test>");
    append(inbox, "Message-ID: <2@a.test>");
    store.mailboxes().copy(inbox, UidSet.of(1), archive);
    assertThat(places(one.emailId()))
        .containsExactlyInAnyOrder(inbox.mailbox() + "/1", archive.mailbox() + "/1");

    store
        .mailboxes()
        .changeFlags(
            inbox, UidSet.of(1), new FlagChange(FlagChange.Kind.ADD, Set.of("\\Deleted")), null);
    store.mailboxes().expunge(inbox, null);
    assertThat(places(one.emailId())).containsExactly(archive.mailbox() + "/1");
    store.mailboxes().move(archive, UidSet.of(1), inbox);
    assertThat(places(one.emailId())).containsExactly(inbox.mailbox() + "/3");
    assertThat(places(99)).isEmpty();
  }

  @Test
  void findsTheEmailsOfAThread() throws Exception {
    Appended one = append(inbox, "Message-ID: <1@a.test>");
    Appended answer = append(archive, "Message-ID: <2@a.test>\r\nIn-Reply-To: <1@a.test>");
    append(inbox, "Message-ID: <3@a.test>");
    long thread =
        store
            .objects()
            .emails(ANNA, List.of(one.emailId()))
            .get(one.emailId())
            .getFirst()
            .threadId();
    Map<Long, List<Place>> found = store.objects().threads(ANNA, List.of(thread, 12345L));
    assertThat(found).containsOnlyKeys(thread);
    assertThat(found.get(thread))
        .containsExactly(
            new Place(one.emailId(), thread, inbox, one.uid()),
            new Place(answer.emailId(), thread, archive, answer.uid()));
  }

  @Test
  void anEmailOfADeletedMailboxIsGone() throws Exception {
    MailboxRef made = store.mailboxes().create(ANNA, "Lists", Set.of()).ref();
    Appended one = append(made, "Message-ID: <1@a.test>");
    store.mailboxes().delete(made);
    assertThat(places(one.emailId())).isEmpty();
  }

  @Test
  void nothingIsLeftOfADeletedAccount() throws Exception {
    append(inbox, "Message-ID: <1@a.test>");
    store.mailboxes().deleteAccount(ANNA);
    assertThat(count()).isZero();
  }

  @Test
  void storesOfOlderVersionsAreIndexedWhenTheyAreAsked() throws Exception {
    List<Long> emails = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      emails.add(append(i % 3 == 0 ? archive : inbox, "Message-ID: <" + i + "@a.test>").emailId());
    }
    long places = count();
    forget();
    assertThat(count()).isZero();
    assertThat(problems()).isEmpty();

    // What happens before the index is there must not spoil it.
    store.mailboxes().move(inbox, UidSet.of(1), archive);
    assertThat(store.objects().emails(ANNA, emails)).hasSize(2_500);
    assertThat(count()).isEqualTo(places);
  }

  @Test
  void upkeepIndexesWhatNobodyAsksFor() throws Exception {
    append(inbox, "Message-ID: <1@a.test>");
    forget();
    assertThat(store.upkeep().indexObjects(() -> true)).isEqualTo(1);
    assertThat(store.upkeep().indexObjects(() -> true)).isZero();
    assertThat(count()).isEqualTo(3);
  }

  @Test
  void verifyTellsOfPlacesThatAreMissingOrTooMany() throws Exception {
    Appended one = append(inbox, "Message-ID: <1@a.test>");
    byte[] key = Keys.email(ANNA.value(), one.emailId(), inbox.mailbox(), one.uid());
    byte[] value = engine.get(key);
    change(transaction -> transaction.delete(key));
    assertThat(problems())
        .extracting(StoreVerify.Problem::detail)
        .contains("is not found by its email id");
    byte[] stray = Keys.email(ANNA.value(), 99, inbox.mailbox(), 9);
    change(transaction -> {
      transaction.put(key, value);
      transaction.put(stray, value);
    });
    assertThat(problems()).hasSize(1);
    change(transaction -> transaction.delete(stray));
  }

  private void change(Consumer<Transaction> change) throws StoreException {
    engine.<Integer, StoreException>write(
        List.of(Lock.account(ANNA.value())),
        transaction -> {
          change.accept(transaction);
          return 1;
        });
  }

  private void forget() throws StoreException {
    List<byte[]> keys = keys(engine);
    change(transaction -> keys.forEach(transaction::delete));
  }

  private long count() throws StoreException {
    return keys(engine).size();
  }

  private static List<byte[]> keys(Engine engine) throws StoreException {
    List<byte[]> keys = new ArrayList<>();
    engine.scan(
        Keys.all(Subspace.OBJECT),
        ScanOrder.ASCENDING,
        ScanLimit.rows(100_000),
        (key, value) -> keys.add(key));
    return keys;
  }
}
