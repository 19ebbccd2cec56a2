package org.angarium.store.queue;

/**
 * The small record of a message that changes.
 *
 * @param recipients how many there are in all
 * @param remaining how many of them are not done
 * @param held whether nothing is to be tried until it is released
 */
record QueueState(int recipients, int remaining, boolean held) {}
