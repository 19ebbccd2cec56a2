package org.angarium.bench.mail;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.angarium.mail.imap.BodyStructureWriter;
import org.angarium.mail.imap.EnvelopeWriter;
import org.angarium.mail.mime.ImapEnvelope;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Finding the parts of a message, and writing what IMAP clients ask of it first. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MessageParserBenchmark {
  private static final String HEADER =
      """
      Received: from a.example.org (a.example.org [192.0.2.1]) by mx.example.net with ESMTPS;
       Fri, 1 Jan 2027 00:00:00 +0000
      From: Joe Example <joe@example.org>
      To: Ann Example <ann@example.net>, bob@example.net
      Cc: =?utf-8?Q?J=C3=B6rg?= <joerg@example.net>
      Subject: A message to be parsed
      Date: Fri, 1 Jan 2027 00:00:00 +0000
      Message-ID: <1@example.org>
      MIME-Version: 1.0
      """
          .replace("\n", "\r\n");

  @Param({"plain-4k", "attachment-100k", "plain-1m"})
  public String kind = "";

  private byte[] message = new byte[0];

  /** Makes the message. */
  @Setup
  public void make() {
    String text =
        switch (kind) {
          case "plain-4k" -> plain(4 << 10);
          case "plain-1m" -> plain(1 << 20);
          case "attachment-100k" -> attachment(100 << 10);
          default -> throw new IllegalArgumentException(kind);
        };
    message = text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String plain(int size) {
    StringBuilder text = new StringBuilder(HEADER);
    text.append("Content-Type: text/plain; charset=utf-8\r\n\r\n");
    for (int line = 0; text.length() < size; line++) {
      text.append(String.format(Locale.ROOT, "Line %d of a text that people wrote.\r\n", line));
    }
    return text.toString();
  }

  private static String attachment(int size) {
    byte[] contents = new byte[(size - 1_000) * 3 / 4];
    new Random(1).nextBytes(contents);
    return HEADER
        + "Content-Type: multipart/mixed; boundary=\"=_boundary\"\r\n\r\n"
        + "--=_boundary\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n"
        + "--=_boundary\r\nContent-Type: application/octet-stream; name=\"a.bin\"\r\n"
        + "Content-Disposition: attachment; filename=\"a.bin\"\r\n"
        + "Content-Transfer-Encoding: base64\r\n\r\n"
        + Base64.getMimeEncoder().encodeToString(contents)
        + "\r\n--=_boundary--\r\n";
  }

  /** The structure alone. */
  @Benchmark
  public MessageStructure structure() {
    return MessageStructure.of(message, MimeLimits.DEFAULT);
  }

  /** The structure, ENVELOPE, BODY and BODYSTRUCTURE. */
  @Benchmark
  public int forClients() {
    MessageStructure structure = MessageStructure.of(message, MimeLimits.DEFAULT);
    return EnvelopeWriter.write(ImapEnvelope.of(structure.header())).length
        + BodyStructureWriter.body(structure.root()).length
        + BodyStructureWriter.bodyStructure(structure.root()).length;
  }
}
