package org.angarium.server.auth;

/** That a session is entered as open; closing it twice does no harm. */
@FunctionalInterface
public interface Presence extends AutoCloseable {
  @Override
  void close();
}
