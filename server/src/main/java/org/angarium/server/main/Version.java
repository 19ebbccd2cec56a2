package org.angarium.server.main;

/** Which build this is. */
public final class Version {
  private Version() {}

  /** The version in the jar's manifest; {@code development} where it runs from class files. */
  public static String current() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
