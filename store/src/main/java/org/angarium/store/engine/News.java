package org.angarium.store.engine;

/**
 * Says that something was changed, for caches of other nodes.
 *
 * @param of the kind of thing that was changed
 * @param id which one; 0 where there is only one
 * @param version what it has become, ascending by thing: of an account its modification number
 */
public record News(Lock.Space of, long id, long version) {}
