package org.angarium.store.intake;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.angarium.mail.imap.UidSet;
import org.angarium.store.MailStore;
import org.angarium.store.StoreSettings;
import org.angarium.store.mailbox.Appended;
import org.angarium.store.mailbox.FlagChange;
import org.angarium.store.mailbox.TestMail;

/** The process that is killed: stores, says so, and goes on until it dies. */
final class KillChild {
  static final int ACCOUNTS = 5;
  private static final int THREADS = 20;

  private KillChild() {}

  /** Contents of message {@code number}; every tenth goes to a segment file. */
  static byte[] contents(int number) {
    String line = "line of message " + number + " which goes on and on\r\n";
    return TestMail.message("n" + number, line.repeat(number % 10 == 0 ? 8000 : 20));
  }

  public static void main(String[] arguments) throws Exception {
    AtomicInteger numbers = new AtomicInteger(Integer.parseInt(arguments[1]));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.US_ASCII);
    MailStore store =
        MailStore.open(Path.of(arguments[0]), StoreSettings.DEFAULT, () -> TestMail.NOON);
    Thread[] threads = new Thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
      threads[i] = Thread.ofVirtual().start(() -> work(store, numbers, out));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void work(MailStore store, AtomicInteger numbers, PrintStream out) {
    try {
      while (true) {
        int number = numbers.getAndIncrement();
        long account = 1L + number % ACCOUNTS;
        Appended stored =
            number % 2 == 0
                ? TestMail.accept(store, contents(number), TestMail.to(account, "INBOX", ""))
                    .local()
                    .getFirst()
                : TestMail.append(store, TestMail.inbox(store, account), contents(number));
        say(out, "S " + number + " " + account + " " + stored.uid());
        if (number % 3 == 0) {
          store
              .mailboxes()
              .changeFlags(
                  stored.mailbox(),
                  UidSet.of(stored.uid()),
                  new FlagChange(FlagChange.Kind.ADD, Set.of("\\Seen")),
                  null);
          say(out, "F " + number + " " + account + " " + stored.uid());
        }
      }
    } catch (Exception e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(3);
    }
  }

  private static void say(PrintStream out, String line) {
    synchronized (out) {
      out.print(line + "\n");
      out.flush();
    }
  }
}
