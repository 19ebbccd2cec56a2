package org.angarium.store.blob;

import java.nio.file.Path;

/**
 * One segment file. It is {@code NNNNNNNN.open} while frames are appended, one at a time, and
 * {@code NNNNNNNN.seg} when it is sealed: then it never changes again until it is deleted, so a
 * backup may link to it. Fields are guarded by the lock of {@link SegmentFiles}.
 */
final class Segment {
  static final String OPEN = ".open";
  static final String SEALED = ".seg";

  final int number;
  Path path;

  /** Where the next frame starts. */
  long tail;

  /** Bytes of frames that records name. */
  long live;

  /** Frames that no record names yet but one may soon, or whose commit has an unknown outcome. */
  int pending;

  boolean sealed;

  /** Sealed in memory, but the name may not say so on disk: a backup copies it. */
  boolean doubtful;

  /** Somebody appends. */
  boolean busy;

  Segment(int number, Path path, boolean sealed, long tail, long live) {
    this.number = number;
    this.path = path;
    this.sealed = sealed;
    this.tail = tail;
    this.live = live;
  }
}
