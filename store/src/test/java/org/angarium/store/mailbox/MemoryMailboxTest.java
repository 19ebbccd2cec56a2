package org.angarium.store.mailbox;

import java.nio.file.Path;
import org.angarium.store.engine.Engine;
import org.angarium.store.engine.memory.MemoryEngine;

class MemoryMailboxTest extends MailboxContract {
  @Override
  Engine engine(Path folder) {
    return new MemoryEngine();
  }
}
