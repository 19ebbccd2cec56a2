/**
 * Immutable message contents, found by the SHA-256 of what they hold and so stored once, however
 * many mailboxes they lie in; named so that what one account received lies together ({@link
 * org.angarium.store.blob.BlobId}).
 *
 * <h2>The way in</h2>
 *
 * A session asks for a {@link org.angarium.store.blob.BlobWriter} and gives it bytes as they come
 * from the socket; it hashes on the way. Up to {@link
 * org.angarium.store.blob.BlobLimits#inlineBytes} they stay in memory and will ride, compressed, in
 * the transaction that delivers the message: one sync for everything, nothing to clean up. Beyond
 * that they are streamed to a segment file, block by block, and the file is synced when they end.
 * Either way the session holds a {@link org.angarium.store.blob.StagedBlob}: readable, but named by
 * no record. {@link org.angarium.store.blob.StagedBlob#putInto} adds the record to the delivering
 * transaction unless equal contents are there already; the deliverer adds its {@link
 * org.angarium.store.blob.BlobKeys#link} beside it.
 *
 * <h2>The way out</h2>
 *
 * Whoever removes a link writes a candidate ({@link org.angarium.store.blob.BlobKeys#unlinked}).
 * {@link org.angarium.store.blob.BlobCollector} looks whether any link is left, under the lock that
 * {@code putInto} needs as well, and deletes. A segment without anything alive is deleted as a
 * file; one that is mostly dead is emptied by {@link org.angarium.store.blob.SegmentCompaction}.
 *
 * <h2>Records, in the engine</h2>
 *
 * <pre>
 * blob     0x31 id:32 (near:3 order:5 hash:24)
 *                                   version:1 = 1  kind:1 = 0  codec:1  size:4  stored bytes
 *                                or version:1 = 1  kind:1 = 1  size:8  segment:4  offset:8  length:8
 * link     0x30 id:32 owner:n       empty
 * unlinked 0x32 id:32               empty
 * named    0x34 hash:24             place:8, the first bytes of the id
 * segment  0x33 number:4 offset:8   id:32 length:8
 * META     "blob-store"             identity:16
 *
 * codec    0 as it is, 1 Zstandard (RFC 8878)
 * </pre>
 *
 * The {@code segment} records are the same facts as those in {@code blob}, by place: they say what
 * is alive in a file without reading all contents, and are written and deleted in the same
 * transactions.
 *
 * <h2>Segment files</h2>
 *
 * {@code identity} holds the hexadecimal form of the identity in the engine: segments are never
 * opened beside an engine that doesn't know them, which would take them for orphans. In {@code
 * segments/}, a file is {@code NNNNNNNN.open} while frames are appended and {@code NNNNNNNN.seg}
 * when it is full. A sealed file is never changed, only deleted, so a backup may hard-link it.
 * Frames follow one another without gaps, but for dead ones. All numbers are big-endian, all
 * checksums CRC-32C.
 *
 * <pre>
 * frame    header block* end index trailer
 * header   magic:4 = "ANGb"  version:1 = 1  codec:1 = 1  zero:2  blockSize:4 = 65536  crc:4
 * block    length:4 (top bit: stored as it is)  crc:4 over the stored bytes  stored bytes
 * end      zero:4
 * index    length:4 of every block, as in the block
 * trailer  blocks:4  size:8  hash:32  crc:4 over end, index and trailer
 * </pre>
 *
 * Each block is compressed by itself, so a read at any position expands one block. A frame can be
 * walked forwards without any record, so contents can be saved from a segment whose engine is lost.
 *
 * <h2>What a crash leaves</h2>
 *
 * A frame without a record: cut off when the folder is opened, or dead space in the middle. A
 * record without a frame cannot be, since the frame is synced before the record is committed. After
 * a commit whose outcome is unknown the frame is kept until the store is opened again and the
 * engine's log has spoken.
 *
 * <h2>Limits and threads</h2>
 *
 * Each writer holds at most {@code inlineBytes}, then two blocks. Writers append to different
 * segments and don't wait for each other; at most one file per large message under way is open to
 * write, 128 to read. Damage is found by checksums at every read; {@link
 * org.angarium.store.blob.BlobVerify} compares hashes as well.
 */
@NullMarked
package org.angarium.store.blob;

import org.jspecify.annotations.NullMarked;
