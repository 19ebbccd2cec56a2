package org.angarium.mail.mime;

/** Takes bytes piece by piece. The array is only lent for the call. */
@FunctionalInterface
public interface ByteSink {
  /** Takes a range of {@code bytes}. */
  void accept(byte[] bytes, int offset, int length);
}
