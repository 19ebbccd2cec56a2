package org.angarium.store.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.angarium.mail.imap.FlagSet;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.blob.BlobId;
import org.angarium.store.engine.Subspace;
import org.junit.jupiter.api.Test;

/**
 * The stored format does not change by accident. Where it changes on purpose, the record gets a new
 * version and this test a new file; the old file stays and must still be read.
 */
class GoldenRecordsTest {
  private static final BlobId BLOB = BlobId.of(new byte[32]);

  private static final AccountRecord ACCOUNT =
      new AccountRecord(
          false,
          300,
          0,
          new AccountRecord.Use(1 << 20, 17),
          new AccountRecord.Use(1L << 33, 5),
          new AccountRecord.Numbers(7, 18, 1_790_000_000L),
          new AccountRecord.Log(2, 4711));
  private static final MailboxRecord MAILBOX =
      new MailboxRecord(
          3,
          "Entw\u00fcrfe/x",
          1_790_000_000L,
          1234,
          299,
          250,
          1200,
          17,
          4,
          1,
          99_999,
          true,
          false,
          false,
          List.of("\\Drafts"),
          List.of("$Forwarded", "work"));

  /** Nothing in it is recent. */
  private static final MailboxRecord MAILBOX_OF_VERSION_1 =
      new MailboxRecord(
          MAILBOX.id(),
          MAILBOX.name(),
          MAILBOX.uidValidity(),
          MAILBOX.uidNext(),
          MAILBOX.highestModSeq(),
          MAILBOX.lastExpunge(),
          MAILBOX.uidNext(),
          MAILBOX.messages(),
          MAILBOX.unseen(),
          MAILBOX.deleted(),
          MAILBOX.size(),
          MAILBOX.selectable(),
          MAILBOX.subscribed(),
          MAILBOX.doomed(),
          MAILBOX.specialUse(),
          MAILBOX.keywords());

  private static final MessageRecord MESSAGE =
      new MessageRecord(FlagSet.of(0b100011), 299, 1_795_348_800_000L, -1, 4321, 18);

  /** With flags that are no bits. */
  private static final MessageRecord WITH_MORE =
      new MessageRecord(
          FlagSet.of(Long.MAX_VALUE, new int[] {63, 65, 4100}),
          299,
          1_795_348_800_000L,
          -1,
          4321,
          18);

  private static final SubscriptionRecord SUBSCRIPTIONS =
      new SubscriptionRecord(List.of("a", "b/\u00e9"));
  private static final ChangeRecord CHANGE =
      new ChangeRecord(
          1_795_348_800_000L,
          List.of(
              new ChangeRecord.MailboxChange(
                  3,
                  true,
                  UidSet.range(1, 4),
                  UidSet.builder().add(7).add(9, 300).build(),
                  UidSet.EMPTY)));

  /** With a change of the scripts. */
  private static final ChangeRecord CHANGE_OF_ITEMS =
      new ChangeRecord(
          1_795_348_800_000L,
          List.of(),
          List.of(
              new ChangeRecord.ItemChange(
                  ChangeRecord.ItemKind.SCRIPT,
                  UidSet.range(4, 4),
                  UidSet.range(1, 3),
                  UidSet.range(2, 2))));

  private static final MemoryRecord MEMORY =
      new MemoryRecord(
          List.of(
              new MemoryRecord.Entry(
                  0x6a02030405060708L, -2, 1_795_348_800_000L, 1_795_953_600_000L),
              new MemoryRecord.Entry(
                  0x2a00000000000000L, 7, 1_795_348_900_000L, 1_795_348_900_000L)));

