package org.angarium.store.engine.rocksdb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.angarium.store.DamagedStoreException;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Durability;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.KeyRange;
import org.angarium.store.engine.Losses;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.engine.Subspace;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/**
 * Makes a sound engine beside a damaged one, of everything that can be read of it. The damaged one
 * is not changed: files that RocksDB never changes are shared by hard links, the others are copied.
 * Logs are replayed around what is damaged in them; tables are copied record by record where blocks
 * of them are damaged.
 */
public final class EngineRepair {
  private static final String FRESH = ".fresh";

  /** Octets up to which damage is looked for in a manifest; ours have some kilobytes. */
  private static final long LARGEST_MANIFEST = 64 << 20;

  private static final ScanLimit PAGE = new ScanLimit(1000, 4 << 20);

  private final Path damaged;
  private final Path target;
  private final RocksSettings settings;
  private final Consumer<String> steps;
  private final Losses losses;
  private long lostChanges;
  private boolean lostRecords;

  private EngineRepair(
      Path damaged, Path target, RocksSettings settings, Consumer<String> steps, Losses losses) {
    this.damaged = damaged;
    this.target = target;
    this.settings = settings;
    this.steps = steps;
    this.losses = losses;
  }

  /**
   * What came of it.
   *
   * @param lostChanges no fewer than the changes that the log has lost: so many numbers may have
   *     been given out that nothing remembers
   * @param lostRecords whether records in tables are lost
   */
  public record Repaired(long lostChanges, boolean lostRecords) {}

  /**
   * Makes the sound engine.
   *
   * @param target a folder of the same file system; what is there is deleted
   * @param steps is told each thing that was done, a sentence each
   * @param losses is told what of the tables cannot be read
   * @throws DamagedStoreException where there is too little to make an engine of
   */
  public static Repaired run(
      Path damaged, Path target, RocksSettings settings, Consumer<String> steps, Losses losses)
      throws StoreException {
    RocksDB.loadLibrary();
    try {
      return new EngineRepair(damaged, target, settings, steps, losses).run();
    } catch (StoreException known) {
      throw known;
    } catch (IOException | RocksDBException failed) {
      throw new StoreException(
          "the engine in " + damaged + " cannot be repaired: " + failed.getMessage(), failed);
    }
  }

  private Repaired run() throws IOException, RocksDBException {
    if (EngineFolder.isVacant(damaged)) {
      throw unrepairable("there is no engine in " + damaged);
    }
    DurableFolder.clear(target);
    Path manifestFile = manifest();
    Path healed = heal(manifestFile);
    Manifest manifest = Manifest.read(healed);
    if (!manifest.sound() || manifest.records() == 0) {
      throw unrepairable("the file " + manifestFile + " is damaged");
    }
    copy(healed);
    logs(manifest);
    healTables();
    if (!isSound()) {
      salvage();
    }
    return new Repaired(lostChanges, lostRecords);
  }

  private static DamagedStoreException unrepairable(String problem) {
    return new DamagedStoreException(
        problem,
        "This cannot be repaired, and nothing was changed. Restore a backup into another folder with"
            + " \"angarium restore\".");
  }

  /** The manifest in force; where CURRENT does not say, the only one there is. */
  private Path manifest() throws IOException {
    try {
      return EngineFolder.manifest(damaged);
    } catch (DamagedStoreException noCurrent) {
      List<Path> manifests;
      try (Stream<Path> files = Files.list(damaged)) {
        manifests =
            files
                .filter(
                    file -> file.getFileName().toString().matches(EngineFolder.MANIFEST + "[0-9]+"))
                .toList();
      }
      if (manifests.size() != 1) {
        throw unrepairable(String.valueOf(noCurrent.getMessage()));
      }
      steps.accept("CURRENT is written again: it names " + manifests.getFirst().getFileName());
      return manifests.getFirst();
    }
  }

  /**
   * The copy of a manifest in the new engine, its damaged octets put right where that is possible.
   */
  private Path heal(Path manifestFile) throws IOException {
    Path copy = target.resolve(manifestFile.getFileName());
    if (Files.size(manifestFile) > LARGEST_MANIFEST) {
      Files.copy(manifestFile, copy);
      return copy;
    }
    byte[] contents = Files.readAllBytes(manifestFile);
    int octets = ManifestHealing.heal(contents);
    if (octets > 0) {
      steps.accept(manifestFile.getFileName() + ": damaged octets put right in it: " + octets);
    }
    Files.write(copy, contents);
    return copy;
  }

