package org.angarium.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.angarium.store.StoreVerify.Problem;
import org.angarium.store.blob.BlobLimits;
import org.angarium.store.blob.BlobRepair;
import org.angarium.store.blob.SegmentStore;
import org.angarium.store.engine.Losses;
import org.angarium.store.engine.rocksdb.EngineRepair;
import org.angarium.store.engine.rocksdb.RocksEngine;
import org.angarium.store.engine.rocksdb.RocksSettings;
import org.angarium.store.mailbox.MailboxCollection;
import org.jspecify.annotations.Nullable;

/**
 * Makes a damaged store sound again with all that can be saved. Everything is done in a second
 * engine beside the first, which shares with it the files that never change; only when it is
 * complete does it take the place of the first, which is set aside as it was. A trial does the same
 * and throws the second engine away: so it tells exactly what would be done, and changes nothing.
 *
 * <pre>
 * engine.repair/        while a repair is under way
 * aside/TIME/engine/    the engine as it was
 * aside/TIME/contents/  the stored bytes of damaged contents, by the name of the blob
 * aside/TIME/report     what was done, a line each
 * </pre>
 */
public final class StoreRepair {
  static final String SHADOW = MailStore.ENGINE + ".repair";
  static final String ASIDE = "aside";

  /** In a second engine that is complete. */
  static final String COMPLETE = "REPAIRED";

  private static final BlobLimits INLINE = new BlobLimits(1 << 28, 1 << 28, 1);
  private static final long VIEWS = 16L << 20;

  private final Path folder;
  private final @Nullable Path backup;
  private final InstantSource clock;

  /** Of the folder for what is set aside. */
  private final String name;

  private final List<Step> steps = new ArrayList<>();
  private final List<Problem> left = new ArrayList<>();

  /** One thing that was done, or would be. */
  public record Step(String place, String what) {}

  /**
   * What came of it.
   *
   * @param applied whether it was done, and not only tried
   * @param steps nothing where there was nothing to do
   * @param left problems that a check still finds
   * @param aside where what was damaged is, or null where it was only tried
   */
  public record Report(
      boolean applied, List<Step> steps, List<Problem> left, @Nullable Path aside) {
    public Report {
      steps = List.copyOf(steps);
      left = List.copyOf(left);
    }
  }

  private StoreRepair(Path folder, @Nullable Path backup, InstantSource clock) {
    this.folder = folder;
    this.backup = backup;
    this.clock = clock;
    this.name = clock.instant().truncatedTo(ChronoUnit.MILLIS).toString().replace(':', '-');
  }

  /**
   * Repairs the store in {@code folder}, which nobody may have open.
   *
   * @param apply else it is only tried
   * @param backup a backup from which contents are taken that are damaged, or null
   * @throws DamagedStoreException when there is too little left to repair
   */
  public static Report run(Path folder, boolean apply, @Nullable Path backup, InstantSource clock)
      throws StoreException {
    if (!Files.isDirectory(folder)) {
      throw new StoreException("there is no store in " + folder);
    }
    try (FolderLock _ = FolderLock.takeExisting(folder)) {
      return new StoreRepair(folder, backup, clock).run(apply);
    } catch (StoreException known) {
      throw known;
    } catch (IOException failed) {
      throw new StoreException("the repair of " + folder + " failed: " + failed, failed);
    }
  }

  private Report run(boolean apply) throws IOException {
    Path engine = folder.resolve(MailStore.ENGINE);
    Path shadow = folder.resolve(SHADOW);
    if (isInterrupted(folder)) {
      step("engine", "a repair that was interrupted is brought to its end");
      if (apply) {
        finish(engine, shadow);
      }
      return new Report(apply, steps, left, null);
    }
    boolean complete = false;
    try {
      List<String> lost = new ArrayList<>();
      EngineRepair.Repaired repaired =
          EngineRepair.run(engine, shadow, settings(), what -> step("engine", what), losses(lost));
      mend(shadow, repaired, lost, apply ? this::contentsAside : null);
      complete = true;
    } finally {
      if (!complete || !apply || steps.isEmpty()) {
        delete(shadow);
      }
    }
    if (!apply || steps.isEmpty()) {
      return new Report(false, steps, left, null);
    }
    return new Report(true, steps, left, exchange(engine, shadow));
  }