  private static final ScriptsRecord SCRIPTS =
      new ScriptsRecord(
          5,
          4,
          0,
          List.of(
              new ScriptsRecord.Script(1, "alt", 300, 1_795_348_800_000L),
              new ScriptsRecord.Script(4, "Regeln \u00fc", 17, 1_795_348_900_000L)));
  private static final SummaryRecord SUMMARY =
      new SummaryRecord(
          BLOB,
          4000,
          "X: y\r\n".getBytes(UTF_8),
          206,
          0x0123456789abcdefL,
          "(env)".getBytes(UTF_8),
          "(b)".getBytes(UTF_8),
          "(bs)".getBytes(UTF_8),
          new byte[] {1, 2},
          "pre\u00e9".getBytes(UTF_8),
          new long[0]);
  private static final SummaryRecord WITH_LINEAGE =
      new SummaryRecord(
          BLOB,
          4000,
          "X: y\r\n".getBytes(UTF_8),
          206,
          0x0123456789abcdefL,
          "(env)".getBytes(UTF_8),
          "(b)".getBytes(UTF_8),
          "(bs)".getBytes(UTF_8),
          new byte[] {1, 2},
          "pre\u00e9".getBytes(UTF_8),
          new long[] {0x1112131415161718L, 0, 0x7fffffffffffffffL});
  private static final SearchRecord SEARCH =
      new SearchRecord(
          20_779, 0x0123456789abcdefL, List.of(new SearchRecord.Field(1, "HELLO".getBytes(UTF_8))));

  private static final byte[] SIGNATURE = {1, -1};
  private static final PackRecord PACK = new PackRecord(1L << 33, 5000, 2);
  private static final MessageRecord OTHER =
      new MessageRecord(FlagSet.EMPTY, 1, 1_795_348_700_000L, 1_795_348_800_000L, 0, 2);

  private static byte[] packedRows() {
    return PackedRows.encode(
        List.of(
            columns(7, 5, MESSAGE), columns(20, 2, WITH_MORE), columns(0xFFFF_FFFFL, 1, OTHER)));
  }

  private static RowColumns columns(long uid, int count, MessageRecord message) {
    RowColumns rows = PackedRowsTest.zeros(count, count, message.flags().more().length > 0);
    for (int row = 0; row < count; row++) {
      rows.uids()[row] = (int) (uid + row);
      rows.flags()[row] = message.flags().bits();
      if (rows.moreFlags() != null) {
        rows.moreFlags()[row] = message.flags().more();
      }
      rows.modSeqs()[row] = message.modSeq();
      rows.internalDates()[row] = message.internalDate();
      rows.savedDates()[row] = message.savedDate();
      rows.sizes()[row] = message.size();
      rows.emailIds()[row] = message.emailId();
    }
    return rows;
  }

  private static Map<Long, MessageRecord> rows(byte[] piece) throws DamagedRecordException {
    Map<Long, MessageRecord> rows = new LinkedHashMap<>();
    PackedRows.read(
        piece,
        group -> {
          for (int row = 0; row < group.count(); row++) {
            rows.put(
                group.uid(row),
                new MessageRecord(
                    FlagSet.of(group.flags()[row], group.moreFlags(row)),
                    group.modSeqs()[row],
                    group.internalDates()[row],
                    group.savedDates()[row],
                    group.sizes()[row],
                    group.emailIds()[row]));
          }
        });
    return rows;
  }

  private interface Codec {
    byte[] again(byte[] bytes) throws DamagedRecordException;
  }

  private static Map<String, byte[]> encoded() {
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("account-1", ACCOUNT.encode());
    all.put("mailbox-2", MAILBOX.encode());
    all.put("message-1", MESSAGE.encode());
    all.put("message-2", WITH_MORE.encode());
    all.put("subscription-1", SUBSCRIPTIONS.encode());
    all.put("account-2", ACCOUNT.revised().encode());
    all.put("change-1", CHANGE.encode());
    all.put("change-2", CHANGE_OF_ITEMS.encode());
    all.put("scripts-1", SCRIPTS.encode());
    all.put("scripts-2", new ScriptsRecord(5, 4, 300, SCRIPTS.scripts()).encode());
    all.put("memory-1", MEMORY.encode());
    all.put("summary-1", SUMMARY.encode());
    all.put("summary-2", WITH_LINEAGE.encode());
    all.put("search-2", SEARCH.encode());
    all.put("signature-2", SignatureRecord.encode(SIGNATURE));
    all.put("pack-1", PACK.encode());
    all.put("packed-rows-3", packedRows());
    all.put("key-pack", Keys.pack(0x0102030405060708L, 0x090a0b0c, 0x0d0e0f10));
    all.put("key-account", Keys.account(0x0102030405060708L));
    all.put("key-scripts", Keys.scripts(0x0102030405060708L));
    all.put("key-script", Keys.script(0x0102030405060708L, 0x090a0b0c));
    all.put("key-script-rules", Keys.scriptRules(0x0102030405060708L));
    all.put("key-script-memory", Keys.scriptMemory(0x0102030405060708L, 0x2a));
    all.put("key-subscriptions", Keys.subscriptions(0x0102030405060708L));
    all.put("key-mailbox", Keys.mailbox(0x0102030405060708L, 0x090a0b0c));
    all.put("key-message", Keys.message(0x0102030405060708L, 0x090a0b0c, 0xfdfeff00L));
    all.put("key-summary", Keys.summary(0x0102030405060708L, 0x090a0b0c, 0xfdfeff00L));
    all.put("key-searched", Keys.searched(0x0102030405060708L, 0x090a0b0c, 0xfdfeff00L));
    all.put("key-signature", Keys.signature(0x0102030405060708L, 0x090a0b0c, 0xfdfeff00L));
    all.put("key-change", Keys.change(0x0102030405060708L, 0x1112131415161718L));
    all.put("key-link", Keys.link(BLOB, 0x0102030405060708L, 0x090a0b0c, 0xfdfeff00L));
    return all;
  }

