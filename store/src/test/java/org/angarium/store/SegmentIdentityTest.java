package org.angarium.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.angarium.store.blob.BlobLimits;
import org.angarium.store.mailbox.Appended;
import org.angarium.store.mailbox.TestMail;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The small file that says to which engine the segments belong. */
class SegmentIdentityTest {
  /** Everything above a kilobyte goes to segment files. */
  private static final StoreSettings SETTINGS =
      new StoreSettings(new BlobLimits(1024, 1 << 30, 1 << 20), 8 << 20, 8 << 20);

  private static final byte[] LARGE = TestMail.message("large", "0123456789\r\n".repeat(20_000));

  @TempDir Path folder;
  private Path identity;
  private Appended message;

  @BeforeEach
  void fill() throws Exception {
    try (MailStore store = open("a")) {
      message = TestMail.append(store, TestMail.inbox(store, 1), LARGE);
    }
    identity = folder.resolve("a/blobs/identity");
  }

  private MailStore open(String name) throws StoreException {
    return MailStore.open(folder.resolve(name), SETTINGS, () -> TestMail.NOON);
  }

  @Test
  void whereItIsDamagedOrMissingItIsWrittenAgain() throws Exception {
    String whole = Files.readString(identity);
    List<byte[]> damaged = new ArrayList<>();
    damaged.add(new byte[0]);
    damaged.add(new byte[32]);
    damaged.add(whole.substring(1).getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < whole.length(); i += 5) {
      byte[] flipped = whole.getBytes(StandardCharsets.US_ASCII);
      flipped[i] ^= 1; // often a digit still
      damaged.add(flipped);
      byte[] high = flipped.clone();
      high[i] |= (byte) 0x80;
      damaged.add(high);
    }
    for (byte[] octets : damaged) {
      Files.write(identity, octets);
      checkMail();
      assertThat(identity).hasContent(whole);
    }
    Files.delete(identity);
    checkMail();
    assertThat(identity).hasContent(whole);
  }

  @Test
  void segmentsOfAnotherEngineAreRefusedAndNotTouched() throws Exception {
    open("b").close();
    Files.copy(
        folder.resolve("b/blobs/identity"),
        identity,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    String other = Files.readString(identity);
    assertThatThrownBy(() -> open("a"))
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("belong to another engine");
    assertThat(identity).hasContent(other);
  }

  private void checkMail() throws Exception {
    try (MailStore store = open("a")) {
      assertThat(TestMail.read(store, message.mailbox(), message.uid())).isEqualTo(LARGE);
    }
  }
}
