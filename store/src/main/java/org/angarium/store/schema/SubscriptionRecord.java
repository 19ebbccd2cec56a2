package org.angarium.store.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * Names that are subscribed though no mailbox has them (RFC 9051 §6.3.7); those with a mailbox have
 * a bit in its record.
 */
public record SubscriptionRecord(List<String> names) {
  private static final int VERSION = 1;

  public SubscriptionRecord {
    names = List.copyOf(names);
  }

  public byte[] encode() {
    RecordWriter writer = new RecordWriter(VERSION, 64).number(names.size());
    for (String name : names) {
      writer.string(name);
    }
    return writer.toBytes();
  }

  public static SubscriptionRecord decode(byte[] bytes) throws DamagedRecordException {
    RecordReader reader = new RecordReader("subscription", bytes);
    reader.version(VERSION);
    int count = reader.elements(1);
    List<String> names = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      names.add(reader.string());
    }
    reader.end();
    return new SubscriptionRecord(names);
  }
}