  private static Map<String, Codec> codecs() {
    Map<String, Codec> all = new LinkedHashMap<>();
    all.put("account-1", bytes -> AccountRecord.decode(bytes).encode());
    all.put("account-2", bytes -> AccountRecord.decode(bytes).encode());
    all.put("change-2", bytes -> ChangeRecord.decode(bytes).encode());
    all.put("scripts-1", bytes -> ScriptsRecord.decode(bytes).encode());
    all.put("scripts-2", bytes -> ScriptsRecord.decode(bytes).encode());
    all.put("memory-1", bytes -> MemoryRecord.decode(bytes).encode());
    all.put("mailbox-2", bytes -> MailboxRecord.decode(3, bytes).encode());
    all.put("message-1", bytes -> MessageRecord.decode(bytes).encode());
    all.put("message-2", bytes -> MessageRecord.decode(bytes).encode());
    all.put("subscription-1", bytes -> SubscriptionRecord.decode(bytes).encode());
    all.put("change-1", bytes -> ChangeRecord.decode(bytes).encode());
    all.put("summary-1", bytes -> SummaryRecord.decode(bytes).encode());
    all.put("summary-2", bytes -> SummaryRecord.decode(bytes).encode());
    all.put("search-2", bytes -> SearchRecord.decode(bytes).encode());
    all.put("signature-2", bytes -> SignatureRecord.encode(SignatureRecord.decode(bytes)));
    all.put("pack-1", bytes -> PackRecord.decode(bytes).encode());
    all.put(
        "packed-rows-3",
        bytes -> {
          rows(bytes);
          return bytes;
        });
    return all;
  }

  private static byte[] golden(String name) throws Exception {
    try (InputStream in = GoldenRecordsTest.class.getResourceAsStream("golden/" + name + ".hex")) {
      assertThat(in).as("golden file %s", name).isNotNull();
      return HexFormat.of().parseHex(new String(in.readAllBytes(), UTF_8).replaceAll("\\s", ""));
    }
  }

  @Test
  void recordsAndKeysAreWrittenAsEver() throws Exception {
    for (Map.Entry<String, byte[]> each : encoded().entrySet()) {
      assertThat(HexFormat.of().formatHex(each.getValue()))
          .as(each.getKey())
          .isEqualTo(HexFormat.of().formatHex(golden(each.getKey())));
    }
  }

