package org.angarium.store.message;

import java.util.ArrayDeque;
import org.angarium.store.StoreException;
import org.angarium.store.engine.ReadPool;
import org.jspecify.annotations.Nullable;

/**
 * Messages one after the other, read in pages. While the caller sends those of one page, the next
 * ones are read and expanded on other threads; so {@value #AHEAD} pages and the one in use are in
 * memory, see {@link MessagePages}. A few messages are read where they are asked for. One thread;
 * close it.
 */
public final class OpenedMessages implements AutoCloseable {
  /** Not worth a second thread. */
  private static final int FEW = 4;

  /** The first page is small, so that there is soon something to send. */
  private static final int FIRST_PAGE = 16;

  private static final int AHEAD = 2;

  private final MessagePages pages;
  private final ReadPool pool;
  private final ArrayDeque<ReadPool.Started<@Nullable StoredMessage[]>> ahead =
      new ArrayDeque<>(AHEAD);
  private @Nullable StoredMessage[] page = {};
  private int next;

  public OpenedMessages(MessagePages pages, ReadPool pool) throws StoreException {
    this.pages = pages;
    this.pool = pool;
    int[] first = pages.next(FIRST_PAGE);
    if (first.length <= FEW) {
      page = pages.open(first);
    } else {
      ahead.add(pool.start(() -> pages.open(first)));
      try {
        readAhead();
      } catch (StoreException full) {
        close();
        throw full;
      }
    }
  }

  /**
   * The next message that still exists, or null after the last. One that is damaged fails when
   * something is asked of it, and the following ones can be had.
   */
  public @Nullable StoredMessage next() throws StoreException {
    while (true) {
      while (next < page.length) {
        StoredMessage message = page[next];
        page[next++] = null;
        if (message != null) {
          return message;
        }
      }
      if (ahead.isEmpty()) {
        readAhead();
        if (ahead.isEmpty()) {
          return null;
        }
      }
      page = ahead.remove().await();
      next = 0;
      readAhead();
    }
  }

  private void readAhead() throws StoreException {
    while (ahead.size() < AHEAD) {
      int[] following = pages.next(MessagePages.MESSAGES);
      if (following.length == 0) {
        return;
      }
      ahead.add(pool.start(() -> pages.open(following)));
    }
  }

  @Override
  public void close() {
    ahead.forEach(ReadPool.Started::giveUp);
  }
}
