/**
 * The whole program in a process of its own, as an administrator runs it: started, used by real
 * clients, killed.
 */
@NullMarked
package org.angarium.server.endtoend;

import org.jspecify.annotations.NullMarked;
