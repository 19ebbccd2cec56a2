package org.angarium.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.angarium.mail.imap.SearchKey;
import org.angarium.store.mailbox.TestMail;
import org.angarium.store.view.MailboxRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailStoreTest {
  @TempDir Path folder;

  @Test
  void noThreadThatReadsOutlivesTheStore() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    List<Thread> readers;
    try (MailStore store =
        MailStore.open(folder.resolve("store"), StoreSettings.DEFAULT, () -> TestMail.NOON)) {
      MailboxRef inbox = TestMail.inbox(store, 1);
      TestMail.append(store, inbox, TestMail.message("subject", "text"));
      store
          .mailboxes()
          .search(
              inbox,
              store.mailboxes().view(inbox),
              new SearchKey.Body("text"),
              (uid, why) -> {
                throw new AssertionError(why);
              });
      readers =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> !before.contains(thread))
              .filter(thread -> thread.getName().contains("-read-"))
              .toList();
      assertThat(readers).isNotEmpty();
    }
    for (Thread reader : readers) {
      // Forever, or until the test's time is over, where nobody ended it.
      reader.join(120_000);
      assertThat(reader.isAlive()).as(reader.getName()).isFalse();
    }
  }
}
