/**
 * Plays the same on two servers and compares what they answer: random messages, what is read out of
 * IMAP answers, and the list of differences that are to stay, each with its reason.
 */
@NullMarked
package org.angarium.testkit.differential;

import org.jspecify.annotations.NullMarked;
