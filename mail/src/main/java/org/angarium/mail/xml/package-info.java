/**
 * XML of strangers, read with care: aggregate reports of DMARC and logos of BIMI come as XML.
 *
 * <p>{@link org.angarium.mail.xml.XmlReader} is a thin pull reader over the JDK's. A document type
 * definition is refused as soon as it shows, so there are no entities but XML's five: none to
 * expand a thousandfold, none to fetch. Depth, elements, attributes and text are bounded by {@link
 * org.angarium.mail.xml.XmlLimits}; how large the document may be, its owner says before. All
 * faults are an {@link org.angarium.mail.xml.XmlSyntaxException}.
 */
@NullMarked
package org.angarium.mail.xml;

import org.jspecify.annotations.NullMarked;
