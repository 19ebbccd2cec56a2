package org.angarium.store.engine;

import java.io.IOException;
import java.nio.file.FileStore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.angarium.store.DiskFullException;
import org.angarium.store.StoreException;

/**
 * Refuses new contents while there is still some room on the disk. Whoever deletes mail to make
 * room needs room for that, and a log that meets a full disk stops the engine; a refusal here is a
 * passing state that ends by itself when there is room again.
 *
 * <p>The disk is asked once a second at most; what is written in between is counted. New messages
 * are refused below the reserve, before an octet of them is taken; what belongs to messages that
 * were let in, reports and other small changes may use half of it. Thread-safe.
 */
public final class DiskRoom {
  private static final long ASKED_EVERY = TimeUnit.SECONDS.toNanos(1);
  private static final long TOLD_EVERY = TimeUnit.MINUTES.toNanos(1);

  /** Changes up to this size (flags, deletions, reports) may use half of the reserve. */
  private static final long SMALL_BYTES = 64 << 10;

  /** So much above the reserve, any message may come. */
  private static final long AMPLE_BYTES = 64 << 20;

  private final Asked disk;
  private final long reserveBytes;
  private final LongSupplier nanos;
  private final AtomicLong writtenSince = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong nextTold;
  private volatile long usableBytes = Long.MAX_VALUE;
  private volatile long nextAsked;
  private volatile boolean full;
  private volatile Listener listener = (usable, reserve, count) -> {};

  /** How many bytes there are. */
  @FunctionalInterface
  public interface Asked {
    long usable() throws IOException;
  }

  /** Is told that something was refused, once a minute at most, and on the thread that refuses. */
  @FunctionalInterface
  public interface Listener {
    /**
     * @param refusals since it was told before
     */
    void full(long usableBytes, long reserveBytes, long refusals);
  }

  /** Of a disk. */
  public DiskRoom(FileStore disk, long reserveBytes) {
    this(disk::getUsableSpace, reserveBytes, System::nanoTime);
  }

  /**
   * @param nanos a clock that never jumps
   */
  public DiskRoom(Asked disk, long reserveBytes, LongSupplier nanos) {
    this.disk = disk;
    this.reserveBytes = reserveBytes;
    this.nanos = nanos;
    this.nextAsked = nanos.getAsLong();
    this.nextTold = new AtomicLong(nanos.getAsLong());
  }

  /** That never ends. */
  public static DiskRoom unlimited() {
    return new DiskRoom(() -> Long.MAX_VALUE, 0, System::nanoTime);
  }

  /** Tells {@code told} of refusals from now on. */
  public void listen(Listener told) {
    listener = told;
  }

  /** Bytes that there are, as far as is known. */
  public long usable() {
    long now = nanos.getAsLong();
    if (now - nextAsked >= 0) {
      nextAsked = now + ASKED_EVERY;
      try {
        writtenSince.set(0);
        usableBytes = disk.usable();
        full &= usableBytes - AMPLE_BYTES < reserveBytes;
      } catch (IOException unknown) {
        usableBytes = 0;
      }
    }
    return Math.max(0, usableBytes - writtenSince.get());
  }

  /** Whether something was refused and there is not ample room again. */
  public boolean isFull() {
    return usable() < reserveBytes || full;
  }

  /** Bytes below which new messages are refused. */
  public long reserve() {
    return reserveBytes;
  }

  /**
   * Whether a new message of so many octets may come.
   *
   * @param octets as far as they are known; 0 where they are not
   */
  public boolean admits(long octets) {
    long usable = usable();
    boolean admitted = usable - Math.max(0, octets) >= reserveBytes;
    if (!admitted) {
      refuse(usable);
    }
    return admitted;
  }

  /**
   * Before octets of a message that was let in are written to a file; counts them.
   *
   * @throws DiskFullException when half of the reserve is used up
   */
  public void take(long octets) throws DiskFullException {
    long usable = usable();
    if (usable - octets < reserveBytes / 2) {
      refuse(usable);
      throw full(usable);
    }
    writtenSince.addAndGet(octets);
  }

  /** Octets that were taken are free again. */
  public void giveBack(long octets) {
    writtenSince.addAndGet(-octets);
  }

  /** Before a commit. */
  public void check(Changes changes) throws StoreException {
    long usable = usable();
    if (usable < reserveBytes
        && changes.puts()
        && (changes.bytes() > SMALL_BYTES || usable < reserveBytes / 2)) {
      refuse(usable);
      throw full(usable);
    }
    writtenSince.addAndGet(changes.bytes());
  }

  private void refuse(long usable) {
    full = true;
    refused.incrementAndGet();
    long now = nanos.getAsLong();
    long due = nextTold.get();
    if (now - due >= 0 && nextTold.compareAndSet(due, now + TOLD_EVERY)) {
      listener.full(usable, reserveBytes, refused.getAndSet(0));
    }
  }

  private DiskFullException full(long usable) {
    return new DiskFullException(
        "the disk is nearly full: " + usable + " bytes left, " + reserveBytes + " are kept back");
  }
}
