package org.angarium.testkit.grammar;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What is said on one connection, overheard. Answers are cut out of what the server sends, judged
 * and then applied to the state of the conversation. Once a fault is found every later call throws
 * it again, and {@link GrammarFaults} knows of it: a test can't pass by swallowing it. Safe for one
 * thread that sends beside one that receives.
 */
public abstract class Conversation {
  private static final byte TLS_HANDSHAKE = 0x16;

  private byte[] pending = new byte[4096];
  private int length;
  private int needed;
  private @Nullable GrammarFault fault;
  private boolean begun;

  /** What is said is TLS. */
  private boolean secret;

  /** For the protocols. */
  protected Conversation() {}

  /** Reads one answer, as far as it is there, and returns what becomes of the state by it. */
  public abstract Runnable read(Octets answer);

  /** Follows what the client says. */
  public abstract void follow(byte[] bytes, int offset, int count);

  /** What the client is about to send. */
  public final synchronized void sent(byte[] bytes, int offset, int count) {
    rethrow();
    if (!begun && count > 0) {
      begun = true;
      secret = bytes[offset] == TLS_HANDSHAKE;
    }
    if (!secret) {
      follow(bytes, offset, count);
    }
  }

  /**
   * What the server sent.
   *
   * @throws GrammarFault at the first octet that is not allowed
   */
  public final synchronized void received(byte[] bytes, int offset, int count) {
    rethrow();
    begun = true;
    if (secret) {
      return;
    }
    if (pending.length - length < count) {
      pending = Arrays.copyOf(pending, Math.max(2 * pending.length, length + count));
    }
    System.arraycopy(bytes, offset, pending, length, count);
    length += count;
    int from = 0;
    while (length > from && length - from >= needed) {
      Octets answer = new Octets(pending, from, length);
      try {
        read(answer).run();
        from += answer.position();
        needed = 0;
      } catch (Incomplete more) {
        needed = more.needed();
      } catch (GrammarFault found) {
        fault = found;
        GrammarFaults.found(found);
        throw found;
      }
    }
    length -= from;
    System.arraycopy(pending, from, pending, 0, length);
  }

  /** What follows on the connection is TLS, until {@link #secured}. */
  protected final void tlsBegins() {
    secret = true;
  }

  /** TLS is up; from now on this overhears what is said within. */
  public final synchronized void secured() {
    secret = false;
  }

  private void rethrow() {
    if (fault != null) {
      throw fault;
    }
  }

  /** The client's end of the stream of answers, overheard. */
  public final InputStream overhear(InputStream in) {
    return new OverheardInput(in, this);
  }

  /** The client's end of the stream of commands, overheard. */
  public final OutputStream overhear(OutputStream out) {
    return new OverheardOutput(out, this);
  }
}
