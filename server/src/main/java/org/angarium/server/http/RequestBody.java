package org.angarium.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import tools.jackson.databind.JsonNode;

/** Reads the body of a request, within octets and time. */
final class RequestBody {
  private RequestBody() {}

  /**
   * The whole body as JSON.
   *
   * @param most octets
   * @param nanos that it may take, however steadily it drips
   */
  static JsonNode json(Request request, int most, long nanos) throws Problem, IOException {
    if (request.getHeaders().contains(HttpHeader.CONTENT_ENCODING)) {
      throw new Problem(
          415, "Encoded", "The body is declared as encoded.", "Send it without Content-Encoding.");
    }
    if (request.getLength() > most) {
      throw tooLarge(most);
    }
    long until = System.nanoTime() + nanos;
    byte[] bytes = new byte[1 << 10];
    int length = 0;
    try (InputStream in = Content.Source.asInputStream(request)) {
      int count = in.read(bytes, length, bytes.length - length);
      while (count >= 0) {
        length += count;
        if (length > most) {
          throw tooLarge(most);
        }
        if (System.nanoTime() - until > 0) {
          throw new Problem(408, "Too slow", "The body took too long to arrive.", "Send it again.");
        }
        if (length == bytes.length) {
          bytes = Arrays.copyOf(bytes, Math.min(2 * length, most + 1));
        }
        count = in.read(bytes, length, bytes.length - length);
      }
    } catch (HttpException.RuntimeException malformed) {
      throw badFraming();
    } catch (IOException failure) {
      if (failure.getCause() instanceof HttpException) {
        throw badFraming();
      }
      throw failure;
    }
    return JsonBody.read(
        Arrays.copyOf(bytes, length), request.getHeaders().get(HttpHeader.CONTENT_TYPE));
  }

  private static Problem badFraming() {
    return Problem.badRequest("The body is not framed as HTTP says.", "Send it again.");
  }

  private static Problem tooLarge(int most) {
    return new Problem(
        413,
        "Too large",
        "The body is larger than " + (most >> 20) + " MB.",
        "Send it in several requests.");
  }
}
