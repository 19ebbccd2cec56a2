package org.angarium.store.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.angarium.mail.mime.MessageParser;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.StoreSettings;
import org.angarium.store.StoreVerify;
import org.angarium.store.account.AccountId;
import org.angarium.store.blob.BlobWriter;
import org.angarium.store.blob.StagedBlob;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.intake.Acceptance;
import org.angarium.store.intake.Content;
import org.angarium.store.intake.LocalDelivery;
import org.angarium.store.intake.OutdatedNoteException;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.MemoryRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptMemoriesTest {
  private static final AccountId ANNA = new AccountId(7);
  private static final MemoryKey KEY = MemoryKey.of("test", "a", "b");

  @TempDir Path folder;

  private final MemoryEngine engine = new MemoryEngine();
  private Instant now = Instant.parse("2026-12-01T12:00:00Z");
  private MailStore store;

  @BeforeEach
  void open() throws StoreException {
    store = another();
  }

  private MailStore another() throws StoreException {
    return MailStore.on(engine, folder, StoreSettings.DEFAULT, () -> now);
  }

  @AfterEach
  void sound() throws StoreException {
    assertThat(problems()).isEmpty();
    store.close();
  }

  private List<StoreVerify.Problem> problems() throws StoreException {
    List<StoreVerify.Problem> problems = new ArrayList<>();
    store.verifier().verify(problems::add);
    return problems;
  }

  private void note(MailStore by, MemoryKey key, Instant seen, Instant until) throws Exception {
    MemoryNote note = new MemoryNote(ANNA, key, seen, until);
    by.intake().acceptWithinQuota(new Acceptance(now, List.of(), List.of(note)));
  }

  @Test
  void aNoteIsThereUntilItExpires() throws Exception {
    ScriptMemories memories = store.scriptMemories();
    assertThat(memories.noted(ANNA, KEY)).isNull();
    Instant first = now;
    note(store, KEY, null, now.plusSeconds(60));
    assertThat(memories.noted(ANNA, KEY)).isEqualTo(first);
    assertThat(another().scriptMemories().noted(ANNA, KEY)).isEqualTo(first);
    assertThat(memories.noted(new AccountId(8), KEY)).isNull();
    assertThat(memories.noted(ANNA, MemoryKey.of("test", "ab", ""))).isNull();
    now = now.plusSeconds(30);
    note(store, KEY, first, now.plusSeconds(60));
    now = now.plusSeconds(59);
    assertThat(memories.noted(ANNA, KEY)).isEqualTo(first.plusSeconds(30));
    now = now.plusSeconds(1);
    assertThat(memories.noted(ANNA, KEY)).isNull();
  }

  @Test
  void aNoteOnWhatHasChangedIsRefusedWithAllThatComesWithIt() throws Exception {
    note(store, KEY, null, now.plusSeconds(60));
    byte[] text = "Subject: x\r\n\r\ntext\r\n".getBytes(UTF_8);
    MessageParser parser = new MessageParser(MimeLimits.DEFAULT);
    parser.update(text, 0, text.length);
    try (BlobWriter writer = store.blobs().writer()) {
      writer.write(text, 0, text.length);
      try (StagedBlob blob = writer.finish()) {
        LocalDelivery copy = new LocalDelivery(ANNA, "INBOX", Set.of(), new byte[0]);
        Content content = new Content(blob, parser.finish(), List.of(copy), List.of());
        MemoryNote late = new MemoryNote(ANNA, KEY, null, now.plusSeconds(60));
        assertThatThrownBy(() ->
                store
                    .intake()
                    .acceptWithinQuota(new Acceptance(now, List.of(content), List.of(late))))
            .isInstanceOf(OutdatedNoteException.class);
      }
    }
    assertThat(store.mailboxes().find(ANNA, "INBOX").orElseThrow().messages()).isZero();
  }

  @Test
  void memoryIsBoundedAndTheOldestAreForgottenFirst() throws Exception {
    int most = ScriptMemories.MOST_IN_PART;
    for (int i = 0; i <= most; i++) {
      note(store, new MemoryKey(0, i), null, now.plusSeconds(100 + i));
    }
    assertThat(store.scriptMemories().noted(ANNA, new MemoryKey(0, 0))).isNull();
    for (int i = 1; i <= most; i++) {
      assertThat(store.scriptMemories().noted(ANNA, new MemoryKey(0, i))).isNotNull();
    }
    now = now.plusSeconds(1_000);
    note(store, new MemoryKey(0, -1), null, now.plusSeconds(1));
    byte[] record = Objects.requireNonNull(engine.get(Keys.scriptMemory(ANNA.value(), 0)));
    assertThat(MemoryRecord.decode(record).entries()).as("the expired are gone").hasSize(1);
  }

  @Test
  void memoryGoesWithTheAccount() throws Exception {
    for (int i = 0; i < 100; i++) {
      note(store, MemoryKey.of("test", "" + i), null, now.plusSeconds(60));
    }
    store.mailboxes().deleteAccount(ANNA);
    note(store, KEY, null, now.plusSeconds(60));
    List<byte[]> left = new ArrayList<>();
    engine.scan(
        Keys.scriptMemories(ANNA.value()),
        ScanOrder.ASCENDING,
        ScanLimit.NONE,
        (key, value) -> left.add(key));
    assertThat(left).isEmpty();
  }

  @Test
  void verifyFindsWhatLiesInTheWrongPlace() throws Exception {
    note(store, new MemoryKey(0, 1), null, now.plusSeconds(60));
    byte[] key = Keys.scriptMemory(ANNA.value(), 0);
    byte[] wrong = Keys.scriptMemory(ANNA.value(), 1);
    byte[] record = Objects.requireNonNull(engine.get(key));
    put(wrong, record);
    assertThat(problems()).hasSize(1);
    put(wrong, new byte[] {9});
    assertThat(problems()).hasSize(1);
    put(wrong, MemoryRecord.NONE.encode());
  }

  private void put(byte[] key, byte[] value) throws StoreException {
    engine.<Boolean, StoreException>write(
        List.of(Lock.account(ANNA.value())),
        transaction -> {
          transaction.put(key, value);
          return true;
        });
  }
}
