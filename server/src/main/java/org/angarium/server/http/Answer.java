package org.angarium.server.http;

import java.io.IOException;
import java.io.OutputStream;

/** What a route answers. */
sealed interface Answer {

  /** 200 with a value as JSON. */
  record Json(Object value) implements Answer {}

  /** 204. */
  record Nothing() implements Answer {}

  /** A text of a few lines. */
  record Text(int status, String text) implements Answer {}

  /** 200 with octets that are written as they are made; nobody holds all of them. */
  record Streamed(String type, Source source) implements Answer {}

  /** Writes the octets of an answer; blocks while the client takes them. */
  @FunctionalInterface
  interface Source {
    void writeTo(OutputStream out) throws IOException;
  }
}
