package org.angarium.bench.mailbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.angarium.mail.imap.SearchKey;
import org.angarium.mail.imap.UidSet;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.store.MailStore;
import org.angarium.store.StoreSettings;
import org.angarium.store.account.AccountId;
import org.angarium.store.blob.BlobWriter;
import org.angarium.store.blob.StagedBlob;
import org.angarium.store.intake.Acceptance;
import org.angarium.store.intake.LocalDelivery;
import org.angarium.store.mailbox.FlagChange;
import org.angarium.store.mailbox.NewMessage;
import org.angarium.store.message.MessageFacts;
import org.angarium.store.view.MailboxRef;
import org.angarium.store.view.MailboxView;

/**
 * Prints how fast the store accepts, lists, flags and searches on RocksDB, synced, in a new folder
 * below the one given: {@code java org.angarium.bench.mailbox.MailboxBench FOLDER [MESSAGES]}.
 */
public final class MailboxBench {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final String[] WORDS =
      ("meeting report invoice budget planning schedule customer delivery question answer contract "
              + "summary project holiday travel expense review release server backup network")
          .split(" ");

  private final MailStore store;

  private MailboxBench(MailStore store) {
    this.store = store;
  }

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory(Path.of(arguments[0]), "mailbox-bench");
    int large = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 50_000;
    try (MailStore store = MailStore.open(folder, StoreSettings.DEFAULT, CLOCK)) {
      MailboxBench bench = new MailboxBench(store);
      bench.facts();
      bench.accept(50, 4 << 10, 3000);
      for (int size : new int[] {4 << 10, 100 << 10}) {
        for (int threads : new int[] {10, 50, 100}) {
          bench.accept(threads, size, size > 50_000 ? 3000 : 20_000);
        }
      }
      bench.mailbox(1001, large);
      bench.mailbox(1002, 10_000);
    }
    try (MailStore store = MailStore.open(folder, StoreSettings.DEFAULT, CLOCK)) {
      MailboxBench bench = new MailboxBench(store);
      MailboxRef big = bench.inbox(1001);
      bench.timed("SELECT cold, " + large, 1, () -> store.mailboxes().view(big).size());
      bench.timed("SELECT warm", 5, () -> store.mailboxes().view(big).size());
      bench.sweeps(big);
      bench.changes(bench.inbox(1002));
    }
  }

  private static byte[] message(int number, int size) {
    Random random = new Random(number);
    StringBuilder text = new StringBuilder(size + 500);
    text.append("Received: from a.example (a.example [192.0.2.1]) by mx.example; Sun, 22 Nov 2026")
        .append(" 10:00:00 +0000\r\nFrom: Ann Example <ann@example.org>\r\nTo: bob@example.net\r\n")
        .append("Subject: ")
        .append(WORDS[random.nextInt(WORDS.length)])
        .append(' ')
        .append(number)
        .append("\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\nMessage-ID: <")
        .append(number)
        .append(
            "@example.org>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n");
    while (text.length() < size) {
      text.append(WORDS[random.nextInt(WORDS.length)])
          .append(Integer.toString(random.nextInt(900), 36));
      text.append(random.nextInt(9) == 0 ? "\r\n" : " ");
    }
    return text.append("\r\n").toString().getBytes(UTF_8);
  }

  private StagedBlob stage(byte[] contents) throws Exception {
    try (BlobWriter writer = store.blobs().writer()) {
      writer.write(contents, 0, contents.length);
      return writer.finish();
    }
  }

  private MailboxRef inbox(long account) throws Exception {
    return store.mailboxes().find(new AccountId(account), "INBOX").orElseThrow().ref();
  }

  /** What is computed per message, alone. */
  private void facts() throws Exception {
    byte[] contents = message(1, 4 << 10);
    MessageStructure structure = MessageStructure.of(contents, MimeLimits.DEFAULT);
    try (StagedBlob blob = stage(contents)) {
      for (int round = 0; round < 4; round++) {
        long start = System.nanoTime();
        for (int i = 0; i < 10_000; i++) {
          MessageFacts.of(structure, blob);
        }
        if (round == 3) {
          print("facts of a 4 KB message: %.1f us", (System.nanoTime() - start) / 1e7);
        }
      }
    }
  }

  private void accept(int threads, int size, int messages) throws Exception {
    List<byte[]> contents = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      contents.add(message(i + size * 7 + threads * 1_000_000, size));
    }
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = system.getProcessCpuTime();
    long start = System.nanoTime();
    AtomicInteger next = new AtomicInteger();
    AtomicLong failed = new AtomicLong();
    Thread[] all = new Thread[threads];
    for (int t = 0; t < threads; t++) {
      all[t] =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = next.getAndIncrement(); i < messages; i = next.getAndIncrement()) {
                    accept(contents.get(i), 1 + i % 100);
                  }
                } catch (Exception e) {
                  failed.incrementAndGet();
                }
              });
    }
    for (Thread thread : all) {
      thread.join();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    print(
        "accept %d KB, %d threads: %.0f per s, %.0f us CPU each (parse and hash included), failed"
            + " %d",
        size >> 10,
        threads,
        messages / seconds,
        (system.getProcessCpuTime() - cpu) / 1e3 / messages,
        failed.get());
  }

  private void accept(byte[] contents, long account) throws Exception {
    try (StagedBlob blob = stage(contents)) {
      store
          .intake()
          .accept(
              new Acceptance(
                  blob,
                  MessageStructure.of(contents, MimeLimits.DEFAULT),
                  CLOCK.instant(),
                  List.of(
                      new LocalDelivery(
                          new AccountId(account),
                          "INBOX",
                          Set.of(),
                          "Return-Path: <ann@example.org>\r\n".getBytes(UTF_8))),
                  List.of()));
    }
  }

  private void mailbox(long account, int messages) throws Exception {
    MailboxRef inbox = inbox(account);
    long start = System.nanoTime();
    for (int from = 0; from < messages; from += 500) {
      List<NewMessage> some = new ArrayList<>();
      for (int i = from; i < Math.min(messages, from + 500); i++) {
        byte[] contents = message(i + (int) account * 1_000_000, 4 << 10);
        some.add(
            new NewMessage(
                new byte[0],
                stage(contents),
                MessageStructure.of(contents, MimeLimits.DEFAULT),
                Set.of(),
                CLOCK.instant()));
      }
      store.mailboxes().append(inbox, some);
      some.forEach(message -> message.blob().close());
    }
    print(
        "append %d, 500 at a time: %.0f per s",
        messages, messages / ((System.nanoTime() - start) / 1e9));
  }

  private void sweeps(MailboxRef mailbox) throws Exception {
    timed(
        "summaries of all",
        5,
        () -> {
          long[] octets = {0};
          store
              .mailboxes()
              .<RuntimeException>summaries(
                  mailbox,
                  UidSet.ALL,
                  (uid, summary) -> {
                    octets[0] += summary.envelope().length + summary.bodyStructure().length;
                    return true;
                  });
          return octets[0];
        });
  }

  private void changes(MailboxRef mailbox) throws Exception {
    MailboxView view = store.mailboxes().view(mailbox);
    timed(
        "SEARCH SUBJECT, 10,000",
        5,
        () -> found(mailbox, view, new SearchKey.Header("Subject", "invoice")));
    timed(
        "SEARCH TEXT that few have",
        5,
        () -> found(mailbox, view, new SearchKey.Text("budget77x")));
    timed(
        "SEARCH TEXT that all have", 3, () -> found(mailbox, view, new SearchKey.Text("example")));
    timed("SEARCH BODY of two letters", 3, () -> found(mailbox, view, new SearchKey.Body("qj")));
    for (FlagChange.Kind kind : List.of(FlagChange.Kind.ADD, FlagChange.Kind.REMOVE)) {
      for (int i = 0; i < 3; i++) {
        String flag = "\\" + List.of("Flagged", "Answered", "Draft").get(i);
        timed(
            "STORE 10,000 " + kind,
            1,
            () ->
                store
                    .mailboxes()
                    .changeFlags(mailbox, UidSet.ALL, new FlagChange(kind, Set.of(flag)), null)
                    .changed()
                    .size());
      }
    }
    MailboxRef archive = store.mailboxes().find(mailbox.account(), "Archive").orElseThrow().ref();
    timed(
        "COPY 10,000",
        1,
        () -> store.mailboxes().copy(mailbox, UidSet.ALL, archive).targetUids().size());
  }

  private long found(MailboxRef mailbox, MailboxView view, SearchKey key) throws Exception {
    return store
        .mailboxes()
        .search(
            mailbox,
            view,
            key,
            (uid, why) -> {
              throw new IllegalStateException(why);
            })
        .size();
  }

  private interface Timed {
    long run() throws Exception;
  }

  private void timed(String what, int times, Timed timed) throws Exception {
    StringBuilder line = new StringBuilder();
    long result = 0;
    for (int i = 0; i < times; i++) {
      long start = System.nanoTime();
      result = timed.run();
      line.append(String.format(Locale.ROOT, " %.1f", (System.nanoTime() - start) / 1e6));
    }
    print("%s:%s ms (%d)", what, line, result);
  }

  private static void print(String format, Object... arguments) {
    System.out.printf(Locale.ROOT, format + "%n", arguments);
  }
}
