package org.angarium.store.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.memory.MemoryEngine;
import org.angarium.store.engine.memory.MemorySpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeTest {
  private static final int NODES = 12;

  @TempDir Path folder;
  private final MemorySpace space = MemorySpace.shared();

  @Test
  void aSpaceOfOneProcessHasNodeOneAndNoFile() throws Exception {
    try (Engine engine = new MemoryEngine()) {
      Node node = Node.join(engine, folder);
      assertThat(node.number()).isEqualTo(Node.FIRST);
      assertThat(node.epoch()).isZero();
      assertThat(folder).isEmptyDirectory();
      node.check(engine);
    }
  }

  @Test
  void nodesThatJoinAtOnceHaveNumbersOfTheirOwn() throws Exception {
    Set<Integer> numbers = ConcurrentHashMap.newKeySet();
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      Path own = folder.resolve("n" + i);
      threads.add(
          Thread.startVirtualThread(() -> {
            try {
              numbers.add(Node.join(space.node(), own).number());
            } catch (StoreException | RuntimeException failed) {
              failures.add(failed);
            }
          }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(numbers).hasSize(NODES);
  }

  @Test
  void aNodeKeepsItsNumberAndEndsItsEpochOfBefore() throws Exception {
    Engine engine = space.node();
    Node first = Node.join(engine, folder);
    Node second = Node.join(engine, folder);
    assertThat(second.number()).isEqualTo(first.number());
    assertThat(second.epoch()).isEqualTo(first.epoch() + 1);
    assertThatThrownBy(() -> first.check(engine)).isInstanceOf(FencedException.class);
    second.check(engine);
    assertThatThrownBy(() ->
            engine.<Integer, StoreException>write(
                List.of(),
                transaction -> {
                  first.expect(transaction);
                  transaction.put(new byte[] {1, 2, 3}, new byte[0]);
                  return 0;
                }))
        .isInstanceOf(FencedException.class);
    assertThat(engine.get(new byte[] {1, 2, 3})).isNull();
  }

  @Test
  void aNumberThatTheDatabaseDoesNotKnowIsRefused() throws Exception {
    Node.join(space.node(), folder);
    assertThatThrownBy(() -> Node.join(MemorySpace.shared().node(), folder))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("does not know");
    for (String damaged : List.of("", "x", "0", "-3")) {
      Files.writeString(folder.resolve("NODE"), damaged);
      assertThatThrownBy(() -> Node.join(space.node(), folder))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("NODE");
    }
  }

  @Test
  void onlyTheEpochThatWasSeenIsEnded() throws Exception {
    Engine engine = space.node();
    Node node = Node.join(engine, folder);
    assertThatThrownBy(() -> Node.fence(engine, node.number(), node.epoch() + 1))
        .isInstanceOf(StoreException.class);
    assertThatThrownBy(() -> Node.fence(engine, 99, 1)).isInstanceOf(StoreException.class);
    node.check(engine);
    Node.fence(engine, node.number(), node.epoch());
    assertThatThrownBy(() -> node.check(engine)).isInstanceOf(FencedException.class);
  }
}