  /** What is lost is told with names, which only the new engine can give. */
  private static Losses losses(List<String> lost) {
    return new Losses() {
      @Override
      public void key(byte[] key, String cause) {
        lost.add("the " + KeyNames.of(key));
      }

      @Override
      public void between(byte @Nullable [] after, byte @Nullable [] before, String cause) {
        lost.add(
            "what was between "
                + (after == null ? "the start" : "the " + KeyNames.of(after))
                + " and "
                + (before == null ? "the end" : "the " + KeyNames.of(before)));
      }
    };
  }

  private void mend(
      Path shadow,
      EngineRepair.Repaired repaired,
      List<String> lost,
      RecordsRepair.@Nullable Aside aside)
      throws IOException {
    lost.stream().distinct().forEach(what -> step("engine", "lost: " + what));
    Path blobFolder = folder.resolve(MailStore.BLOBS);
    try (RocksEngine engine = RocksEngine.openRepaired(shadow, settings())) {
      if (BlobRepair.identify(engine, blobFolder)) {
        step("blobs", "the engine knows its segments again");
      }
      SegmentStore blobs = SegmentStore.openReadOnly(engine, blobFolder, INLINE);
      MailStore other = backup == null ? null : openBackup(backup);
      try {
        new RecordsRepair(engine, blobs, mailboxes(engine), other, clock, this::step, aside)
            .repair(repaired.lostChanges(), repaired.lostRecords());
      } finally {
        if (other != null) {
          other.close();
        }
        blobs.close();
      }
      SegmentStore fresh = SegmentStore.openReadOnly(engine, blobFolder, INLINE);
      new StoreVerify(engine, fresh, mailboxes(engine), null).verify(left::add);
      fresh.close();
    }
  }

  private static MailStore openBackup(Path backup) throws StoreException {
    Path inside = backup.resolve("store");
    Path store = Files.isDirectory(inside.resolve(MailStore.ENGINE)) ? inside : backup;
    return MailStore.openReadOnly(store, StoreSettings.DEFAULT, Instant::now);
  }

  private Path asideFolder() {
    return folder.resolve(ASIDE).resolve(name);
  }

  private void contentsAside(String name, RecordsRepair.Writing writing) throws IOException {
    Path contents = asideFolder().resolve("contents");
    Files.createDirectories(contents);
    try (OutputStream out = Files.newOutputStream(contents.resolve(name))) {
      writing.writeTo(out);
    }
  }

  private Path exchange(Path engine, Path shadow) throws IOException {
    Path aside = asideFolder();
    Files.createDirectories(aside);
    Files.write(
        aside.resolve("report"),
        steps.stream().map(step -> step.place() + ": " + step.what()).toList());
    Files.createFile(shadow.resolve(COMPLETE));
    Backup.syncAll(aside);
    Backup.syncAll(shadow);
    Files.move(engine, aside.resolve(MailStore.ENGINE));
    Backup.syncAll(folder);
    finish(engine, shadow);
    return aside;
  }

  private void finish(Path engine, Path shadow) throws IOException {
    if (Files.isDirectory(engine)) {
      Files.delete(engine);
    }
    Files.move(shadow, engine);
    Files.delete(engine.resolve(COMPLETE));
    Backup.syncAll(folder);
  }

  /** Whether a repair was cut short after its new engine was complete and the old one aside. */
  static boolean isInterrupted(Path folder) throws StoreException {
    return Files.exists(folder.resolve(SHADOW).resolve(COMPLETE))
        && RocksEngine.isVacant(folder.resolve(MailStore.ENGINE));
  }

  private MailboxCollection mailboxes(RocksEngine engine) {
    return MailboxCollection.in(engine, clock, VIEWS, List.of());
  }

  private void step(String place, String what) {
    steps.add(new Step(place, what));
  }

  private static void delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList().reversed()) {
        Files.delete(path);
      }
    }
  }

  /** Room is not kept back: a repair may be what gives room. */
  private static RocksSettings settings() {
    RocksSettings usual = RocksSettings.DEFAULT;
    return new RocksSettings(
        usual.cacheBytes(),
        usual.bufferBytes(),
        usual.logBytes(),
        usual.openFiles(),
        usual.backgroundJobs(),
        usual.readThreads(),
        usual.maxBatchBytes(),
        0,
        usual.lockDeadline(),
        usual.commitDeadline(),
        usual.closeDeadline());
  }

  /** Takes a step: its place and what is done. */
  interface Steps {
    void done(String place, String what);
  }
}
