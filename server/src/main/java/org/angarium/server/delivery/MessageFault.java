package org.angarium.server.delivery;

/** What is wrong with contents as they stream in; the first fault found counts. */
public enum MessageFault {
  HEADER_TOO_LARGE,
  TOO_MANY_FIELDS,
  TOO_LARGE
}
