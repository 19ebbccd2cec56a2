package org.angarium.server.filter;

/**
 * One thing that a check found.
 *
 * @param name such as {@code SPF_FAIL}: stable, for rules and statistics
 * @param score how much it speaks against the message; negative: for it
 * @param evidence what it rests on, such as a domain; printable ASCII
 * @param text one sentence that can be read out to whoever asks
 */
public record Finding(String name, double score, String evidence, String text) {}
