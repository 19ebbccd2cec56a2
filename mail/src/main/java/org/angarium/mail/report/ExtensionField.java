package org.angarium.mail.report;

/**
 * A field that no standard names, carried along.
 *
 * @param name as written
 * @param value on one line
 */
public record ExtensionField(String name, String value) {}
