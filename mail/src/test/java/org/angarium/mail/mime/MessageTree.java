package org.angarium.mail.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes random messages and remembers where it put each part. */
final class MessageTree {
  /** A part as it was written. */
  record Node(
      int headerStart, int bodyStart, int bodyEnd, String type, long lines, List<Node> children) {}

  private final Random random;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final String lineBreak;
  private int boundaries;
  Node root;

  MessageTree(Random random) {
    this.random = random;
    this.lineBreak = random.nextInt(4) == 0 ? "\n" : "\r\n";
    this.root = message(0);
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  private Node message(int depth) {
    int start = out.size();
    line("From: a@example.org");
    line("Subject: " + "x".repeat(random.nextInt(200)));
    if (random.nextBoolean()) {
      line("X-Folded: one");
      line("\ttwo");
    }
    return part(start, depth, random.nextInt(5) > 0);
  }

  /** Writes the rest of a header and a body; the caller writes what follows. */
  private Node part(int start, int depth, boolean typed) {
    int kind = !typed || depth > 6 ? 0 : random.nextInt(8);
    return switch (kind) {
      case 1, 2, 3 -> multipart(start, depth);
      case 4 -> embedded(start, depth);
      default -> leaf(start, typed);
    };
  }

  private Node leaf(int start, boolean typed) {
    boolean image = typed && random.nextInt(3) == 0;
    if (image) {
      line("Content-Type: image/png");
      line("Content-Transfer-Encoding: base64");
    } else if (typed) {
      line("Content-Type: TEXT/Plain; charset=\"utf-8\"");
    }
    line("");
    int bodyStart = out.size();
    int lines = random.nextInt(20);
    for (int i = 0; i < lines; i++) {
      line(content());
    }
    if (random.nextBoolean()) {
      write(content());
    }
    return node(start, bodyStart, image ? "image/png" : "text/plain", List.of());
  }

  private String content() {
    return switch (random.nextInt(8)) {
      case 0 -> "";
      case 1 -> "--";
      case 2 -> "--b" + random.nextInt(Math.max(1, boundaries)) + "x";
      case 3 -> "-" + "y".repeat(random.nextInt(30));
      case 4 -> "--" + "z".repeat(random.nextInt(2000));
      case 5 -> " --b0";
      default -> "word ".repeat(random.nextInt(15));
    };
  }

  private Node multipart(int start, int depth) {
    // Boundaries that are prefixes of each other are the rule here.
    String boundary = "b" + boundaries++;
    line("Content-Type: multipart/mixed;");
    line("  boundary=\"" + boundary + "\"");
    line("");
    int bodyStart = out.size();
    for (int i = random.nextInt(3); i > 0; i--) {
      line("preamble");
    }
    int count = 1 + random.nextInt(4);
    List<Node> children = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        write(lineBreak);
      }
      line("--" + boundary + " \t".repeat(random.nextInt(2)));
      children.add(part(out.size(), depth + 1, true));
    }
    boolean closed = depth == 0 || random.nextInt(5) > 0;
    if (closed) {
      write(lineBreak + "--" + boundary + "--");
      if (random.nextBoolean()) {
        write(lineBreak);
        for (int i = random.nextInt(3); i > 0; i--) {
          line("epilogue");
        }
      }
    }
    return node(start, bodyStart, "multipart/mixed", children);
  }

  private Node embedded(int start, int depth) {
    line("Content-Type: message/rfc822");
    line("");
    int bodyStart = out.size();
    Node inner = message(depth + 1);
    return node(start, bodyStart, "message/rfc822", List.of(inner));
  }

  private Node node(int start, int bodyStart, String type, List<Node> children) {
    byte[] body = out.toByteArray();
    long lines = 0;
    for (int i = bodyStart; i < body.length; i++) {
      lines += body[i] == '\n' ? 1 : 0;
    }
    return new Node(start, bodyStart, out.size(), type, lines, children);
  }

  private void line(String text) {
    write(text + lineBreak);
  }

  private void write(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
  }
}
