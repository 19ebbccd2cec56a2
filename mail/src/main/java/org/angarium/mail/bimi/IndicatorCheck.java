package org.angarium.mail.bimi;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.angarium.mail.xml.Gzip;
import org.angarium.mail.xml.XmlLimits;
import org.angarium.mail.xml.XmlReader;
import org.angarium.mail.xml.XmlReader.Attribute;
import org.angarium.mail.xml.XmlSyntaxException;

/**
 * Whether a logo is SVG Tiny Portable/Secure (draft-svg-tiny-ps-abrotman), as far as safety goes:
 * its elements are of those that only draw, nothing in it runs, and nothing points out of it.
 */
public final class IndicatorCheck {
  /** Octets of a logo, unpacked; the draft wants no more than 32 kilobytes. */
  public static final int MAX_OCTETS = 32 << 10;

  private static final String SVG = "http://www.w3.org/2000/svg";
  private static final String XLINK = "http://www.w3.org/1999/xlink";
  private static final String XML = "http://www.w3.org/XML/1998/namespace";
  private static final XmlLimits LIMITS = new XmlLimits(64, 5_000, 60, MAX_OCTETS);

  /** Elements of SVG Tiny 1.2 that draw, or say how to. */
  private static final Set<String> DRAWING =
      Set.of(
          "svg",
          "title",
          "desc",
          "defs",
          "g",
          "use",
          "path",
          "rect",
          "circle",
          "ellipse",
          "line",
          "polyline",
          "polygon",
          "text",
          "tspan",
          "textArea",
          "tbreak",
          "linearGradient",
          "radialGradient",
          "stop",
          "solidColor",
          "switch",
          "font",
          "font-face",
          "font-face-src",
          "font-face-name",
          "glyph",
          "missing-glyph",
          "hkern");

  private final EnumSet<IndicatorProblem> problems = EnumSet.noneOf(IndicatorProblem.class);
  private boolean titled;

  private IndicatorCheck() {}

  /**
   * What speaks against showing a logo; empty if nothing does.
   *
   * @param logo as it was fetched, SVG or SVGZ
   */
  public static Set<IndicatorProblem> problems(byte[] logo) {
    byte[] document = logo;
    if (Gzip.isGzip(logo)) {
      try {
        document = Gzip.unpacked(logo, MAX_OCTETS);
      } catch (XmlSyntaxException e) {
        return EnumSet.of(IndicatorProblem.CONTAINER);
      }
    }
    if (document.length > MAX_OCTETS) {
      return EnumSet.of(IndicatorProblem.TOO_LARGE);
    }
    IndicatorCheck check = new IndicatorCheck();
    try {
      check.document(new XmlReader(document, LIMITS));
    } catch (XmlSyntaxException e) {
      check.problems.add(IndicatorProblem.NOT_XML);
    }
    return check.problems;
  }

  private void document(XmlReader xml) throws XmlSyntaxException {
    if (!xml.nextChild() || !xml.name().equals("svg") || !xml.namespace().equals(SVG)) {
      problems.add(IndicatorProblem.NOT_SVG);
      return;
    }
    root(xml);
    int depth = 1;
    while (depth > 0) {
      if (!xml.nextChild()) {
        depth--;
      } else if (depth == 1 && xml.name().equals("title") && xml.namespace().equals(SVG)) {
        attributes(xml);
        titled |= !xml.text().isBlank();
      } else {
        depth++;
        if (!xml.namespace().equals(SVG) || !DRAWING.contains(xml.name())) {
          problems.add(problemOf(xml.name()));
        }
        attributes(xml);
      }
    }
    if (xml.nextChild()) {
      problems.add(IndicatorProblem.NOT_XML);
    }
    if (!titled) {
      problems.add(IndicatorProblem.NO_TITLE);
    }
    if (xml.instructions() > 0) {
      problems.add(IndicatorProblem.INSTRUCTION);
    }
  }

  private static IndicatorProblem problemOf(String element) {
    return switch (element) {
      case "script", "handler", "listener" -> IndicatorProblem.SCRIPT;
      case "a", "image", "video", "audio", "foreignObject", "prefetch" ->
          IndicatorProblem.REFERENCE;
      default -> IndicatorProblem.ELEMENT;
    };
  }

  private void root(XmlReader xml) {
    String version = "";
    String profile = "";
    for (Attribute attribute : xml.attributes()) {
      if (attribute.namespace().isEmpty()) {
        switch (attribute.name()) {
          case "version" -> version = attribute.value();
          case "baseProfile" -> profile = attribute.value();
          case "x", "y" -> problems.add(IndicatorProblem.POSITION);
          default -> {
            // Judged with those of all other elements
          }
        }
      }
    }
    if (!version.equals("1.2") || !profile.equals("tiny-ps")) {
      problems.add(IndicatorProblem.PROFILE);
    }
    attributes(xml);
  }

  private void attributes(XmlReader xml) {
    for (Attribute attribute : xml.attributes()) {
      String name = attribute.name().toLowerCase(Locale.ROOT);
      if (name.startsWith("on")) {
        problems.add(IndicatorProblem.SCRIPT);
      }
      boolean link =
          attribute.namespace().equals(XLINK)
              ? name.equals("href")
              : attribute.namespace().isEmpty() && (name.equals("href") || name.equals("src"));
      boolean base = attribute.namespace().equals(XML) && name.equals("base");
      if (base || (link && !attribute.value().strip().startsWith("#")) || reachesOut(attribute)) {
        problems.add(IndicatorProblem.REFERENCE);
      }
    }
  }

  /** Paint servers are named as {@code url(#id)}, in attributes of their own and in styles. */
  private static boolean reachesOut(Attribute attribute) {
    String value = attribute.value().toLowerCase(Locale.ROOT);
    if (value.indexOf('\\') >= 0 || value.contains("@import") || value.contains("javascript:")) {
      return true;
    }
    int at = value.indexOf("url(");
    while (at >= 0) {
      int start = at + 4;
      while (start < value.length() && " '\"\t\n\r".indexOf(value.charAt(start)) >= 0) {
        start++;
      }
      if (start >= value.length() || value.charAt(start) != '#') {
        return true;
      }
      at = value.indexOf("url(", start);
    }
    return false;
  }
}
