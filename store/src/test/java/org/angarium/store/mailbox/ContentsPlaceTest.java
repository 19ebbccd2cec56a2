package org.angarium.store.mailbox;

import static org.angarium.store.mailbox.TestMail.accept;
import static org.angarium.store.mailbox.TestMail.append;
import static org.angarium.store.mailbox.TestMail.inbox;
import static org.angarium.store.mailbox.TestMail.message;
import static org.angarium.store.mailbox.TestMail.to;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.angarium.store.MailStore;
import org.angarium.store.StoreException;
import org.angarium.store.blob.BlobId;
import org.angarium.store.blob.BlobKeys;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.SummaryRecord;
import org.angarium.store.view.MailboxRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the contents of messages lie among each other. */
class ContentsPlaceTest {
  private static final int EACH = 20;

  @TempDir Path folder;

  @Test
  void contentsOfAnAccountLieTogetherHoweverTheyCame() throws Exception {
    try (MailStore store = TestMail.on(new MemoryEngine(), folder)) {
      MailboxRef bobs = inbox(store, 7);
      MailboxRef eves = inbox(store, 8);
      for (int i = 0; i < EACH; i++) {
        append(store, eves, message("eve appends " + i, "x"));
        accept(store, message("bob receives " + i, "x"), to(7, "INBOX", ""));
        append(store, bobs, message("bob appends " + i, "x"));
        accept(store, message("eve receives " + i, "x"), to(8, "INBOX", ""));
      }
      List<BlobId> inOrder = new ArrayList<>(blobsOf(store, bobs));
      inOrder.addAll(blobsOf(store, eves));
      List<BlobId> stored = new ArrayList<>();
      store
          .engine()
          .scan(
              BlobKeys.blobs(),
              ScanOrder.ASCENDING,
              ScanLimit.NONE,
              (key, value) -> stored.add(BlobKeys.id(key)));
      assertThat(stored).isEqualTo(inOrder);
    }
  }

  private static List<BlobId> blobsOf(MailStore store, MailboxRef mailbox) throws StoreException {
    List<BlobId> blobs = new ArrayList<>();
    for (long uid = 1; uid <= 2 * EACH; uid++) {
      byte[] key = Keys.summary(mailbox.account().value(), mailbox.mailbox(), uid);
      blobs.add(SummaryRecord.blobOf(Objects.requireNonNull(store.engine().get(key))));
    }
    return blobs;
  }
}
