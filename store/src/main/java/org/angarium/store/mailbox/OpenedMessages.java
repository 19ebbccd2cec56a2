package org.angarium.store.mailbox;

import org.angarium.store.StoreException;
import org.angarium.store.engine.ReadPool;
import org.jspecify.annotations.Nullable;

/**
 * Messages one after the other, read in pages. While the caller sends those of one page, the next
 * is read and expanded on another thread; so two pages are in memory, see {@link MessagePages}. A
 * few messages are read where they are asked for. One thread; close it.
 */
public final class OpenedMessages implements AutoCloseable {
  /** Not worth a second thread. */
  private static final int FEW = 4;

  private final MessagePages pages;
  private final ReadPool pool;
  private @Nullable StoredMessage[] page = {};
  private int next;
  private ReadPool.@Nullable Started<@Nullable StoredMessage[]> ahead;

  OpenedMessages(MessagePages pages, ReadPool pool) throws StoreException {
    this.pages = pages;
    this.pool = pool;
    int[] first = pages.next();
    if (first.length <= FEW) {
      page = pages.openAll(first);
    } else {
      ahead = pool.start(() -> pages.openAll(first));
    }
  }

  /** The next message that still exists, or null after the last. */
  public @Nullable StoredMessage next() throws StoreException {
    while (true) {
      while (next < page.length) {
        StoredMessage message = page[next];
        page[next++] = null;
        if (message != null) {
          return message;
        }
      }
      if (ahead == null) {
        readAhead();
      }
      ReadPool.Started<@Nullable StoredMessage[]> reading = ahead;
      if (reading == null) {
        return null;
      }
      page = reading.await();
      next = 0;
      readAhead();
    }
  }

  private void readAhead() throws StoreException {
    int[] following = pages.next();
    ahead = following.length == 0 ? null : pool.start(() -> pages.openAll(following));
  }

  @Override
  public void close() {
    if (ahead != null) {
      ahead.giveUp();
    }
  }
}
