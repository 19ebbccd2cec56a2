package org.angarium.testkit.grammar.imap;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a client sends into commands: lines, literals of both kinds, the lines of AUTHENTICATE
 * and IDLE. Whether the octets after a synchronizing literal's header belong to the literal or to
 * the next command is known only when the server has answered; they are held until then.
 */
final class SentCommands {
  private static final int KEPT = 64 << 10;

  /** For what the client must wait before it may go on with its command. */
  private enum Wait {
    NONE,
    LITERAL,
    LINE,
    DONE
  }

  private final Deque<SentCommand> unanswered = new ArrayDeque<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private Wait wait = Wait.NONE;

  /** What the line at hand is, where it begins no command. */
  private Wait within = Wait.NONE;

  private long announced;
  private long literal;

  /** A command is begun and not whole. */
  private boolean open;

  /** What is left of a command that was answered before it was whole. */
  private boolean discarding;

  /** The command that is answered now. */
  @Nullable SentCommand head() {
    return unanswered.peekFirst();
  }

  boolean continuable() {
    return wait != Wait.NONE && unanswered.size() == 1;
  }

  void add(byte[] bytes, int offset, int count) {
    int at = offset;
    int end = offset + count;
    while (at < end) {
      if (wait != Wait.NONE) {
        held.write(bytes, at, end - at);
        return;
      }
      if (literal > 0) {
        int step = (int) Math.min(literal, end - at);
        keep(bytes, at, step);
        literal -= step;
        at += step;
      } else {
        int lf = at;
        while (lf < end && bytes[lf] != '\n') {
          lf++;
        }
        keep(bytes, at, lf - at);
        at = lf + 1;
        if (lf < end) {
          lineEnded();
        }
      }
    }
  }

  private void keep(byte[] bytes, int offset, int count) {
    if (line.size() + count <= KEPT || literal == 0 && line.size() < 8 * KEPT) {
      line.write(bytes, offset, count);
    }
  }

  private void lineEnded() {
    String text = line.toString(StandardCharsets.ISO_8859_1);
    line.reset();
    if (text.endsWith("\r")) {
      text = text.substring(0, text.length() - 1);
    }
    if (within != Wait.NONE) {
      // A response of SASL may be followed by another; after DONE the command is whole.
      wait = within == Wait.LINE ? Wait.LINE : Wait.NONE;
      open = within == Wait.LINE;
      within = Wait.NONE;
      return;
    }
    if (!discarding) {
      if (open) {
        unanswered.addLast(unanswered.removeLast().with(text));
      } else {
        unanswered.addLast(SentCommand.of(text));
        open = true;
      }
    }
    afterLine(text);
  }

  private void afterLine(String text) {
    int brace = text.endsWith("}") ? text.lastIndexOf('{') : -1;
    boolean waits = brace >= 0 && !text.endsWith("+}");
    long size = brace < 0 ? -1 : size(text.substring(brace + 1, text.length() - (waits ? 1 : 2)));
    if (size >= 0) {
      if (waits && !discarding) {
        announced = size;
        wait = Wait.LITERAL;
      } else {
        literal = size;
      }
      return;
    }
    SentCommand command = unanswered.peekLast();
    if (!discarding && command != null && command.name().equals("AUTHENTICATE")) {
      wait = Wait.LINE;
    } else if (!discarding && command != null && command.name().equals("IDLE")) {
      wait = Wait.DONE;
    } else {
      open = false;
      discarding = false;
    }
  }

  private static long size(String digits) {
    if (digits.isEmpty() || digits.length() > 18) {
      return digits.isEmpty() ? -1 : Long.MAX_VALUE;
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return -1;
      }
    }
    return Long.parseLong(digits);
  }

  /** The server asks for more. */
  void continued() {
    if (wait == Wait.LITERAL) {
      literal = announced;
    } else {
      within = wait;
    }
    replay();
  }

  /** The command at hand was answered, whole or not. */
  void answered() {
    unanswered.removeFirst();
    if (open && unanswered.isEmpty()) {
      open = false;
      if (wait == Wait.NONE && within == Wait.NONE) {
        discarding = true;
      }
      within = Wait.NONE;
      replay();
    }
  }

  /** What was said so far goes nowhere: TLS begins. */
  void forget() {
    unanswered.clear();
    line.reset();
    held.reset();
    wait = Wait.NONE;
    within = Wait.NONE;
    open = false;
    discarding = false;
    literal = 0;
  }

  private void replay() {
    wait = Wait.NONE;
    byte[] bytes = held.toByteArray();
    held.reset();
    add(bytes, 0, bytes.length);
  }
}
