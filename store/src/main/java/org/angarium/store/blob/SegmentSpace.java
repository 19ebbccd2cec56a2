package org.angarium.store.blob;

/**
 * The room that segment files take.
 *
 * @param files how many files
 * @param bytes in all of them
 * @param live bytes that belong to stored blobs; the rest waits for compaction
 */
public record SegmentSpace(int files, long bytes, long live) {}
