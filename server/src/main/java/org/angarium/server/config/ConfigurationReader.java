package org.angarium.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads the configuration: defaults, then the file, then what the command line sets. Goes on after
 * an error, so that the administrator sees all of them at once. Used once, by one thread.
 */
public final class ConfigurationReader {
  private static final int MAX_FILE_OCTETS = 1 << 20;
  private static final String COMMAND_LINE = "command line";

  private final Map<String, Setting<?>> known =
      Settings.all().stream().collect(Collectors.toMap(Setting::name, setting -> setting));
  private final Map<String, Object> values = new HashMap<>();
  private final List<ConfigurationError> errors = new ArrayList<>();
  private @Nullable Path file;

  /**
   * Reads and checks.
   *
   * @param file null: there is none
   * @param overrides settings by name that come before those of the file
   * @throws ConfigurationException with every error found
   */
  public static Configuration read(@Nullable Path file, Map<String, String> overrides)
      throws ConfigurationException {
    ConfigurationReader reader = new ConfigurationReader();
    if (file != null) {
      reader.file(file);
      reader.file = file;
    }
    overrides.forEach(
        (name, text) -> reader.value(name, text, new Place(COMMAND_LINE, Optional.empty())));
    Configuration configuration = reader.configuration();
    if (!reader.errors.isEmpty()) {
      throw new ConfigurationException(reader.errors);
    }
    return configuration;
  }

  /** Every setting as it would be written; listeners with the addresses and ports they get. */
  private Map<String, String> written() {
    Map<String, String> written = new LinkedHashMap<>();
    Settings.all().forEach(setting -> written.put(setting.name(), written(setting)));
    Settings.LISTENERS.forEach((service, listener) -> {
      written.put(
          listener.addresses().name(), listener.addresses().kind().write(addresses(listener)));
      written.put(listener.port().name(), listener.port().kind().write(port(service, listener)));
    });
    return written;
  }

  private <T> String written(Setting<T> setting) {
    T value = optional(setting);
    return value == null ? "(" + setting.standardText() + ")" : setting.kind().write(value);
  }

  private record Place(String source, Optional<Mark> mark) {
    ConfigurationError error(String problem, String remedy) {
      return new ConfigurationError(
          source,
          mark.map(m -> m.getLine() + 1).orElse(0),
          mark.map(m -> m.getColumn() + 1).orElse(0),
          problem,
          remedy);
    }
  }

