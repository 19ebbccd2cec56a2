package org.angarium.testkit.grammar.imap;

import java.util.Locale;
import org.angarium.testkit.grammar.Octets;

/** {@code body} (RFC 3501 §9), with extension data in BODYSTRUCTURE and without in BODY. */
final class BodyStructure {
  private static final String RULE = "body (RFC 3501 §9)";
  private static final int MAX_DEPTH = 500;

  private final Octets in;
  private final boolean extensions;

  private BodyStructure(Octets in, boolean extensions) {
    this.in = in;
    this.extensions = extensions;
  }

  /** BODYSTRUCTURE with {@code extensions}, else BODY. */
  static void read(Octets in, boolean extensions) {
    new BodyStructure(in, extensions).body(0);
  }

  private void body(int depth) {
    if (depth > MAX_DEPTH) {
      throw in.fault(RULE + ": no deeper than " + MAX_DEPTH);
    }
    in.expect('(', RULE);
    if (in.ahead('(')) {
      multipart(depth);
    } else {
      onePart(depth);
    }
    in.expect(')', RULE);
  }

  private void multipart(int depth) {
    while (in.ahead('(')) {
      body(depth + 1);
    }
    Terms.space(in);
    Terms.string(in); // media-subtype
    if (extensions && in.take(' ')) {
      parameters();
      if (in.take(' ')) {
        fromDisposition();
      }
    }
  }

  private void onePart(int depth) {
    String type = Terms.string(in).toLowerCase(Locale.ROOT);
    Terms.space(in);
    String subtype = Terms.string(in).toLowerCase(Locale.ROOT);
    Terms.space(in);
    parameters();
    Terms.space(in);
    Terms.nstring(in); // id
    Terms.space(in);
    Terms.nstring(in); // description
    Terms.space(in);
    Terms.string(in); // encoding
    Terms.space(in);
    Terms.number(in); // octets
    if (type.equals("text")) {
      Terms.space(in);
      Terms.number(in); // lines
    } else if (type.equals("message") && subtype.equals("rfc822")) {
      Terms.space(in);
      Envelope.read(in);
      Terms.space(in);
      body(depth + 1);
      Terms.space(in);
      Terms.number(in); // lines
    }
    if (extensions && in.take(' ')) {
      Terms.nstring(in); // MD5
      if (in.take(' ')) {
        fromDisposition();
      }
    }
  }

  /** {@code body-fld-param}. */
  private void parameters() {
    if (Terms.nil(in)) {
      return;
    }
    in.expect('(', "body-fld-param (RFC 3501 §9)");
    do {
      Terms.string(in);
      Terms.space(in);
      Terms.string(in);
    } while (in.take(' '));
    in.expect(')', "body-fld-param (RFC 3501 §9)");
  }

  private void fromDisposition() {
    disposition();
    if (in.take(' ')) {
      language();
      if (in.take(' ')) {
        Terms.nstring(in); // location
        while (in.take(' ')) {
          extension(0);
        }
      }
    }
  }

  private void disposition() {
    if (Terms.nil(in)) {
      return;
    }
    in.expect('(', "body-fld-dsp (RFC 3501 §9)");
    Terms.string(in);
    Terms.space(in);
    parameters();
    in.expect(')', "body-fld-dsp (RFC 3501 §9)");
  }

  private void language() {
    if (!in.take('(')) {
      Terms.nstring(in);
      return;
    }
    do {
      Terms.string(in);
    } while (in.take(' '));
    in.expect(')', "body-fld-lang (RFC 3501 §9)");
  }

  /** {@code body-extension}. */
  private void extension(int depth) {
    if (depth > MAX_DEPTH) {
      throw in.fault(RULE);
    }
    if (in.peek() >= '0' && in.peek() <= '9') {
      Terms.number(in);
    } else if (in.take('(')) {
      do {
        extension(depth + 1);
      } while (in.take(' '));
      in.expect(')', "body-extension (RFC 3501 §9)");
    } else {
      Terms.nstring(in);
    }
  }
}
