/**
 * The nodes that share a space, each with a number that is given out once and an epoch.
 *
 * <pre>
 * META  "nodes"             version 1  last number given out
 * META  "node." number:4    version 1  epoch
 * </pre>
 *
 * <p>The number stands in the file {@code NODE} of the node's folder, in what the node owns
 * (entries of the queue) and in the ids it gives out. The epoch rises each time the node is opened,
 * and when another node takes over its work: transactions that expect the record of before are not
 * committed any more, so a node that was only slow cannot do what another one does already. A space
 * that belongs to one process has node 1, and none of these records.
 */
@NullMarked
package org.angarium.store.node;

import org.jspecify.annotations.NullMarked;