  private void file(Path file) {
    String source = file.toString();
    Place top = new Place(source, Optional.empty());
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_FILE_OCTETS + 1);
    } catch (IOException unreadable) {
      errors.add(
          top.error(
              "The file cannot be read.",
              "Check that it is there and that its owner may read it."));
      return;
    }
    if (bytes.length > MAX_FILE_OCTETS) {
      errors.add(top.error("The file is larger than 1 MB.", "Is it the right file?"));
      return;
    }
    if (bytes.length == 0) {
      errors.add(
          top.error("The file is empty.", "Put it back, or delete it to start with the defaults."));
      return;
    }
    CharBuffer text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException damaged) {
      errors.add(top.error("The file is not UTF-8.", "Put it back, or save it as UTF-8."));
      return;
    }
    try {
      LoadSettings settings =
          LoadSettings.builder()
              .setLabel(source)
              .setMaxAliasesForCollections(0)
              .setAllowDuplicateKeys(true) // reported here, with the others
              .build();
      new Compose(settings)
          .composeString(text.toString())
          .ifPresent(root -> node("", root, source));
    } catch (MarkedYamlEngineException malformed) {
      errors.add(
          new Place(source, malformed.getProblemMark())
              .error(
                  "This is not YAML: " + malformed.getProblem() + ".",
                  "Check indentation (spaces, no tabs), colons and quotes."));
    } catch (YamlEngineException malformed) {
      errors.add(top.error("This is not YAML.", "Check indentation, colons and quotes."));
    }
  }

  private void node(String name, Node node, String source) {
    Place place = new Place(source, node.getStartMark());
    switch (node) {
      case MappingNode mapping when name.isEmpty() || section(name) ->
          mapping(name, mapping, source);
      case ScalarNode scalar when name.isEmpty() ->
          errors.add(
              place.error(
                  "\"" + scalar.getValue() + "\" is no setting.",
                  "Write settings as name: value."));
      case ScalarNode scalar when scalar.getValue().isEmpty() && section(name) -> {
        // a section with nothing in it
      }
      case ScalarNode scalar -> value(name, scalar.getValue(), place);
      case SequenceNode sequence -> sequence(name, sequence, place);
      default ->
          errors.add(
              place.error(
                  "The setting " + name + " is not a section.",
                  known.containsKey(name) ? "Write one value." : unknownRemedy(name)));
    }
  }

  private void mapping(String name, MappingNode mapping, String source) {
    Map<String, Node> seen = new HashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Place place = new Place(source, tuple.getKeyNode().getStartMark());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        errors.add(place.error("A name is expected here.", "Write settings as name: value."));
        continue;
      }
      String child = name.isEmpty() ? key.getValue() : name + "." + key.getValue();
      if (seen.put(child, tuple.getValueNode()) != null) {
        errors.add(place.error("The setting " + child + " is there twice.", "Remove one."));
      } else if (!known.containsKey(child) && !section(child)) {
        errors.add(place.error("There is no setting " + child + ".", unknownRemedy(child)));
      } else {
        node(child, tuple.getValueNode(), source);
      }
    }
  }

  private void sequence(String name, SequenceNode sequence, Place place) {
    Setting<?> setting = known.get(name);
    if (setting == null || !setting.kind().list()) {
      errors.add(
          place.error(
              (name.isEmpty() ? "The file" : "The setting " + name) + " is not a list.",
              setting == null
                  ? "Write settings as name: value."
                  : "Write " + setting.kind().description() + "."));
      return;
    }
    List<String> words = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      if (item instanceof ScalarNode scalar) {
        words.add(scalar.getValue());
      } else {
        errors.add(
            new Place(place.source(), item.getStartMark())
                .error("A value is expected here.", "Write one value for each dash."));
      }
    }
    value(name, String.join(",", words), place);
  }

  private boolean section(String name) {
    String prefix = name + ".";
    return known.keySet().stream().anyMatch(key -> key.startsWith(prefix));
  }

  private void value(String name, String text, Place place) {
    Setting<?> setting = known.get(name);
    if (setting == null) {
      errors.add(
          section(name)
              ? place.error(
                  name + " is a section, not a setting.",
                  "Write the settings below it, one a line.")
              : place.error("There is no setting " + name + ".", unknownRemedy(name)));
      return;
    }
    try {
      values.put(name, setting.kind().parse(text.strip()));
    } catch (IllegalArgumentException unfit) {
      errors.add(
          place.error(
              "The setting " + name + " cannot be \"" + text + "\".",
              Objects.requireNonNullElse(unfit.getMessage(), "")));
    }
  }

  private String unknownRemedy(String name) {
    return Spelling.nearest(name, known.keySet())
        .map(near -> "Did you mean " + near + "?")
        .orElse("\"angarium config reference\" lists all settings.");
  }

  private <T> @Nullable T optional(Setting<T> setting) {
    @SuppressWarnings("unchecked") // put by value(), which parsed it by this very setting
    T value = (T) values.get(setting.name());
    return value != null ? value : setting.standard();
  }

  private <T> T get(Setting<T> setting) {
    return Objects.requireNonNull(optional(setting), setting.name());
  }

  private Configuration configuration() {
    Path certificate = optional(Settings.TLS_CERTIFICATE);
    Path key = optional(Settings.TLS_KEY);
    if ((certificate == null) != (key == null)) {
      errors.add(
          new ConfigurationError(
              "tls", 0, 0, "Certificate and key belong together.", "Set both or none."));
    }
    return new Configuration(
        optional(Settings.NODE_NAME),
        listeners(),
        new Configuration.Http(
            get(Settings.HTTP_ADMINISTRATION), get(Settings.HTTPS_ADMINISTRATION)),
        new Configuration.Tls(certificate, key),
        get(Settings.ALLOW_CLEARTEXT),
        throttling(),
        new Configuration.Limits(
            get(Settings.MAX_CONNECTIONS),
            get(Settings.MAX_CONNECTIONS_PER_ADDRESS),
            get(Settings.MAX_CONNECTIONS_PER_NETWORK),
            get(Settings.MESSAGE_SIZE),
            get(Settings.RECIPIENTS)),
        new Configuration.Outbound(
            get(Settings.DNS_SERVERS),
            get(Settings.SMART_HOST),
            get(Settings.OUTBOUND_PORT),
            get(Settings.OUTBOUND_LIFETIME),
            get(Settings.OUTBOUND_DELAY_NOTICE),
            get(Settings.OUTBOUND_FIRST_RETRY),
            get(Settings.OUTBOUND_LAST_RETRY),
            get(Settings.OUTBOUND_CONNECTIONS),
            get(Settings.OUTBOUND_SIGN)),
        new Configuration.Forwarding(get(Settings.REWRITE_SENDERS)),
        filter(),
        new Configuration.Store(
            get(Settings.BLOCK_CACHE), get(Settings.VIEW_CACHE), get(Settings.STORE_RESERVE)),
        new Configuration.Log(get(Settings.LOG_FORMAT), get(Settings.LOG_LEVEL)),
        new Configuration.Trace(get(Settings.TRACE_KEEP), get(Settings.TRACE_EVENTS)),
        get(Settings.STOP_WITHIN),
        file,
        written());
  }

  private Configuration.Filter filter() {
    return new Configuration.Filter(
        new Configuration.Authentication(
            get(JudgementSettings.SPF),
            get(JudgementSettings.DKIM),
            get(JudgementSettings.ARC),
            get(JudgementSettings.DMARC),
            get(JudgementSettings.DMARC_ENFORCE),
            get(JudgementSettings.ARC_TRUSTED),
            get(JudgementSettings.RECEIVED_SPF)),
        new Configuration.SenderChecks(
            get(JudgementSettings.SENDER_CHECKS),
            get(JudgementSettings.REFUSE_UNREACHABLE),
            get(JudgementSettings.BLOCK),
            get(JudgementSettings.ALLOW),
            get(JudgementSettings.DNS_LISTS)),
        new Configuration.Thresholds(
            get(JudgementSettings.TAG),
            get(JudgementSettings.GREYLIST),
            get(JudgementSettings.QUARANTINE),
            get(JudgementSettings.REJECT)),
        get(JudgementSettings.OWN_THRESHOLDS),
        get(JudgementSettings.BUDGET));
  }

  private Configuration.Throttling throttling() {
    Duration first = get(Settings.FIRST_WAIT);
    Duration longest = get(Settings.LONGEST_WAIT);
    if (longest.compareTo(first) < 0) {
      errors.add(
          new ConfigurationError(
              "authentication",
              0,
              0,
              "The longest wait is shorter than the first.",
              "Make longest-wait at least as long as first-wait."));
    }
    return new Configuration.Throttling(
        get(Settings.THROTTLE_LOOPBACK),
        get(Settings.FAILURES_PER_ACCOUNT),
        get(Settings.FAILURES_PER_NETWORK),
        get(Settings.FAILURES_EVERYWHERE),
        first,
        longest);
  }

  private List<ListenerConfiguration> listeners() {
    Map<InetSocketAddress, Service> taken = new HashMap<>();
    List<ListenerConfiguration> listeners = new ArrayList<>();
    Settings.LISTENERS.forEach((service, listener) -> {
      List<InetSocketAddress> endpoints = new ArrayList<>();
      if (get(listener.enabled())) {
        for (InetAddress address : addresses(listener)) {
          endpoints.add(new InetSocketAddress(address, port(service, listener)));
        }
      }
      for (InetSocketAddress endpoint : endpoints) {
        Service other = endpoint.getPort() == 0 ? null : taken.put(endpoint, service);
        if (other != null) {
          errors.add(
              new ConfigurationError(
                  "listeners",
                  0,
                  0,
                  other.label() + " and " + service.label() + " both listen at " + endpoint + ".",
                  "Give one of them another port or switch it off."));
        }
      }
      listeners.add(new ListenerConfiguration(service, endpoints));
    });
    return listeners;
  }

  private List<InetAddress> addresses(Settings.Listener listener) {
    List<InetAddress> own = optional(listener.addresses());
    return own != null ? own : get(Settings.LISTEN);
  }

  private int port(Service service, Settings.Listener listener) {
    Integer own = optional(listener.port());
    return own != null ? own : service.standardPort() + get(Settings.PORT_OFFSET);
  }
}
