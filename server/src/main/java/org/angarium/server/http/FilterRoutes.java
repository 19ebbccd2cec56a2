package org.angarium.server.http;

import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.angarium.server.admin.AdministrationRefusal;
import org.angarium.server.admin.FilterOperations;
import org.angarium.server.admin.Operation;
import org.angarium.server.admin.QueueOperations;
import org.angarium.store.StoreException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How mail is judged. */
final class FilterRoutes {
  /** A message of some 12 MB in base64. */
  private static final Route.Limits MESSAGE =
      new Route.Limits(16 << 20, Duration.ofSeconds(60), Route.Limits.USUAL.answer());

  private FilterRoutes() {}

  static List<Route> of(
      Supplier<FilterOperations> filter, Supplier<QueueOperations> traces, JsonMapper json) {
    return List.of(
        Route.admin("POST", "/filter/try", Operation.FILTER_TRY, call -> tried(call, filter.get()))
            .member("message", "the message in base64")
            .member("client", "address of the host that brings it")
            .member("helo", "the name that the host gives itself")
            .member("sender", "return path; empty for none")
            .member("recipient", "whose settings count; those of the site if not said")
            .within(MESSAGE)
            .saying("Judges a message as if another server brought it; nothing is kept."),
        Route.admin(
                "GET",
                "/traces/{id}/judgement",
                Operation.TRACE_SHOW,
                call -> judgement(call, traces.get(), json))
            .saying("Why a message that came was judged as it was."));
  }

  private static Answer tried(Call call, FilterOperations filter)
      throws Problem, StoreException, AdministrationRefusal {
    byte[] message;
    try {
      message = Base64.getMimeDecoder().decode(call.text("message"));
    } catch (IllegalArgumentException malformed) {
      throw Problem.badRequest("The member message is no base64.", "Encode it (RFC 4648 §4).")
          .at("/message");
    }
    return new Answer.Json(
        filter.tryOut(
            call.actor(),
            message,
            new FilterOperations.Coming(
                call.optionalText("client"),
                call.optionalText("helo"),
                call.optionalText("sender"),
                call.optionalText("recipient"))));
  }

  /** The last judgement of the trace: a message that came again was judged again. */
  private static Answer judgement(Call call, QueueOperations traces, JsonMapper json)
      throws Problem, StoreException, AdministrationRefusal {
    String id = call.named("id");
    JsonNode judged = null;
    for (String step : traces.trace(call.actor(), id)) {
      JsonNode event = json.readTree(step);
      judged = "filter.judged".equals(event.path("event").asString("")) ? event : judged;
    }
    if (judged == null) {
      throw new Problem(
          404,
          "Not found",
          "The message " + id + " was not judged.",
          "Mail of users, of the server itself and by LMTP is judged only if something is found.");
    }
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("id", id);
    answer.put("time", judged.path("time"));
    answer.put("verdict", judged.path("verdict"));
    answer.put("score", Double.parseDouble(judged.path("score").asString("0")));
    answer.put("findings", json.readTree(judged.path("evidence").asString("[]")));
    return new Answer.Json(answer);
  }
}
