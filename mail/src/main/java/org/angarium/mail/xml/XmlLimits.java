package org.angarium.mail.xml;

/**
 * Bounds for a document.
 *
 * @param depth of elements in elements
 * @param elements of the whole document
 * @param attributes of one element
 * @param textLength characters of one element's text
 */
public record XmlLimits(int depth, int elements, int attributes, int textLength) {}
