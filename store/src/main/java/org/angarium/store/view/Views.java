package org.angarium.store.view;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The views of mailboxes in memory. A view is of one modification number of its mailbox; whether it
 * is still the newest is asked of the mailbox's record, so an old one does no harm. Thread-safe.
 */
public final class Views {
  /** How long one session waits for another that loads the same view. */
  private static final Duration LOAD_DEADLINE = Duration.ofSeconds(60);

  private final Cache<MailboxRef, StoredView> views;

  /** What is being loaded: several sessions that open a large mailbox read it once. */
  private final ConcurrentHashMap<MailboxRef, CompletableFuture<@Nullable StoredView>> loading =
      new ConcurrentHashMap<>();

  /**
   * @param bytes memory for views
   */
  public Views(long bytes) {
    this.views =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumWeight(Math.max(1, bytes))
            .weigher((MailboxRef ref, StoredView view) -> view.weight())
            .build();
  }

  /** Reads a view from the engine; null where there is no such mailbox. */
  @FunctionalInterface
  public interface Loader {
    @Nullable StoredView load() throws StoreException;
  }

  /** The view in memory, whatever its age, or null. */
  public @Nullable StoredView held(MailboxRef ref) {
    return views.getIfPresent(ref);
  }

  /**
   * The view in memory if it is of that modification number of the mailbox or a later one, else
   * null.
   */
  public @Nullable StoredView current(MailboxRef ref, long highestModSeq) {
    StoredView view = views.getIfPresent(ref);
    return view == null || view.info().highestModSeq() < highestModSeq ? null : view;
  }

  /** The view in memory if it is of exactly that modification number of the mailbox, else null. */
  public @Nullable StoredView exactly(MailboxRef ref, long highestModSeq) {
    StoredView view = views.getIfPresent(ref);
    return view == null || view.info().highestModSeq() != highestModSeq ? null : view;
  }

  /**
   * Loads the view, or waits for the session that does already. Another's may be a little older
   * than this call: the caller looks whether it will do.
   */
  public @Nullable StoredView load(MailboxRef ref, Loader loader) throws StoreException {
    CompletableFuture<@Nullable StoredView> mine = new CompletableFuture<>();
    CompletableFuture<@Nullable StoredView> other = loading.putIfAbsent(ref, mine);
    if (other != null) {
      return await(ref, other);
    }
    try {
      StoredView loaded = loader.load();
      mine.complete(loaded);
      return loaded;
    } catch (StoreException | RuntimeException | Error failed) {
      mine.completeExceptionally(failed);
      throw failed;
    } finally {
      loading.remove(ref, mine);
    }
  }

  private static @Nullable StoredView await(
      MailboxRef ref, CompletableFuture<@Nullable StoredView> other) throws StoreException {
    try {
      return other.get(LOAD_DEADLINE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw new StoreException("loading " + ref + " failed: " + failed.getMessage(), failed);
    } catch (TimeoutException late) {
      throw new StoreException("loading " + ref + " takes longer than " + LOAD_DEADLINE, late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StoreException("interrupted while " + ref + " was loaded", interrupted);
    }
  }

  /**
   * Keeps a view that was read.
   *
   * @param current asked while nobody else changes what is kept: whether the view is still the
   *     newest
   */
  public void keep(MailboxRef ref, StoredView read, BooleanSupplier current) {
    views
        .asMap()
        .compute(
            ref,
            (key, present) -> {
              boolean newer =
                  present == null || present.info().highestModSeq() < read.info().highestModSeq();
              return newer && current.getAsBoolean() ? read : present;
            });
  }

  /** After a commit, under the account's lock: the newest view, or null where none is left. */
  public void install(MailboxRef ref, @Nullable StoredView view) {
    if (view == null) {
      views.invalidate(ref);
    } else {
      views.put(ref, view);
    }
  }
}
