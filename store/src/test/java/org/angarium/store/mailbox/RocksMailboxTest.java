package org.angarium.store.mailbox;

import java.nio.file.Path;
import org.angarium.store.StoreException;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.rocksdb.RocksEngine;
import org.angarium.store.engine.rocksdb.RocksSettings;

class RocksMailboxTest extends MailboxContract {
  @Override
  Engine engine(Path folder) throws StoreException {
    return RocksEngine.open(folder.resolve("engine"), RocksSettings.DEFAULT);
  }
}
