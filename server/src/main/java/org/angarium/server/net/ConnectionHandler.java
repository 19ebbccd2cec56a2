package org.angarium.server.net;

import java.io.IOException;

/**
 * Speaks a protocol on connections; called on a virtual thread of the connection's own. The
 * listener closes the connection.
 */
@FunctionalInterface
public interface ConnectionHandler {
  void serve(Connection connection) throws IOException, InterruptedException;
}
