package org.angarium.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.angarium.server.event.EventSink;
import org.angarium.server.event.Metrics;
import org.angarium.server.event.ServerEvent;
import org.angarium.store.StoreException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends each request where it belongs; called by Jetty on a virtual thread. */
final class Dispatcher extends Handler.Abstract {
  private static final int MAX_BODY = 1 << 20;
  private static final String API = "/api/admin/";
  private static final String JSON = "application/json";

  private final Supplier<Health> health;
  private final Metrics metrics;
  private final Gatekeeper gatekeeper;
  private final Supplier<AdminApi> api;
  private final JsonMapper json;
  private final EventSink events;

  Dispatcher(
      Supplier<Health> health,
      Metrics metrics,
      Gatekeeper gatekeeper,
      Supplier<AdminApi> api,
      JsonMapper json,
      EventSink events) {
    this.health = health;
    this.metrics = metrics;
    this.gatekeeper = gatekeeper;
    this.api = api;
    this.json = json;
    this.events = events;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    // No page of ours is ever shown inside another or sniffed for its kind.
    response.getHeaders().put("X-Content-Type-Options", "nosniff");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    try {
      answer(request, response, callback);
    } catch (Problem problem) {
      problem(problem, response, callback);
    } catch (StoreException failure) {
      failed(request, failure);
      problem(
          new Problem(
              503, "Unavailable", "The store does not answer.", "The server's log says why."),
          response,
          callback);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      problem(new Problem(503, "Stopping", "The server stops.", "Try again."), response, callback);
    } catch (IOException gone) {
      callback.failed(gone);
    } catch (RuntimeException bug) {
      failed(request, bug);
      problem(
          new Problem(500, "Bug", "The server failed.", "Report it, with the server's log."),
          response,
          callback);
    }
    return true;
  }

  private void failed(Request request, Exception failure) {
    events.emit(
        new ServerEvent.RequestFailed(
            request.getMethod(), Request.getPathInContext(request), failure.toString()));
  }

  private void answer(Request request, Response response, Callback callback)
      throws Problem, IOException, InterruptedException {
    String path = Request.getPathInContext(request);
    switch (path) {
      case "/healthz" -> {
        reading(request);
        Health state = health.get();
        write(
            state == Health.READY ? 200 : 503,
            "text/plain;charset=utf-8",
            state.name().toLowerCase(Locale.ROOT) + "\n",
            response,
            callback);
      }
      case "/metrics" -> {
        reading(request);
        if (!onThisMachine(request)) {
          admit(request);
        }
        write(200, "text/plain;version=0.0.4;charset=utf-8", metrics.scrape(), response, callback);
      }
      default -> {
        if (!path.startsWith(API)) {
          throw Problem.notFound(path);
        }
        api(request, response, callback);
      }
    }
  }

  private static void reading(Request request) throws Problem {
    if (!request.getMethod().equals("GET") && !request.getMethod().equals("HEAD")) {
      throw new Problem(
          405, "Method not allowed", request.getMethod() + " is not for this.", "Use GET.");
    }
  }

  private void api(Request request, Response response, Callback callback)
      throws Problem, IOException, InterruptedException {
    String by = admit(request);
    if (health.get() == Health.STARTING) {
      throw new Problem(503, "Starting", "The server is starting.", "Try again in a second.");
    }
    // The raw path, so that an encoded slash in a name stays in its segment.
    String raw = request.getHttpURI().getPath();
    List<String> path =
        Arrays.stream(raw.substring(API.length()).split("/", -1))
            .map(segment -> UrlEncoded.decodeString(segment.replace("+", "%2B")))
            .toList();
    Fields fields = Request.extractQueryParameters(request, StandardCharsets.UTF_8);
    Call call = new Call(request.getMethod(), path, fields::getValue, body(request), by);
    Object answer = api.get().answer(call);
    if (answer == null) {
      response.setStatus(204);
      callback.succeeded();
    } else {
      write(200, JSON, json.writeValueAsString(answer) + "\n", response, callback);
    }
  }

  private JsonNode body(Request request) throws Problem, IOException {
    byte[] bytes;
    try (InputStream in = Content.Source.asInputStream(request)) {
      bytes = in.readNBytes(MAX_BODY + 1);
    }
    if (bytes.length > MAX_BODY) {
      throw new Problem(
          413, "Too large", "The body is larger than 1 MB.", "Send it in several requests.");
    }
    if (bytes.length == 0) {
      return json.createObjectNode();
    }
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(JSON)) {
      // Also keeps forms of foreign web pages out, which cannot send this type unasked.
      throw new Problem(
          415, "Not JSON", "The body is not declared as JSON.", "Set Content-Type: " + JSON + ".");
    }
    try {
      JsonNode body = json.readTree(bytes);
      if (body.isObject()) {
        return body;
      }
    } catch (JacksonException malformed) {
      throw Problem.badRequest(
          "The body is no JSON: " + malformed.getOriginalMessage() + ".", "Send an object.");
    }
    throw Problem.badRequest("The body is no JSON object.", "Send an object.");
  }

  private String admit(Request request) throws Problem, InterruptedException {
    return gatekeeper.admit(
        request.getHeaders().get(HttpHeader.AUTHORIZATION),
        remote(request),
        request.isSecure() || onThisMachine(request),
        "h" + request.getConnectionMetaData().getId());
  }

  /**
   * Whether the connection never leaves this machine: both ends on loopback, or both at one and the
   * same address, which the operating system connects over loopback too.
   */
  private static boolean onThisMachine(Request request) {
    SocketAddress local = request.getConnectionMetaData().getLocalSocketAddress();
    InetAddress remote = remote(request);
    return local instanceof InetSocketAddress address
        && (remote.isLoopbackAddress()
            ? address.getAddress().isLoopbackAddress()
            : remote.equals(address.getAddress()));
  }

  private static InetAddress remote(Request request) {
    return request.getConnectionMetaData().getRemoteSocketAddress()
            instanceof InetSocketAddress address
        ? address.getAddress()
        : InetAddress.ofLiteral("0.0.0.0");
  }

  private void problem(Problem problem, Response response, Callback callback) {
    if (response.isCommitted()) {
      callback.failed(problem);
      return;
    }
    if (problem.status() == 401) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"Angarium\"");
    }
    Map<String, Object> body = problem.body();
    write(
        problem.status(),
        "application/problem+json",
        json.writeValueAsString(body) + "\n",
        response,
        callback);
  }

  private static void write(
      int status, String type, @Nullable String text, Response response, Callback callback) {
    byte[] bytes = String.valueOf(text).getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
    response.write(true, ByteBuffer.wrap(bytes), callback);
  }
}
