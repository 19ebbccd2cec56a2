/**
 * Finds out which protocol a conversation speaks, from its first octets, and hands it to the strict
 * reader of that protocol ({@link org.angarium.testkit.grammar}).
 */
@NullMarked
package org.angarium.testkit.conversation;

import org.jspecify.annotations.NullMarked;
