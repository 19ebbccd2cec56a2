package org.angarium.mail.spf;

/**
 * A mechanism with its qualifier.
 *
 * @param result what a match means
 * @param text as written
 */
public record SpfDirective(SpfResult result, SpfMechanism mechanism, String text) {}
