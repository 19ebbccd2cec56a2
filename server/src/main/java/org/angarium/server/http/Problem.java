package org.angarium.server.http;

import java.io.Serial;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.angarium.server.admin.AdministrationRefusal;
import org.jspecify.annotations.Nullable;

/** A request that fails, as problem details (RFC 9457). */
final class Problem extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  static final String TYPE = "application/problem+json";

  private final int status;
  private final String title;
  private final String remedy;
  private final Map<String, String> fields = new LinkedHashMap<>();
  private @Nullable String pointer;

  Problem(int status, String title, String detail, String remedy) {
    super(detail);
    this.status = status;
    this.title = title;
    this.remedy = remedy;
  }

  /** With a header field. */
  Problem with(String field, String value) {
    fields.put(field, value);
    return this;
  }

  /** About this member of the request's body (RFC 6901). */
  Problem at(String jsonPointer) {
    pointer = jsonPointer;
    return this;
  }

  /** A name as a segment of a pointer. */
  static String pointerSegment(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  /** Header fields that go with it. */
  Map<String, String> fields() {
    return fields;
  }

  int status() {
    return status;
  }

  /** The JSON object; {@code remedy} and {@code pointer} are our extension members. */
  Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("title", title);
    body.put("status", status);
    body.put("detail", String.valueOf(getMessage()));
    body.put("remedy", remedy);
    if (pointer != null) {
      body.put("pointer", pointer);
    }
    return body;
  }

  /** The method is not one of those that the resource has (RFC 9110 §15.5.6). */
  static Problem method(String method, Collection<String> allowed) {
    return new Problem(
            405,
            "Method not allowed",
            method + " is not for this.",
            "Use " + String.join(" or ", allowed) + ".")
        .with("Allow", String.join(", ", allowed));
  }

  /** What the administration declines. */
  static Problem of(AdministrationRefusal refusal) {
    return switch (refusal.kind()) {
      case FORBIDDEN -> new Problem(403, "Forbidden", refusal.problem(), refusal.remedy());
      case NOT_FOUND -> new Problem(404, "Not found", refusal.problem(), refusal.remedy());
      case CONFLICT -> new Problem(409, "Conflict", refusal.problem(), refusal.remedy());
      case INVALID -> new Problem(422, "Invalid", refusal.problem(), refusal.remedy());
    };
  }

  static Problem notFound(String path) {
    return new Problem(
        404, "Not found", "There is nothing at " + path + ".", "See docs/reference/api.md.");
  }

  static Problem badRequest(String detail, String remedy) {
    return new Problem(400, "Bad request", detail, remedy);
  }
}
