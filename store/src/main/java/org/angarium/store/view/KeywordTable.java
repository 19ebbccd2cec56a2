package org.angarium.store.view;

import java.util.List;

/**
 * How a mailbox numbers its keywords: system flags have the first numbers, then come the names in
 * the mailbox's record in their order.
 */
public final class KeywordTable {
  /** The number of the first keyword. */
  public static final int FIRST = SystemFlag.values().length;

  /** Looked up one by one as long as there are no more. */
  public static final int FEW = 64;

  /** Keywords of a mailbox; so many that no mail store that is taken over has more. */
  private static final int MAX_KEYWORDS = 4096;

  /** Octets of their names: they are in the mailbox's record, which each delivery writes. */
  private static final int MAX_OCTETS = 64 << 10;

  private KeywordTable() {}

  /** Whether another keyword can be added. */
  public static boolean hasRoom(List<String> keywords) {
    if (keywords.size() < FEW) {
      return true;
    }
    int octets = 0;
    for (int i = 0; i < keywords.size(); i++) {
      octets += keywords.get(i).length();
    }
    return keywords.size() < MAX_KEYWORDS && octets < MAX_OCTETS;
  }
}
