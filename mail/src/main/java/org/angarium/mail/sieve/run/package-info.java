/**
 * Runs programs on messages. {@link SieveInterpreter} makes a {@link Run}; {@link StepRunner} walks
 * the steps, {@link ConditionTester} answers tests, {@link ActionList} gathers what is to be done,
 * and the runners of single commands stand by their names.
 *
 * <p>What a message does not tell is asked of the {@link SieveWorld}, which only looks things up. A
 * run is bounded by {@link org.angarium.mail.sieve.syntax.SieveLimits}, belongs to its thread, and
 * ends in a {@link org.angarium.mail.sieve.match.SieveFault} where it cannot go on; its mail is
 * kept then.
 */
@NullMarked
package org.angarium.mail.sieve.run;

import org.jspecify.annotations.NullMarked;
