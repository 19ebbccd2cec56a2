package org.angarium.mail.imap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.angarium.mail.mime.ImapEnvelope;
import org.angarium.mail.mime.MessageStructure;
import org.angarium.mail.mime.MimeLimits;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever a header holds, the envelope follows the grammar (RFC 3501 §9 {@code envelope}). */
class EnvelopeFuzzTest {
  private static final String[] PIECES = {
    "a",
    "b.c",
    "@",
    "@r",
    ".",
    ",",
    ":",
    ";",
    "<",
    ">",
    "(",
    ")",
    "(n)",
    "\"",
    "\\",
    "\"q \\\" q\"",
    " ",
    "\r\n ",
    "\t",
    "<@a,@b:c@d>",
    "<@a:>",
    "g: ",
    "u@x",
    "\u00fc",
    "\0",
    "\r",
    "\u0001",
    "[1.2]",
    "=?utf-8?q?=C3=BC?=",
    "{3}",
    "NIL"
  };
  private static final String[] FIELDS = {
    "Date", "Subject", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "In-Reply-To", "Message-ID"
  };

  private String text = "";
  private int at;

  @Test
  void theEnvelopeFollowsTheGrammar() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder header = new StringBuilder();
      for (String field : FIELDS) {
        for (int n = random.nextInt(3); n > 0; n--) {
          header.append(field).append(": ");
          for (int piece = random.nextInt(9); piece > 0; piece--) {
            header.append(PIECES[random.nextInt(PIECES.length)]);
          }
          header.append("\r\n");
        }
      }
      byte[] message = header.append("\r\n").toString().getBytes(ISO_8859_1);
      ImapEnvelope envelope =
          ImapEnvelope.of(MessageStructure.of(message, MimeLimits.DEFAULT).header());
      text = new String(EnvelopeWriter.write(envelope), ISO_8859_1);
      at = 0;
      envelope("seed " + seed + ": " + header + " -> " + text);
      byte[] written = EnvelopeWriter.write(envelope);
      ImapEnvelope read = EnvelopeReader.read(written);
      // NUL is not written, so what is read and written again may be quoted where it was not.
      assertThat(EnvelopeReader.read(EnvelopeWriter.write(read)))
          .as("seed " + seed + ": " + text)
          .isEqualTo(read);
      assertThat(read.from()).hasSameSizeAs(envelope.from());
      assertThat(read.subject()).isEqualTo(withoutNul(envelope.subject()));
      assertThat(read.messageId()).isEqualTo(withoutNul(envelope.messageId()));
    }
  }

  private static @Nullable String withoutNul(@Nullable String text) {
    return text == null ? null : text.replace("\0", "");
  }

  @Test
  void damagedEnvelopesAreEmptyOnes() {
    byte[] whole =
        EnvelopeWriter.write(
            ImapEnvelope.of(
                MessageStructure.of(
                        "From: A <a@b>, g: c@d, e@f;\r\nSubject: \u00fc\r\n\r\n"
                            .getBytes(ISO_8859_1),
                        MimeLimits.DEFAULT)
                    .header()));
    assertThat(EnvelopeReader.read(whole).from()).hasSize(2);
    Random random = new Random(1);
    for (int i = 0; i < whole.length; i++) {
      assertThat(EnvelopeReader.read(Arrays.copyOf(whole, i)).from()).isEmpty();
      byte[] other = whole.clone();
      other[i] = (byte) random.nextInt();
      assertThat(EnvelopeReader.read(other)).isNotNull();
    }
    assertThat(EnvelopeReader.read("(\"\" {99999999999}\r\n".getBytes(ISO_8859_1)).date()).isNull();
  }

  private void envelope(String what) {
    take('(', what);
    nstring(what);
    take(' ', what);
    nstring(what);
    for (int list = 0; list < 6; list++) {
      take(' ', what);
      addresses(what);
    }
    take(' ', what);
    nstring(what);
    take(' ', what);
    nstring(what);
    take(')', what);
    assertThat(at).as(what).isEqualTo(text.length());
  }

  private void addresses(String what) {
    if (text.startsWith("NIL", at)) {
      at += 3;
      return;
    }
    take('(', what);
    int groups = 0;
    do {
      take('(', what);
      nstring(what); // addr-name
      take(' ', what);
      nstring(what); // addr-adl
      take(' ', what);
      boolean mailbox = nstring(what);
      take(' ', what);
      boolean host = nstring(what);
      take(')', what);
      // NIL as host begins a group or, without a mailbox, ends one (RFC 3501 §7.4.2).
      groups += host ? 0 : mailbox ? 1 : -1;
      assertThat(mailbox || !host).as(what).isTrue();
      assertThat(groups).as(what).isBetween(0, 1);
    } while (text.charAt(at) == '(');
    take(')', what);
    assertThat(groups).as(what).isZero();
  }

  /** Returns whether it was not NIL. */
  private boolean nstring(String what) {
    if (text.startsWith("NIL", at)) {
      at += 3;
      return false;
    }
    if (text.charAt(at) == '{') {
      int end = text.indexOf("}\r\n", at);
      int size = Integer.parseInt(text.substring(at + 1, end));
      at = end + 3 + size;
      assertThat(text.substring(end + 3, at)).as(what).doesNotContain("\0");
      return true;
    }
    take('"', what);
    while (text.charAt(at) != '"') {
      if (text.charAt(at) == '\\') {
        at++;
        assertThat(text.charAt(at)).as(what).isIn('"', '\\');
      }
      assertThat(text.charAt(at)).as(what).isNotIn('\r', '\n', '\0').isLessThan('\u0080');
      at++;
    }
    at++;
    return true;
  }

  private void take(char c, String what) {
    assertThat(text.charAt(at)).as(what).isEqualTo(c);
    at++;
  }
}