  private void copy(Path manifestFile) throws IOException {
    try (Stream<Path> files = Files.list(damaged)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        Path to = target.resolve(name);
        if (name.endsWith(".sst") || name.endsWith(".blob")) {
          link(file, to);
        } else if (name.equals("IDENTITY") || name.startsWith("OPTIONS-")) {
          Files.copy(file, to);
        }
      }
    }
    Files.writeString(
        target.resolve(EngineFolder.CURRENT),
        manifestFile.getFileName() + "\n",
        StandardCharsets.US_ASCII);
  }

  private static void link(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (UnsupportedOperationException | IOException otherDisk) {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void logs(Manifest manifest) throws IOException {
    LogState state = LogState.of(damaged, manifest.lastSequence());
    String damage = EngineFolder.damage(damaged, manifest, state);
    for (Path log : LogState.files(damaged)) {
      int records = LogRewrite.copy(log, target.resolve(log.getFileName()));
      if (damage != null) {
        steps.accept(
            "log " + log.getFileName() + ": " + records + " sound groups of changes are kept");
      }
    }
    if (damage == null) {
      return;
    }
    steps.accept(damage);
    for (LogState.Hole hole : state.holes()) {
      steps.accept("lost: what was in " + hole.text());
    }
    OptionalLong promised = CommitMark.read(damaged);
    long reached = Math.max(manifest.lastSequence(), state.reached());
    long missing = promised.isPresent() ? Math.max(0, promised.getAsLong() - reached) : 0;
    if (missing > 0) {
      steps.accept("lost: " + missing + " changes at the end of the log");
    }
    lostChanges = Math.max(1, state.lost() + missing);
  }

  private void healTables() throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      for (Path table : files.filter(file -> file.toString().endsWith(".sst")).toList()) {
        String fault = TableHealing.fault(table);
        if (fault == null) {
          continue;
        }
        Path copy = table.resolveSibling(table.getFileName() + ".copy");
        Files.copy(table, copy);
        if (TableHealing.heal(copy, fault)) {
          Files.move(copy, table, StandardCopyOption.REPLACE_EXISTING);
          steps.accept(
              "table " + table.getFileName() + ": the octet that was damaged is put right");
        } else {
          Files.delete(copy);
          steps.accept("lost: table " + table.getFileName() + " cannot be opened: " + fault);
        }
      }
    }
  }

  /** Whether every block of every table can be read. */
  private boolean isSound() throws IOException {
    boolean sound = true;
    try (Stream<Path> files = Files.list(target);
        Options options = new Options()) {
      for (Path table : files.filter(file -> file.toString().endsWith(".sst")).toList()) {
        try (SstFileReader reader = new SstFileReader(options)) {
          reader.open(table.toString());
          reader.verifyChecksum();
        } catch (RocksDBException damage) {
          steps.accept("table " + table.getFileName() + " is damaged: " + damage.getMessage());
          sound = false;
        }
      }
    }
    return sound && missing().isEmpty();
  }

  /** Names of files that are needed and not there. */
  private Set<String> missing() throws IOException {
    Set<String> missing = new HashSet<>();
    try (RocksEngine engine = RocksEngine.openReadOnly(target, settings)) {
      for (String name : engine.tables()) {
        if (Files.notExists(target.resolve(name))) {
          steps.accept("lost: the file " + name + " is missing");
          missing.add(name);
        }
      }
    }
    return missing;
  }

  /** Copies what can be read into a new engine, which takes the place of the copy of the old. */
  private void salvage() throws IOException {
    Path fresh = target.resolveSibling(target.getFileName() + FRESH);
    DurableFolder.clear(fresh);
    Losses counting =
        new Losses() {
          @Override
          public void key(byte[] key, String cause) {
            lostRecords = true;
            losses.key(key, cause);
          }

          @Override
          public void between(byte @Nullable [] after, byte @Nullable [] before, String cause) {
            lostRecords = true;
            losses.between(after, before, cause);
          }
        };
    try (RocksEngine old = RocksEngine.openDamaged(target, settings);
        RocksEngine sound = RocksEngine.open(fresh, settings)) {
      Engine reading = old.salvaging(counting);
      for (Subspace subspace : Subspace.values()) {
        copy(reading, sound, KeyRange.prefix(new byte[] {subspace.tag()}));
      }
    }
    DurableFolder.clear(target);
    Files.delete(target);
    Files.move(fresh, target);
    steps.accept("everything that can be read of the tables is copied into new ones");
  }

  private static void copy(Engine from, Engine to, KeyRange all) throws StoreException {
    byte[] next = all.start();
    while (next != null) {
      KeyRange rest = new KeyRange(next, all.end());
      next =
          to.<byte @Nullable [], StoreException>write(
              List.of(),
              Durability.RELAXED,
              transaction ->
                  from.scan(
                      rest,
                      ScanOrder.ASCENDING,
                      PAGE,
                      (key, value) -> {
                        transaction.give(key, value);
                        return true;
                      }),
              done -> {});
    }
  }
}
