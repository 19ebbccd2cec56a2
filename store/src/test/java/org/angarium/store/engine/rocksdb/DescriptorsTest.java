package org.angarium.store.engine.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.Lock;
import org.angarium.store.engine.Subspace;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process that may open no more files, in the midst of writing. */
class DescriptorsTest {
  @TempDir Path folder;

  @Test
  @Timeout(120)
  void readsGoOnWithoutDescriptorsAndWritesWhenThereAreSomeAgain() throws Exception {
    Process child =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n 200 && exec \"$@\"",
                "child",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                folder.resolve("engine").toString())
            .redirectErrorStream(true)
            .start();
    try {
      String said =
          new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      assertThat(said).endsWith("written again");
      assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).as(said).isZero();
    } finally {
      child.destroyForcibly();
    }
  }

  /** The process that runs out of descriptors. */
  static final class Child {
    private static final int VALUE = 1 << 20;
    private final Engine engine;
    private final List<byte[]> acknowledged = new ArrayList<>();
    private int number;

    private Child(Engine engine) {
      this.engine = engine;
    }

    public static void main(String[] args) throws Exception {
      try (Engine engine =
          RocksEngine.open(
              Path.of(args[0]),
              RocksEngineTest.settings(Duration.ofSeconds(5), Duration.ofSeconds(5)))) {
        new Child(engine).run();
      }
    }

    private void run() throws Exception {
      write();
      check();
      List<FileInputStream> held = new ArrayList<>();
      exhaust(held);
      while (writes()) {
        if (number == 200) {
          throw new AssertionError("the log of 16 MB needs no file for 200 MB");
        }
      }
      // Long enough for attempts to open the engine again, which must not cost the reads.
      long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
      while (System.nanoTime() < end) {
        check();
        if (writes()) {
          throw new AssertionError("written without a descriptor");
        }
      }
      for (FileInputStream file : held) {
        file.close();
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(40))
          .pollInterval(Duration.ofMillis(50))
          .until(this::writes);
      check();
      System.out.println("written again");
    }

    /** Opens files until the system gives no more. */
    @SuppressWarnings("resource") // The caller closes them.
    private static void exhaust(List<FileInputStream> held) {
      try {
        while (held.size() < 1000) {
          held.add(new FileInputStream("/dev/null"));
        }
      } catch (IOException exhausted) {
        return;
      }
      throw new AssertionError("1,000 files are open beside a limit of 200");
    }

    private boolean writes() {
      try {
        write();
        return true;
      } catch (StoreException refused) {
        return false;
      }
    }

    private void write() throws StoreException {
      byte[] value = value(number);
      engine.write(
          List.of(Lock.account(1)),
          transaction -> {
            transaction.put(key(number), value);
            return null;
          });
      acknowledged.add(key(number));
      number++;
    }

    private void check() throws StoreException {
      for (int i = 0; i < acknowledged.size(); i += 1 + acknowledged.size() / 8) {
        assertThat(engine.get(acknowledged.get(i))).isEqualTo(value(i));
      }
    }

    private static byte[] key(int number) {
      return new byte[] {Subspace.BLOB.tag(), (byte) number};
    }

    private static byte[] value(int number) {
      byte[] value = new byte[VALUE];
      new Random(number).nextBytes(value);
      return value;
    }
  }
}
