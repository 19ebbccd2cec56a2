package org.angarium.testkit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Makes every wait of a test for an event last as long as a busy machine may take. How long that is
 * matters only where the event never comes. JUnit finds this class by itself wherever the testkit
 * is on the class path.
 */
public final class PatientWaits implements BeforeAllCallback {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(LIMIT);
  }
}
