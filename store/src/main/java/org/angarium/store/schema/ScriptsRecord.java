package org.angarium.store.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * The list of an account's Sieve scripts; their texts have keys of their own.
 *
 * @param next number that the next script gets
 * @param active number of the script that is run for each delivery, 0 for none
 * @param rules octets of the text that is made of the account's settings, 0 where there is none
 * @param scripts ascending by number
 */
public record ScriptsRecord(int next, int active, int rules, List<Script> scripts) {
  /** Ends with the rules; version 1 has none, and is still written where there are none. */
  private static final int VERSION = 2;

  private static final int SCRIPTS_ONLY = 1;

  public static final ScriptsRecord NONE = new ScriptsRecord(1, 0, 0, List.of());

  public ScriptsRecord {
    scripts = List.copyOf(scripts);
  }

  /**
   * @param id its number within the account, never given twice
   * @param size octets of its text
   * @param changedAt when its text was last put, milliseconds since 1970
   */
  public record Script(int id, String name, int size, long changedAt) {}

  public byte[] encode() {
    RecordWriter writer =
        new RecordWriter(rules == 0 ? SCRIPTS_ONLY : VERSION, 16 + 32 * scripts.size())
            .number(next)
            .number(active)
            .number(scripts.size());
    for (Script script : scripts) {
      writer.number(script.id).string(script.name).number(script.size).signed(script.changedAt);
    }
    if (rules != 0) {
      writer.number(rules);
    }
    return writer.toBytes();
  }

  public static ScriptsRecord decode(byte[] bytes) throws DamagedRecordException {
    RecordReader reader = new RecordReader("scripts", bytes);
    int version = reader.version(VERSION);
    int next = reader.count();
    int active = reader.count();
    int count = reader.elements(4);
    List<Script> scripts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      scripts.add(new Script(reader.count(), reader.string(), reader.count(), reader.signed()));
    }
    int rules = version == SCRIPTS_ONLY ? 0 : reader.count();
    reader.end();
    return new ScriptsRecord(next, active, rules, scripts);
  }
}
