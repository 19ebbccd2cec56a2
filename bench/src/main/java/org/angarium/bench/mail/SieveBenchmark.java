package org.angarium.bench.mail;

import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.util.concurrent.TimeUnit;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.mail.sieve.action.SieveResult;
import org.angarium.mail.sieve.compile.SieveCompiler;
import org.angarium.mail.sieve.compile.SieveProgram;
import org.angarium.mail.sieve.run.SieveEnvironment;
import org.angarium.mail.sieve.run.SieveInterpreter;
import org.angarium.mail.sieve.run.SieveMessage;
import org.angarium.mail.sieve.run.SieveWorld;
import org.angarium.mail.sieve.syntax.SieveLimits;
import org.angarium.mail.sieve.syntax.SieveSyntaxException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A script of forty rules as people have them, on a message of 50 KB: compiling it, running it when
 * none of the rules but the last applies, and running it with one test of the body more.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class SieveBenchmark {
  private static final String REQUIRE =
      "require [\"fileinto\", \"envelope\", \"imap4flags\", \"copy\", \"subaddress\", \"relational\","
          + " \"comparator-i;ascii-numeric\", \"date\", \"vacation\", \"body\"];\r\n";

  private static final SieveEnvironment ENVIRONMENT =
      SieveEnvironment.of(
          "bounces+42@news.example.com",
          "ann+shop@example.net",
          ZonedDateTime.parse("2027-01-01T10:00:00+01:00"),
          SieveWorld.empty());

  private final String script = script();
  private SieveProgram rules = compile(script);
  private SieveProgram rulesAndBody =
      compile(script + "if body :contains \"unsubscribe here\" { addflag \"$news\"; }\r\n");
  private SieveMessage message = message();

  /** Eight groups of five rules, each looking at other things. */
  private static String script() {
    StringBuilder out = new StringBuilder(REQUIRE);
    for (int i = 0; i < 8; i++) {
      out.append(
          """
          # rule:[list %1$d]
          if header :contains "List-Id" ["<dev%1$d.example.org>", "<users%1$d.example.org>"] {
            fileinto "Lists/%1$d";
            stop;
          }
          # rule:[people %1$d]
          if address :is "from" ["joe%1$d@example.org", "kim%1$d@example.com", "lee%1$d@example.net"] {
            addflag "\\\\Flagged";
            fileinto "People";
            stop;
          }
          # rule:[subject %1$d]
          if anyof (header :contains "subject" ["[ticket-%1$d", "build %1$d failed"],
                    header :matches "subject" "Invoice *%1$d* from ?*") {
            fileinto :copy "Work/%1$d";
          }
          # rule:[host %1$d]
          if allof (address :domain :is ["to", "cc"] "project%1$d.example.net",
                    not envelope :domain "from" "example.net", size :over 1M) {
            fileinto "Large";
            stop;
          }
          # rule:[score %1$d]
          if anyof (header :value "ge" :comparator "i;ascii-numeric" "X-Spam-Score" "%1$d0",
                    envelope :detail "to" "junk%1$d",
                    currentdate :value "lt" "date" "201%1$d-01-01") {
            fileinto "Junk";
            stop;
          }
          """
              .formatted(i + 1));
    }
    return out.toString();
  }

  private static SieveProgram compile(String script) {
    try {
      return SieveCompiler.compile(script, SieveLimits.DEFAULT);
    } catch (SieveSyntaxException wrong) {
      throw new IllegalStateException(wrong.errors().toString(), wrong);
    }
  }

  private static SieveMessage message() {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      out.append("Received: from mx").append(i).append(".example.com (mx.example.com [192.0.2.");
      out.append(i).append("])\r\n\tby in.example.net with ESMTPS id 12345678\r\n");
      out.append("\tfor <ann@example.net>; Fri, 1 Jan 2027 09:00:00 +0000\r\n");
    }
    out.append(
        """
        DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=k1;
         h=from:to:subject:date; bh=MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=;
         b=MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI
        From: =?utf-8?Q?Caf=C3=A9_News?= <news@news.example.com>
        To: Ann <ann+shop@example.net>, Bob <bob@example.org>
        Cc: "Team, The" <team@example.org>
        Subject: =?utf-8?Q?The_weekly_letter_of_the_Caf=C3=A9=3A_?= all that is new
        Date: Fri, 1 Jan 2027 09:00:00 +0000
        Message-ID: <1@news.example.com>
        X-Spam-Score: 3
        X-Mailer: Example 1.0
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8

        """
            .replace("\n", "\r\n"));
    while (out.length() < 50_000) {
      out.append("The quick brown fox jumps over the lazy dog and reads its mail there.\r\n");
    }
    byte[] bytes = out.toString().getBytes(StandardCharsets.UTF_8);
    return SieveMessage.of(MessageStructure.of(bytes, MimeLimits.DEFAULT), MessageSource.of(bytes));
  }

  /** Makes sure that the whole script runs. */
  @Setup
  public void check() {
    if (run().error() != null || run().steps() < 100) {
      throw new IllegalStateException("the script ends early");
    }
  }

  /** All rules are looked at. */
  @Benchmark
  public SieveResult run() {
    return SieveInterpreter.run(rules, message, ENVIRONMENT, SieveLimits.DEFAULT);
  }

  /** All rules and the whole body. */
  @Benchmark
  public SieveResult runWithBody() {
    return SieveInterpreter.run(rulesAndBody, message, ENVIRONMENT, SieveLimits.DEFAULT);
  }

  /** From text to a program. */
  @Benchmark
  public SieveProgram compileScript() {
    return compile(script);
  }
}
