package org.angarium.server.tls;

import java.nio.file.Path;

/**
 * Something that is wrong with a certificate or its key.
 *
 * @param file where
 * @param problem what is wrong, a sentence
 * @param remedy what to do about it, a sentence
 */
public record CertificateFinding(Weight weight, Path file, String problem, String remedy) {

  /** How much it matters. */
  public enum Weight {
    /** No handshake can succeed with it: a server does not start with it. */
    UNUSABLE,
    /**
     * Careful peers object: a server starts with it and raises an alarm, since mail servers that
     * encrypt opportunistically do not mind, but never exchanges a good one for it.
     */
    UNFIT,
    /** Worth a look. */
    WARNING
  }

  /** For an administrator: file, problem, remedy. */
  public String sentence() {
    return file + ": " + problem + " " + remedy;
  }
}
