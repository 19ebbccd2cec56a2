package org.angarium.server.http;

/** Where the server is in its life; what {@code /healthz} tells. */
public enum Health {
  STARTING,
  READY,
  STOPPING
}
