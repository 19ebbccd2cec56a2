package org.angarium.server.delivery;

import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.angarium.mail.mime.MessageParser;
import org.angarium.mail.mime.MessageSource;
import org.angarium.mail.mime.MimeLimits;
import org.angarium.mail.sieve.action.MessageSegment;
import org.angarium.mail.sieve.action.SieveAction;
import org.angarium.mail.sieve.run.MessageChanges;
import org.angarium.mail.sieve.run.SieveMessage;
import org.angarium.store.StoreException;
import org.angarium.store.blob.BlobStore;
import org.angarium.store.blob.BlobWriter;
import org.angarium.store.message.MessageFacts;

/**
 * What scripts make of a message: the same changes of the same message are one content, however
 * many accounts want them. For one thread; close it whatever happened.
 */
final class Edits implements AutoCloseable {
  private static final int CHUNK = 64 * 1024;

  private final BlobStore blobs;
  private final Map<Edit, Contents> staged = new HashMap<>();

  private record Edit(Contents base, List<SieveAction> changes) {}

  Edits(BlobStore blobs) {
    this.blobs = blobs;
  }

  /** The message with these changes; itself if there are none. */
  Contents of(Contents base, List<SieveAction> changes) throws StoreException {
    if (changes.isEmpty()) {
      return base;
    }
    Edit edit = new Edit(base, changes);
    Contents known = staged.get(edit);
    if (known == null) {
      known = made(edit);
      staged.put(edit, known);
    }
    return known;
  }

  private Contents made(Edit edit) throws StoreException {
    MessageSource original = MessageFacts.source(edit.base.blob());
    try (BlobWriter writer = blobs.writer()) {
      List<MessageSegment> segments =
          MessageChanges.made(edit.changes, SieveMessage.of(edit.base.structure(), original));
      MessageSource source = MessageSegment.source(segments, original);
      MessageParser parser = new MessageParser(MimeLimits.DEFAULT);
      long length = MessageSegment.length(segments);
      boolean eightBit = false;
      for (long at = 0; at < length; at += CHUNK) {
        byte[] chunk = source.bytes(at, Math.min(length, at + CHUNK));
        writer.write(chunk, 0, chunk.length);
        parser.update(chunk, 0, chunk.length);
        eightBit = eightBit || Contents.isEightBit(chunk);
      }
      return new Contents(writer.finish(), parser.finish(), eightBit);
    } catch (UncheckedIOException unreadable) {
      throw new StoreException("a message cannot be read to be edited", unreadable.getCause());
    }
  }

  @Override
  public void close() {
    staged.values().forEach(contents -> contents.blob().close());
  }
}
