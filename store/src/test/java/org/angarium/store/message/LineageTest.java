package org.angarium.store.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.angarium.mail.header.HeaderFields;
import org.angarium.mail.header.HeaderParser;
import org.junit.jupiter.api.Test;

class LineageTest {
  private static HeaderFields header(String text) {
    return HeaderParser.parse((text + "\r\n\r\n").getBytes(UTF_8));
  }

  @Test
  void namesItselfFirstAndThenThoseItRefersTo() {
    assertThat(Lineage.of(header("Message-ID: <c@x>\r\nReferences: <a@x> <b@x>")))
        .containsExactly(Lineage.hash("c@x"), Lineage.hash("a@x"), Lineage.hash("b@x"));
    assertThat(Lineage.of(header("Message-ID: <c@x>\r\nIn-Reply-To: <a@x>")))
        .containsExactly(Lineage.hash("c@x"), Lineage.hash("a@x"));
    assertThat(Lineage.of(header("In-Reply-To: <a@x>"))).containsExactly(0, Lineage.hash("a@x"));
    assertThat(Lineage.of(header("Subject: none"))).isEmpty();
  }

  @Test
  void ofManyReferencesTheFirstAndTheNewestAreKept() {
    StringBuilder references = new StringBuilder("Message-ID: <own@x>\r\nReferences:");
    for (int i = 0; i < 60; i++) {
      references.append("\r\n <r").append(i).append("@x>");
    }
    long[] lineage = Lineage.of(header(references.toString()));
    assertThat(lineage).hasSize(Lineage.MOST);
    assertThat(lineage[1]).isEqualTo(Lineage.hash("r0@x"));
    assertThat(lineage[2]).isEqualTo(Lineage.hash("r30@x"));
    assertThat(lineage[Lineage.MOST - 1]).isEqualTo(Lineage.hash("r59@x"));
  }

  @Test
  void aThreadIsNamedAfterItsFirstMessage() {
    long root = Threads.idOf(header("Message-ID: <a@x>"));
    assertThat(root).isEqualTo(Lineage.hash("a@x"));
    assertThat(Threads.idOf(header("Message-ID: <c@x>\r\nReferences: <a@x> <b@x>")))
        .isEqualTo(root);
  }
}