  @Test
  void recordsOfAllVersionsAreRead() throws Exception {
    assertThat(AccountRecord.decode(golden("account-1"))).isEqualTo(ACCOUNT);
    assertThat(AccountRecord.decode(golden("account-2"))).isEqualTo(ACCOUNT.revised());
    assertThat(ChangeRecord.decode(golden("change-2"))).isEqualTo(CHANGE_OF_ITEMS);
    assertThat(ScriptsRecord.decode(golden("scripts-1"))).isEqualTo(SCRIPTS);
    assertThat(ScriptsRecord.decode(golden("scripts-2")))
        .isEqualTo(new ScriptsRecord(5, 4, 300, SCRIPTS.scripts()));
    assertThat(MemoryRecord.decode(golden("memory-1"))).isEqualTo(MEMORY);
    assertThat(MailboxRecord.decode(3, golden("mailbox-1"))).isEqualTo(MAILBOX_OF_VERSION_1);
    assertThat(MailboxRecord.decode(3, golden("mailbox-2"))).isEqualTo(MAILBOX);
    assertThat(MessageRecord.decode(golden("message-1"))).isEqualTo(MESSAGE);
    assertThat(MessageRecord.decode(golden("message-2"))).isEqualTo(WITH_MORE);
    assertThat(SubscriptionRecord.decode(golden("subscription-1"))).isEqualTo(SUBSCRIPTIONS);
    assertThat(ChangeRecord.decode(golden("change-1"))).isEqualTo(CHANGE);
    assertThat(SummaryRecord.decode(golden("summary-1")))
        .usingRecursiveComparison()
        .isEqualTo(SUMMARY);
    assertThat(SummaryRecord.decode(golden("summary-2")))
        .usingRecursiveComparison()
        .isEqualTo(WITH_LINEAGE);
    assertThat(SummaryRecord.tiesOf(golden("summary-1")))
        .isEqualTo(SummaryRecord.tiesOf(golden("summary-2")))
        .isEqualTo(new SummaryRecord.Ties(BLOB, 0x0123456789abcdefL));
    for (String version : List.of("search-1", "search-2")) {
      assertThat(SearchRecord.decode(golden(version))).usingRecursiveComparison().isEqualTo(SEARCH);
    }
    assertThat(SearchRecord.isSelfContained(golden("search-1"))).isTrue();
    assertThat(SearchRecord.isSelfContained(golden("search-2"))).isFalse();
    for (String version : List.of("signature-1", "signature-2")) {
      assertThat(SignatureRecord.decode(golden(version))).isEqualTo(SIGNATURE);
    }
    assertThat(SignatureRecord.knowsReports(golden("signature-1"))).isFalse();
    assertThat(SignatureRecord.knowsReports(golden("signature-2"))).isTrue();
    assertThat(PackRecord.decode(golden("pack-1"))).isEqualTo(PACK);
    assertThat(rows(golden("packed-rows-2")))
        .containsExactly(
            entry(7L, MESSAGE),
            entry(8L, MESSAGE),
            entry(9L, MESSAGE),
            entry(10L, MESSAGE),
            entry(11L, MESSAGE),
            entry(0xFFFF_FFFFL, OTHER));
    assertThat(rows(golden("packed-rows-3")))
        .containsExactly(
            entry(7L, MESSAGE),
            entry(8L, MESSAGE),
            entry(9L, MESSAGE),
            entry(10L, MESSAGE),
            entry(11L, MESSAGE),
            entry(20L, WITH_MORE),
            entry(21L, WITH_MORE),
            entry(0xFFFF_FFFFL, OTHER));
  }

  @Test
  void everyCutRecordIsDamagedAndNoGarbageDoesHarm() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (Map.Entry<String, Codec> each : codecs().entrySet()) {
      byte[] whole = Objects.requireNonNull(encoded().get(each.getKey()));
      for (int length = 0; length < whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> each.getValue().again(cut))
            .as("%s cut to %d", each.getKey(), length)
            .isInstanceOf(DamagedRecordException.class);
      }
      for (int i = 0; i < 2000; i++) {
        byte[] bent = whole.clone();
        bent[random.nextInt(bent.length)] = (byte) random.nextInt();
        try {
          each.getValue().again(bent);
        } catch (DamagedRecordException expected) {
          assertThat(expected).as("seed %d", seed).hasMessageContaining("record");
        }
      }
    }
  }

  @Test
  void keysTellWhatTheyName() {
    byte[] summary = Keys.summary(77, 5, 0xFFFF_FFFFL);
    assertThat(Keys.accountOf(summary)).isEqualTo(77);
    assertThat(Keys.mailboxOf(summary)).isEqualTo(5);
    assertThat(Keys.uidOf(summary)).isEqualTo(0xFFFF_FFFFL);
    assertThat(Keys.modSeqOf(Keys.change(1, 1L << 40))).isEqualTo(1L << 40);
    byte[] owner = org.angarium.store.blob.BlobKeys.owner(Keys.link(BLOB, 77, 5, 0xFFFF_FFFFL));
    assertThat(Keys.isMessage(owner)).isTrue();
    assertThat(Keys.summaryOf(owner)).isEqualTo(summary);
    assertThat(Keys.account(77)[0]).isEqualTo(Subspace.ACCOUNT.tag());
  }
}
