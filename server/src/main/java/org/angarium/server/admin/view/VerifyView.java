package org.angarium.server.admin.view;

import java.util.List;

/**
 * What a check of the store found.
 *
 * @param sound nothing is wrong
 * @param found how many problems
 * @param problems the first thousand, one line each
 */
public record VerifyView(
    boolean sound,
    long accounts,
    long messages,
    long blobs,
    long octets,
    long found,
    List<String> problems) {
  /** Copies the list. */
  public VerifyView {
    problems = List.copyOf(problems);
  }
}
