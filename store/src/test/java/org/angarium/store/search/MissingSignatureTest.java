package org.angarium.store.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.angarium.mail.imap.SearchKey;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.MailStore;
import org.angarium.store.StoreVerify;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.mailbox.TestMail;
import org.angarium.store.message.Signature;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.SignatureRecord;
import org.angarium.store.view.MailboxRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages without a signature of their text: older ones, and damaged ones. */
class MissingSignatureTest {
  @TempDir Path folder;
  private final MemoryEngine engine = new MemoryEngine();
  private MailStore store;
  private MailboxRef inbox;

  @BeforeEach
  void open() throws Exception {
    store = TestMail.on(engine, folder);
    inbox = TestMail.inbox(store, 7);
    for (String word : List.of("courier", "letter", "courier")) {
      TestMail.append(store, inbox, TestMail.message("hello", "a " + word + " on the road"));
    }
    engine.write(
        List.of(),
        transaction -> {
          transaction.delete(Keys.signature(7, inbox.mailbox(), 3));
          return null;
        });
  }

  @AfterEach
  void close() throws Exception {
    store.close();
  }

  private UidSet search(SearchKey key) throws Exception {
    return store
        .mailboxes()
        .search(
            inbox,
            store.mailboxes().view(inbox),
            key,
            (uid, why) -> {
              throw new AssertionError(why);
            });
  }

  private List<StoreVerify.Problem> problems() throws Exception {
    List<StoreVerify.Problem> problems = new ArrayList<>();
    store.verifier().verify(problems::add);
    return problems;
  }

  @Test
  void theMessageIsReadAndFound() throws Exception {
    UidSet both = UidSet.builder().add(1, 1).add(3, 3).build();
    assertThat(search(new SearchKey.Text("COURIER"))).isEqualTo(both);
    assertThat(search(new SearchKey.Body("courier"))).isEqualTo(both);
    assertThat(search(new SearchKey.Body("letters")).isEmpty()).isTrue();
  }

  @Test
  void anOlderSignatureDoesNotHideAReport() throws Exception {
    String report =
        "Subject: s\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"
            + "Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; lost@far.test\r\n"
            + "--b--\r\n";
    TestMail.append(store, inbox, report.getBytes(StandardCharsets.US_ASCII));
    Signature header = new Signature();
    header.add("Content-Type: message/delivery-status");
    Signature text = new Signature();
    text.add("a courier on the road");
    older(4, header);
    older(1, text);
    assertThat(search(new SearchKey.Body("lost@far"))).isEqualTo(UidSet.of(4));
    assertThat(search(new SearchKey.Text("LOST@far.test"))).isEqualTo(UidSet.of(4));
    assertThat(search(new SearchKey.Body("found@far")).isEmpty()).isTrue();
    assertThat(problems()).singleElement().asString().contains("has no signature");
  }

  /** As it was written before reports were looked at. */
  private void older(long uid, Signature signature) throws Exception {
    byte[] record = SignatureRecord.encode(signature.toBytes());
    record[0] = 1;
    engine.write(
        List.of(),
        transaction -> {
          transaction.put(Keys.signature(7, inbox.mailbox(), uid), record);
          return null;
        });
  }

  @Test
  void verifyFindsItMissing() throws Exception {
    assertThat(problems()).singleElement().asString().contains("has no signature");
  }

  @Test
  void copiesOfItAreFound() throws Exception {
    store.mailboxes().copy(inbox, UidSet.of(3), inbox);
    assertThat(search(new SearchKey.Body("courier")))
        .isEqualTo(UidSet.builder().add(1, 1).add(3, 4).build());
  }

  /** Version 1 had the signature in the search record. */
  @Test
  void messagesOfOldNeedNone() throws Exception {
    byte[] key = Keys.searched(7, inbox.mailbox(), 3);
    byte[] now = Objects.requireNonNull(engine.get(key));
    int fields = 1 + 1 + 3 + 8;
    byte[] old = new byte[now.length + 3];
    System.arraycopy(now, 0, old, 0, fields);
    old[0] = 1;
    old[fields] = 2;
    System.arraycopy(now, fields, old, fields + 3, now.length - fields);
    engine.write(
        List.of(),
        transaction -> {
          transaction.put(key, old);
          return null;
        });
    assertThat(problems()).isEmpty();
    assertThat(search(new SearchKey.Header("Subject", "hello"))).isEqualTo(UidSet.range(1, 3));
    assertThat(search(new SearchKey.Text("courier")))
        .isEqualTo(UidSet.builder().add(1, 1).add(3, 3).build());
  }
}
