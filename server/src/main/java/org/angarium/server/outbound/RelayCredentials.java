package org.angarium.server.outbound;

/** Who we are to a relay. */
public record RelayCredentials(String user, String password) {
  /** Without the password, which must not get into a log. */
  @Override
  public String toString() {
    return "RelayCredentials[" + user + "]";
  }
}
