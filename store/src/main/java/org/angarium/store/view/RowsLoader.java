package org.angarium.store.view;

import org.angarium.store.StoreException;
import org.angarium.store.engine.EntryVisitor;
import org.angarium.store.engine.Reader;
import org.angarium.store.engine.ScanLimit;
import org.angarium.store.engine.ScanOrder;
import org.angarium.store.schema.DamagedRecordException;
import org.angarium.store.schema.Keys;
import org.angarium.store.schema.MessageRecord;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a mailbox in one scan. */
public final class RowsLoader implements EntryVisitor {
  private final Rows.Loader rows = new Rows.Loader();
  private @Nullable DamagedRecordException damage;

  private RowsLoader() {}

  public static Rows load(Reader reader, long account, int mailbox) throws StoreException {
    return load(reader, account, mailbox, ScanLimit.NONE);
  }

  /** The first ones only. */
  public static Rows load(Reader reader, long account, int mailbox, ScanLimit limit)
      throws StoreException {
    RowsLoader loader = new RowsLoader();
    reader.scan(Keys.messages(account, mailbox), ScanOrder.ASCENDING, limit, loader);
    if (loader.damage != null) {
      throw loader.damage;
    }
    return loader.rows.rows();
  }

  @Override
  public boolean visit(byte[] key, byte[] value) {
    try {
      rows.add(Keys.uidOf(key), MessageRecord.decode(value));
      return true;
    } catch (DamagedRecordException e) {
      damage = e;
      return false;
    }
  }
}
