package org.angarium.server.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.angarium.server.event.DeliveryEvent;
import org.angarium.server.filter.Judgement;
import org.angarium.server.filter.Verdict;
import org.angarium.server.net.Listener;
import org.angarium.store.StoreVerify;
import org.angarium.store.blob.Blob;
import org.angarium.store.directory.Account;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Subspace;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.queue.QueueEntry;
import org.angarium.store.queue.QueueFilter;
import org.angarium.store.queue.QueueSummary;
import org.angarium.store.schema.Keys;

/** The people of {@link SmtpFixture}, whose scripts run on mail that comes over sockets. */
final class SieveFixture {
  final SmtpFixture smtp;
  private final Listener mx;
  private volatile Judgement judgement = Judgement.of(Verdict.accept());

  SieveFixture(Path folder) throws Exception {
    smtp = new SmtpFixture(new MemoryEngine(), folder, facts -> judgement);
    mx = smtp.listen(SmtpFixture.settings(SmtpRole.MX));
  }

  void judging(Verdict all) {
    judging(Judgement.of(all));
  }

  void judging(Judgement all) {
    judgement = all;
  }

  void script(Account account, String text) throws Exception {
    smtp.store.scripts().put(account.id(), "main", text.getBytes(StandardCharsets.UTF_8));
    smtp.store.scripts().activate(account.id(), "main");
  }

  /**
   * Sends one message, which is taken.
   *
   * @param lines with LF line ends
   */
  void send(String sender, String recipient, String lines) throws IOException {
    SmtpFixture.talk(mx, conversation(sender, List.of(recipient), lines, "250 *"));
  }

  void send(String sender, List<String> recipients, String lines, String end) throws IOException {
    SmtpFixture.talk(mx, conversation(sender, recipients, lines, end));
  }

  private static String conversation(
      String sender, List<String> recipients, String lines, String end) {
    StringBuilder talk = new StringBuilder("S: 220 *\nC: EHLO c.test\nS~ 250 *\n");
    talk.append("C: MAIL FROM:<").append(sender).append(">\nS: 250 *\n");
    for (String recipient : recipients) {
      talk.append("C: RCPT TO:<").append(recipient).append(">\nS: 250 *\n");
    }
    talk.append("C: DATA\nS: 354 *\n");
    for (String line : lines.split("\n", -1)) {
      talk.append("C: ").append(line).append('\n');
    }
    return talk.append("C: .\nS: ").append(end).append('\n').toString();
  }

  /** All entries of the queue, oldest first. */
  List<QueueEntry> queued() throws Exception {
    List<QueueEntry> entries = new ArrayList<>();
    for (QueueSummary each : smtp.store.queue().list(QueueFilter.ALL, null, 100).entries()) {
      entries.add(Objects.requireNonNull(smtp.store.queue().find(each.message().id())));
    }
    return entries;
  }

  /** An entry as it will be sent. */
  String sent(QueueEntry entry) throws Exception {
    Blob blob = Objects.requireNonNull(smtp.store.blobs().find(entry.message().blob()));
    byte[] contents = new byte[(int) blob.size()];
    int at = 0;
    for (int count = 0; count >= 0 && at < contents.length; at += count) {
      count = blob.read(at, contents, at, contents.length - at);
    }
    return new String(entry.message().prefix(), StandardCharsets.UTF_8)
        + new String(contents, StandardCharsets.UTF_8);
  }

  /** Contents in the store, each counted once. */
  int contents() throws Exception {
    List<byte[]> keys = new ArrayList<>();
    smtp.store
        .engine()
        .scan(
            Keys.all(Subspace.BLOB),
            ScanOrder.ASCENDING,
            ScanLimit.NONE,
            (key, value) -> keys.add(key));
    return keys.size();
  }

  /** What the last script made of its message. */
  DeliveryEvent.Filtered filtered() {
    return smtp.events.stream()
        .filter(DeliveryEvent.Filtered.class::isInstance)
        .map(DeliveryEvent.Filtered.class::cast)
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  /** Nothing in the store contradicts anything else. */
  void sound() throws Exception {
    List<StoreVerify.Problem> problems = new ArrayList<>();
    smtp.store.verifier().verify(problems::add);
    assertThat(problems).isEmpty();
  }

  void close() throws Exception {
    smtp.close();
  }
}
