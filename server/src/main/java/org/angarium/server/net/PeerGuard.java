package org.angarium.server.net;

import java.io.IOException;
import java.net.Socket;

/**
 * Until when a connection may wait for its peer, for the guard of its listener to look at now and
 * then ({@link #endIfLate}). A timeout of the socket's own would cost a virtual thread a timer for
 * each read, which is a fifth of the work of receiving a message; this costs two writes of a field.
 *
 * <p>A wait for bytes that ends late leaves the way out open, so that the session may still say why
 * it leaves. One for the peer to take what is sent, or to finish a handshake, ends the socket.
 */
final class PeerGuard {
  private final Socket socket;

  /** When the guard shall end a read (nano time), or 0. */
  private volatile long starvesAt;

  /** When the guard shall close the socket under a write or handshake (nano time), or 0. */
  private volatile long stallsAt;

  /** When the guard shall close the socket whatever it does (nano time), or 0. */
  private volatile long leavesAt;

  private volatile boolean starved;
  private volatile boolean stalled;

  PeerGuard(Socket socket) {
    this.socket = socket;
  }

  /** A read begins, which may last until {@code deadline} (nano time). */
  void reads(long deadline) {
    starvesAt = due(deadline);
  }

  void hasRead() {
    starvesAt = 0;
  }

  /** A read was ended by the guard; nothing can be read any more. */
  boolean starved() {
    return starved;
  }

  /** A write or handshake begins, which may last for so long. */
  void sends(long nanos) {
    stallsAt = due(System.nanoTime() + nanos);
  }

  void hasSent() {
    stallsAt = 0;
  }

  /** The connection shall be gone by then (nano time). */
  void leaves(long deadline) {
    leavesAt = due(deadline);
  }

  /** A write or handshake was ended by the guard. */
  boolean stalled() {
    return stalled;
  }

  /** From the guard: ends what has lasted too long. */
  void endIfLate(long now) {
    long stall = stallsAt;
    if (stall != 0 && now - stall > 0) {
      stalled = true;
      abort();
      return;
    }
    long leave = leavesAt;
    if (leave != 0 && now - leave > 0) {
      abort();
      return;
    }
    long starve = starvesAt;
    if (starve != 0 && now - starve > 0) {
      starved = true;
      endInput();
    }
  }

  /** From any thread: a read that waits finds the end of the stream. */
  void endInput() {
    try {
      socket.shutdownInput();
    } catch (IOException e) {
      abort();
    }
  }

  /** From any thread: the socket goes, and with it every wait on it. */
  void abort() {
    try {
      socket.close();
    } catch (IOException ignored) {
      // It is gone; there is nothing that could be done about it.
    }
  }

  /** 0 means that nothing is due. */
  private static long due(long nanoTime) {
    return nanoTime == 0 ? 1 : nanoTime;
  }
}
