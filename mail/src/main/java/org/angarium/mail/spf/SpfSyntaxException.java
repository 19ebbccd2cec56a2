package org.angarium.mail.spf;

import java.io.Serial;

/**
 * A record breaks the grammar; the message says where and how, in words for the one who published
 * it.
 */
public final class SpfSyntaxException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  SpfSyntaxException(String term, String problem) {
    super("“" + term + "”: " + problem, null, false, false);
  }
}
