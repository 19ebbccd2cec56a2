package org.angarium.mail.xml;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads a document element by element. {@link #nextChild} steps to the next child of the element
 * that is open; whoever is given a child reads it to its end, by {@link #text}, by {@link #skip},
 * or by stepping through its own children until there are none. For one thread.
 */
public final class XmlReader {
  private static final XMLInputFactory FACTORY = factory();

  private final XMLStreamReader reader;
  private final XmlLimits limits;
  private int depth;
  private int elements;
  private int instructions;

  /**
   * A reader that stands before the root.
   *
   * @param document bounded in size by the caller
   */
  public XmlReader(byte[] document, XmlLimits limits) throws XmlSyntaxException {
    this.limits = limits;
    try {
      this.reader = FACTORY.createXMLStreamReader(new StringReader(XmlText.decode(document)));
    } catch (XMLStreamException | RuntimeException e) {
      throw new XmlSyntaxException("not well-formed");
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_VALIDATING, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    factory.setXMLResolver((publicId, systemId, base, namespace) -> {
      throw new XMLStreamException("nothing is fetched");
    });
    return factory;
  }

  /**
   * Steps into the next child of the open element, at first into the root; false at the element's
   * end, which is then closed.
   */
  public boolean nextChild() throws XmlSyntaxException {
    while (true) {
      switch (next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          return true;
        }
        case XMLStreamConstants.END_ELEMENT, XMLStreamConstants.END_DOCUMENT -> {
          return false;
        }
        default -> {
          // Text between elements, comments, processing instructions
        }
      }
    }
  }

  /** The local name of the element that was entered last. Before any of its children are. */
  public String name() {
    return reader.getLocalName();
  }

  /** Its name space; empty for none. */
  public String namespace() {
    String namespace = reader.getNamespaceURI();
    return namespace == null ? "" : namespace;
  }

  /**
   * An attribute.
   *
   * @param namespace empty for none
   */
  public record Attribute(String namespace, String name, String value) {}

  /** Its attributes, declarations of name spaces excepted. */
  public List<Attribute> attributes() {
    List<Attribute> attributes = new ArrayList<>(reader.getAttributeCount());
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      String namespace = reader.getAttributeNamespace(i);
      attributes.add(
          new Attribute(
              namespace == null ? "" : namespace,
              reader.getAttributeLocalName(i),
              reader.getAttributeValue(i)));
    }
    return attributes;
  }

  /** The text of the open element, which is read to its end; that of its children is left out. */
  public String text() throws XmlSyntaxException {
    StringBuilder text = new StringBuilder();
    int inside = depth;
    while (depth >= inside) {
      int event = next();
      if (depth == inside
          && (event == XMLStreamConstants.CHARACTERS
              || event == XMLStreamConstants.CDATA
              || event == XMLStreamConstants.SPACE)) {
        if (text.length() + reader.getTextLength() > limits.textLength()) {
          throw new XmlSyntaxException("text too long");
        }
        text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
      }
    }
    return text.toString();
  }

  /** Reads the open element to its end. */
  public void skip() throws XmlSyntaxException {
    int inside = depth;
    while (depth >= inside) {
      next();
    }
  }

  /** How many processing instructions there were so far, such as style sheets. */
  public int instructions() {
    return instructions;
  }

  private int next() throws XmlSyntaxException {
    int event;
    try {
      if (!reader.hasNext()) {
        throw new XmlSyntaxException("document ends too early");
      }
      event = reader.next();
    } catch (XMLStreamException | RuntimeException e) {
      // The platform's reader doesn't declare all that it throws.
      throw new XmlSyntaxException("not well-formed");
    }
    switch (event) {
      case XMLStreamConstants.START_ELEMENT -> start();
      case XMLStreamConstants.END_ELEMENT -> depth--;
      case XMLStreamConstants.PROCESSING_INSTRUCTION -> instructions++;
      case XMLStreamConstants.DTD,
          XMLStreamConstants.ENTITY_REFERENCE,
          XMLStreamConstants.ENTITY_DECLARATION ->
          throw new XmlSyntaxException("document type definition");
      default -> {
        // Text and comments change nothing
      }
    }
    return event;
  }

  private void start() throws XmlSyntaxException {
    depth++;
    elements++;
    if (depth > limits.depth()) {
      throw new XmlSyntaxException("elements too deep");
    }
    if (elements > limits.elements()) {
      throw new XmlSyntaxException("too many elements");
    }
    if (reader.getAttributeCount() > limits.attributes()) {
      throw new XmlSyntaxException("too many attributes");
    }
  }
}
