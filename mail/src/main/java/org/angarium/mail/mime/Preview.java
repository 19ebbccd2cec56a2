package org.angarium.mail.mime;

import java.util.Locale;

/**
 * Makes one short line of a text: white space collapsed, quotations left out, HTML reduced to what
 * it shows.
 */
final class Preview {
  private Preview() {}

  static String of(String text, boolean html, int maxChars) {
    String shown = html ? withoutTags(text, maxChars * 4) : withoutQuotes(text, maxChars * 4);
    StringBuilder out = new StringBuilder(maxChars);
    boolean space = false;
    for (int i = 0; i < shown.length() && out.length() < maxChars; ) {
      int c = shown.codePointAt(i);
      i += Character.charCount(c);
      if (c <= ' ' || c == 0xa0 || Character.isWhitespace(c)) {
        space = !out.isEmpty();
      } else if (!Character.isISOControl(c) && Character.getType(c) != Character.FORMAT) {
        if (out.length() + Character.charCount(c) + (space ? 1 : 0) > maxChars) {
          break;
        }
        if (space) {
          out.append(' ');
          space = false;
        }
        out.appendCodePoint(c);
      }
    }
    return out.toString();
  }

  /** Leaves out quoted lines; a text of nothing but quotations stays. */
  private static String withoutQuotes(String text, int enough) {
    StringBuilder out = new StringBuilder();
    int start = 0;
    while (start < text.length() && out.length() < enough) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end + 1;
      if (text.charAt(start) != '>') {
        out.append(text, start, end);
      }
      start = end;
    }
    return out.toString().isBlank() ? text : out.toString();
  }

  /**
   * What an HTML text shows: tags are gaps, comments and the content of style, script, head and
   * title are nothing.
   */
  static String withoutTags(String html, int enough) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < html.length() && out.length() < enough) {
      char c = html.charAt(i);
      if (c == '<') {
        i = tag(html, i);
        out.append(' ');
      } else if (c == '&') {
        i = entity(html, i, out);
      } else {
        out.append(c);
        i++;
      }
    }
    return out.toString();
  }

  private static int tag(String html, int start) {
    if (html.startsWith("<!--", start)) {
      return after(html, "-->", start + 4);
    }
    int nameEnd = start + 1;
    while (nameEnd < html.length()
        && nameEnd - start < 16
        && Character.isLetterOrDigit(html.charAt(nameEnd))) {
      nameEnd++;
    }
    String name = html.substring(start + 1, nameEnd).toLowerCase(Locale.ROOT);
    int end = html.indexOf('>', start);
    if (end < 0) {
      return html.length();
    }
    return switch (name) {
      case "style", "script", "title", "head" -> afterClosing(html, name, end + 1);
      default -> end + 1;
    };
  }

  private static int afterClosing(String html, String name, int from) {
    int i = html.indexOf("</", from);
    while (i >= 0) {
      if (html.regionMatches(true, i + 2, name, 0, name.length())) {
        int end = html.indexOf('>', i);
        return end < 0 ? html.length() : end + 1;
      }
      i = html.indexOf("</", i + 2);
    }
    return html.length();
  }

  private static int after(String html, String mark, int from) {
    int i = html.indexOf(mark, from);
    return i < 0 ? html.length() : i + mark.length();
  }

  private static int entity(String html, int start, StringBuilder out) {
    int end = start + 1;
    while (end < html.length()
        && end - start < 12
        && html.charAt(end) != ';'
        && html.charAt(end) > ' ') {
      end++;
    }
    if (end >= html.length() || html.charAt(end) != ';') {
      out.append('&');
      return start + 1;
    }
    String name = html.substring(start + 1, end);
    int c =
        switch (name) {
          case "amp" -> '&';
          case "lt" -> '<';
          case "gt" -> '>';
          case "quot" -> '"';
          case "apos", "lsquo", "rsquo" -> '\'';
          case "nbsp", "zwnj", "shy" -> ' ';
          case "hellip" -> '…';
          case "ndash", "mdash" -> '–';
          case "copy" -> '©';
          case "euro" -> '€';
          case "auml" -> 'ä';
          case "ouml" -> 'ö';
          case "uuml" -> 'ü';
          case "Auml" -> 'Ä';
          case "Ouml" -> 'Ö';
          case "Uuml" -> 'Ü';
          case "szlig" -> 'ß';
          case "eacute" -> 'é';
          case "egrave" -> 'è';
          case "agrave" -> 'à';
          default -> numeric(name);
        };
    if (c < 0) {
      out.append(html, start, end + 1);
    } else {
      out.appendCodePoint(c);
    }
    return end + 1;
  }

  private static int numeric(String name) {
    if (!name.startsWith("#")) {
      return -1;
    }
    boolean hex = name.startsWith("#x") || name.startsWith("#X");
    try {
      int c = Integer.parseInt(name, hex ? 2 : 1, name.length(), hex ? 16 : 10);
      return Character.isValidCodePoint(c) && (c < 0xd800 || c > 0xdfff) ? c : -1;
    } catch (NumberFormatException notNumeric) {
      return -1;
    }
  }
}
