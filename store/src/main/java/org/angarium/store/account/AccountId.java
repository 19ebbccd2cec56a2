package org.angarium.store.account;

/** Names an account for ever; never given out twice. */
public record AccountId(long value) {
  @Override
  public String toString() {
    return "a" + value;
  }
}
