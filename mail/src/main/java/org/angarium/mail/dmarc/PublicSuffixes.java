package org.angarium.mail.dmarc;

/** Where organisations begin, for who would rather keep a list than walk the tree. Thread-safe. */
@FunctionalInterface
public interface PublicSuffixes {
  /** The organisation's domain of a domain: the public suffix and one label more, or itself. */
  String organization(String domain);
}
