package org.angarium.bench.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.angarium.mail.imap.FlagSet;
import org.angarium.store.blob.BlobId;
import org.angarium.store.schema.DamagedRecordException;
import org.angarium.store.schema.MailboxRecord;
import org.angarium.store.schema.MessageRecord;
import org.angarium.store.schema.SearchRecord;
import org.angarium.store.schema.SummaryRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Encoding and decoding the records that are read thousands at a time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RecordCodecBenchmark {
  private final MessageRecord message =
      new MessageRecord(
          FlagSet.of(0b10011), 1_234_567, 1_800_000_000_000L, 1_800_000_000_500L, 4_096, 77_777);
  private final MailboxRecord mailbox =
      new MailboxRecord(
          3,
          "Archive/2027",
          1_800_000_000L,
          50_001,
          1_234_567,
          1_234_000,
          50_001,
          50_000,
          17,
          2,
          204_800_000L,
          true,
          true,
          false,
          List.of("\\Archive"),
          List.of("$Forwarded", "$MDNSent", "work"));
  private final SummaryRecord summary =
      new SummaryRecord(
          BlobId.of(new byte[BlobId.LENGTH]),
          4_096,
          text("Return-Path: <joe@example.org>\r\nDelivered-To: ann@example.net\r\n"),
          520,
          0x1234_5678_9abc_def0L,
          text(
              "(\"Fri, 1 Jan 2027 00:00:00 +0000\" \"Subject\" ((\"Joe\" NIL \"joe\" \"example.org\")) "),
          text("(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL \"7BIT\" 3576 99)"),
          text(
              "(\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL \"7BIT\" 3576 99 NIL NIL NIL NIL)"),
          new byte[24],
          text("The first two hundred characters of the text that a list of messages shows. "),
          new long[] {1, 2, 3});
  private final SearchRecord search =
      new SearchRecord(
          20_819,
          0x1234_5678_9abc_def0L,
          List.of(
              new SearchRecord.Field(1, text("subject")),
              new SearchRecord.Field(2, text("joe <joe@example.org>")),
              new SearchRecord.Field(3, text("ann <ann@example.net>"))));

  private final byte[] encodedMessage = message.encode();
  private final byte[] encodedMailbox = mailbox.encode();
  private final byte[] encodedSummary = summary.encode();
  private final byte[] encodedSearch = search.encode();

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Benchmark
  public byte[] encodeMessage() {
    return message.encode();
  }

  @Benchmark
  public MessageRecord decodeMessage() throws DamagedRecordException {
    return MessageRecord.decode(encodedMessage);
  }

  @Benchmark
  public byte[] encodeMailbox() {
    return mailbox.encode();
  }

  @Benchmark
  public MailboxRecord decodeMailbox() throws DamagedRecordException {
    return MailboxRecord.decode(mailbox.id(), encodedMailbox);
  }

  @Benchmark
  public byte[] encodeSummary() {
    return summary.encode();
  }

  @Benchmark
  public SummaryRecord decodeSummary() throws DamagedRecordException {
    return SummaryRecord.decode(encodedSummary);
  }

  @Benchmark
  public byte[] encodeSearch() {
    return search.encode();
  }

  /** As a sweep looks at it: in place. */
  @Benchmark
  public int walkSearch() throws DamagedRecordException {
    SearchRecord.Cursor cursor = new SearchRecord.Cursor(encodedSearch);
    int octets = 0;
    while (cursor.next()) {
      octets += cursor.fieldLength();
    }
    return octets;
  }
}
