package org.angarium.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers requests that never come as far as the dispatcher, because Jetty cannot make sense of
 * them: as problem details like everything else, without Jetty's words, which name its classes.
 */
final class ProblemErrors extends ErrorHandler {
  private final JsonMapper json;

  ProblemErrors(JsonMapper json) {
    this.json = json;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.TYPE);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.write(true, ByteBuffer.wrap(body(code)), callback);
  }

  private byte[] body(int status) {
    Problem problem =
        new Problem(
            status,
            HttpStatus.getMessage(status),
            status < 500
                ? "The request is not one that can be taken."
                : "The server failed to answer the request.",
            status < 500 ? "Check its target and header." : "Look at the server's log.");
    return (json.writeValueAsString(problem.body()) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
