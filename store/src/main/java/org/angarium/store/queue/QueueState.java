package org.angarium.store.queue;

/**
 * The small record of a message that changes, and its root record: every change of the message
 * expects it and raises its revision.
 *
 * @param recipients how many there are in all
 * @param remaining how many of them are not done
 * @param held whether nothing is to be tried until it is released
 * @param owner number of the node that delivers it
 * @param revision how often the message was changed
 */
record QueueState(int recipients, int remaining, boolean held, int owner, long revision) {
  QueueState remaining(int now) {
    return new QueueState(recipients, now, held, owner, revision + 1);
  }

  QueueState held(boolean now) {
    return new QueueState(recipients, remaining, now, owner, revision + 1);
  }

  QueueState ownedBy(int node) {
    return new QueueState(recipients, remaining, held, node, revision + 1);
  }

  /** The same with another revision, where only a recipient was changed. */
  QueueState changed() {
    return remaining(remaining);
  }
}
