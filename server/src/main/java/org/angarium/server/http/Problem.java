package org.angarium.server.http;

import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.Map;

/** A request that fails, as problem details (RFC 9457). */
final class Problem extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final int status;
  private final String title;
  private final String remedy;

  Problem(int status, String title, String detail, String remedy) {
    super(detail);
    this.status = status;
    this.title = title;
    this.remedy = remedy;
  }

  int status() {
    return status;
  }

  /** The JSON object; {@code remedy} is our extension member. */
  Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("title", title);
    body.put("status", status);
    body.put("detail", String.valueOf(getMessage()));
    body.put("remedy", remedy);
    return body;
  }

  static Problem notFound(String path) {
    return new Problem(
        404, "Not found", "There is nothing at " + path + ".", "See docs/operations/api.md.");
  }

  static Problem badRequest(String detail, String remedy) {
    return new Problem(400, "Bad request", detail, remedy);
  }
}
