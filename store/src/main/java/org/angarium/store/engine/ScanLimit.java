package org.angarium.store.engine;

/**
 * The bound of one scan: it ends after the entry that reaches either.
 *
 * @param rows at most so many entries
 * @param bytes at most so many bytes of keys and values
 */
public record ScanLimit(int rows, long bytes) {
  /** For ranges known to be small by construction. */
  public static final ScanLimit NONE = new ScanLimit(Integer.MAX_VALUE, Long.MAX_VALUE);

  public static ScanLimit rows(int rows) {
    return new ScanLimit(rows, Long.MAX_VALUE);
  }
}
