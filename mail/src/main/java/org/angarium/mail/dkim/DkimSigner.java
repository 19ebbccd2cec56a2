package org.angarium.mail.dkim;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Signs for one domain with one key. Immutable and thread-safe; {@link DkimSigning} signs a message
 * with one or more of them. For the time being it is good to sign twice, with RSA and with Ed25519
 * (RFC 8463 §3).
 */
public final class DkimSigner {
  private final String domain;
  private final String selector;
  private final PrivateKey key;
  private final SigningPlan plan;
  private final DkimAlgorithm algorithm;

  /**
   * A signer.
   *
   * @param key RSA of 2048 bits at least, or Ed25519
   * @throws IllegalArgumentException for a smaller RSA key (RFC 8301 §3.2) or another kind
   * @throws DkimSyntaxException if domain or selector aren't
   */
  public DkimSigner(String domain, String selector, PrivateKey key, SigningPlan plan)
      throws DkimSyntaxException {
    this.domain = DkimSignatureField.domain(domain);
    this.selector = DkimSignatureField.selector(selector);
    this.key = key;
    this.plan = plan;
    if (key instanceof RSAPrivateKey rsa) {
      if (rsa.getModulus().bitLength() < 2048) {
        throw new IllegalArgumentException("RSA keys of less than 2048 bits don't sign");
      }
      this.algorithm = DkimAlgorithm.RSA_SHA256;
    } else if (key instanceof EdECPrivateKey ed && ed.getParams().getName().equals("Ed25519")) {
      this.algorithm = DkimAlgorithm.ED25519_SHA256;
    } else {
      throw new IllegalArgumentException("DKIM knows RSA and Ed25519 keys");
    }
  }

  /** The canonical form of the body. */
  Canonicalization body() {
    return plan.body();
  }

  /** The names for {@code h=}: those that occur as often as they do, and one more of some. */
  private List<String> names(HeaderHasher header) {
    List<String> names = new ArrayList<>();
    for (String written : plan.fields()) {
      String name = written.toLowerCase(Locale.ROOT);
      int times = header.count(name) + (plan.oversigned().contains(written) ? 1 : 0);
      for (int i = 0; i < times; i++) {
        names.add(name);
      }
    }
    return names;
  }

  /** The whole field, folded, with CRLF at its end. */
  byte[] field(HeaderHasher header, byte[] bodyHash, long now) {
    List<String> names = names(header);
    Folded field = new Folded("DKIM-Signature: ");
    field.tag("v=1;").tag("a=" + algorithm + ";");
    field.tag("c=" + plan.header() + "/" + plan.body() + ";");
    field.tag("d=" + domain + ";").tag("s=" + selector + ";");
    if (plan.timestamp() || plan.lifetimeSeconds() > 0) {
      field.tag("t=" + now + ";");
    }
    if (plan.lifetimeSeconds() > 0) {
      field.tag("x=" + (now + plan.lifetimeSeconds()) + ";");
    }
    for (int i = 0; i < names.size(); i++) {
      String piece = names.get(i) + (i + 1 < names.size() ? ":" : ";");
      if (i == 0) {
        field.tag("h=" + piece);
      } else {
        field.piece(piece);
      }
    }
    field.tag("bh=" + Base64.getEncoder().encodeToString(bodyHash) + ";").tag("b=");
    byte[] unsigned = field.bytes();
    byte[] signature = algorithm.sign(key, header.signed(names, plan.header(), unsigned));
    field.base64(Base64.getEncoder().encodeToString(signature));
    return field.piece("\r\n").bytes();
  }

  /** Text that grows and breaks its lines before 78 columns. */
  private static final class Folded {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(800);
    private int column;

    Folded(String start) {
      append(start);
      column = start.length() - 1;
    }

    private void append(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      out.write(bytes, 0, bytes.length);
      column += bytes.length;
    }

    private void fold() {
      append("\r\n\t");
      column = 8;
    }

    /** A tag, after a space or a fold. */
    Folded tag(String text) {
      if (out.size() <= "DKIM-Signature: ".length()) {
        append(text);
      } else if (column + 1 + text.length() > 77) {
        fold();
        append(text);
      } else {
        append(" " + text);
      }
      return this;
    }

    /** A part of a value that may be cut off before it. */
    Folded piece(String text) {
      if (!text.equals("\r\n") && column + text.length() > 77) {
        fold();
      }
      append(text);
      return this;
    }

    void base64(String text) {
      int i = 0;
      while (i < text.length()) {
        if (column >= 77) {
          fold();
        }
        int end = Math.min(text.length(), i + 77 - column);
        append(text.substring(i, end));
        i = end;
      }
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }
}
