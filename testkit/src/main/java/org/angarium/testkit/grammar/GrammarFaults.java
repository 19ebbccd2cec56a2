package org.angarium.testkit.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Every fault that any conversation of this process found. A test in whose time one was found
 * fails, also where the fault was thrown in another thread or a wait swallowed it. JUnit finds this
 * class by itself wherever the testkit is on the class path.
 */
public final class GrammarFaults implements AfterEachCallback, AfterAllCallback {
  private static final LinkedBlockingQueue<GrammarFault> FOUND = new LinkedBlockingQueue<>(1000);

  static void found(GrammarFault fault) {
    // Beyond the bound the test fails anyway.
    boolean kept = FOUND.offer(fault);
    assert kept || FOUND.remainingCapacity() == 0;
  }

  /** Those found since, which then do not fail the test: for tests of the readers. */
  public static List<GrammarFault> drain() {
    List<GrammarFault> found = new ArrayList<>();
    FOUND.drainTo(found);
    return found;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    failIfAny(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    failIfAny(context);
  }

  private static void failIfAny(ExtensionContext context) {
    List<GrammarFault> found = drain();
    // What has failed already tells its own story, most often of this very fault.
    if (!found.isEmpty() && context.getExecutionException().isEmpty()) {
      throw new AssertionError(found.size() + " answers against the grammar", found.getFirst());
    }
  }
}
