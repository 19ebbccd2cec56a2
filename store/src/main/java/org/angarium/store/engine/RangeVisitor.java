package org.angarium.store.engine;

/** Takes the entries of several ranges. */
@FunctionalInterface
public interface RangeVisitor {
  /**
   * @param range its place in the list of ranges
   * @return whether to go on in this range
   */
  boolean visit(int range, byte[] key, byte[] value);
}
