package org.angarium.store.queue;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.address.ReversePath;
import org.angarium.store.StoreException;
import org.angarium.store.blob.BlobId;
import org.junit.jupiter.api.Test;

/** What was written once is read for ever: golden files hold each version byte by byte. */
class QueueCodecTest {
  private static final QueueMessage MESSAGE =
      new QueueMessage(
          new QueueId(0x10000000001L),
          ReversePath.of(new EmailAddress("ann", "here.test")),
          "Received: x\r\n".getBytes(UTF_8),
          BlobId.of(new byte[BlobId.LENGTH]),
          4096,
          true,
          true,
          false,
          "FULL",
          "envelope 1",
          Instant.ofEpochMilli(1_795_000_000_123L),
          "trace");
  private static final QueueRecipient RECIPIENT =
      new QueueRecipient(
          3,
          new EmailAddress("b\u00f6b", "there.test"),
          Set.of("FAILURE", "DELAY"),
          "rfc822;bob@there.test",
          RecipientStatus.PENDING,
          7,
          Instant.ofEpochMilli(1_795_000_060_000L),
          true,
          "451 4.2.1 later",
          "4.2.1",
          null);

  @Test
  void messagesAreAsTheyWere() throws Exception {
    byte[] golden = golden("message-1.hex");
    assertThat(QueueCodec.encode(MESSAGE)).isEqualTo(golden);
    QueueMessage read = QueueCodec.message(MESSAGE.id(), golden);
    assertThat(read).usingRecursiveComparison().isEqualTo(MESSAGE);
  }

  @Test
  void recipientsAreAsTheyWere() throws Exception {
    byte[] golden = golden("recipient-1.hex");
    assertThat(QueueCodec.encode(RECIPIENT)).isEqualTo(golden);
    assertThat(QueueCodec.recipient(3, golden)).isEqualTo(RECIPIENT);
  }

  @Test
  void statesAreAsTheyWere() throws Exception {
    byte[] golden = golden("state-2.hex");
    QueueState state = new QueueState(300, 299, true, 7, 300);
    assertThat(QueueCodec.encode(state)).isEqualTo(golden);
    assertThat(QueueCodec.state(golden)).isEqualTo(state);
  }

  @Test
  void statesOfBeforeThereWereNodesBelongToTheFirst() throws Exception {
    assertThat(QueueCodec.state(golden("state-1.hex")))
        .isEqualTo(new QueueState(300, 299, true, 1, 0));
  }

  @Test
  void damagedRecordsAreRefused() throws Exception {
    byte[] whole = QueueCodec.encode(RECIPIENT);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> QueueCodec.recipient(0, cut)).isInstanceOf(StoreException.class);
    }
    byte[] newer = whole.clone();
    newer[0] = 2;
    assertThatThrownBy(() -> QueueCodec.recipient(0, newer)).isInstanceOf(StoreException.class);
    byte[] longer = Arrays.copyOf(whole, whole.length + 1);
    assertThatThrownBy(() -> QueueCodec.recipient(0, longer)).isInstanceOf(StoreException.class);
  }

  @Test
  void keysSortByTimeAndByDestinationAndAreReadBack() {
    QueueKeys.Due early = new QueueKeys.Due(2, 1, "b.test", 9, 9);
    QueueKeys.Due late = new QueueKeys.Due(2, 256, "a.test", 1, 1);
    assertThat(Arrays.compareUnsigned(early.byTime(), late.byTime())).isNegative();
    assertThat(Arrays.compareUnsigned(early.byDestination(), late.byDestination())).isPositive();
    assertThat(QueueKeys.Due.of(early.byTime())).isEqualTo(early);
    assertThat(QueueKeys.Due.of(late.byDestination())).isEqualTo(late);
    QueueKeys.Due first = new QueueKeys.Due(1, 256, "a.test", 1, 1);
    assertThat(QueueKeys.Due.of(first.unownedByTime())).isEqualTo(first);
    assertThat(QueueKeys.Due.of(first.unownedByDestination())).isEqualTo(first);
  }

  private static byte[] golden(String name) throws Exception {
    try (InputStream in =
        Objects.requireNonNull(QueueCodecTest.class.getResourceAsStream(name), name)) {
      return HexFormat.of().parseHex(new String(in.readAllBytes(), US_ASCII).strip());
    }
  }
}
