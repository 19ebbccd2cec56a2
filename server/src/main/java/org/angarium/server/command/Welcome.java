package org.angarium.server.command;

import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.angarium.server.config.Configuration;
import org.angarium.server.config.Service;
import org.angarium.server.main.Angarium;
import org.angarium.server.main.DataFolder;
import org.angarium.server.main.FirstStart;
import org.angarium.server.terminal.Json;
import org.angarium.server.terminal.Table;

/** What the person who started the server reads: where it listens, who was made, what to try. */
final class Welcome {
  /** A small message, as a shell makes it. */
  private static final String HELLO = "printf 'Subject: Hello\\r\\n\\r\\nHello.\\r\\n'";

  private final Angarium server;
  private final DataFolder data;
  private final Configuration configuration;

  Welcome(Angarium server, DataFolder data, Configuration configuration) {
    this.server = server;
    this.data = data;
    this.configuration = configuration;
  }

  void print(PrintWriter out, boolean json) {
    if (json) {
      out.println(new Json().write(facts()));
      return;
    }
    out.println("Angarium runs as " + server.node() + " on " + data.path() + ".");
    out.println();
    Table table = new Table("service", "where", "");
    server
        .listening()
        .forEach(one ->
            table.row(one.service().label(), where(one.address()), one.service().description()));
    table.print(out);
    server.firstStart().ifPresent(first -> made(first, out));
    tries(out);
    out.println();
    out.println("Stop it with Ctrl-C.");
  }

  private Map<String, Object> facts() {
    List<Map<String, Object>> listeners = new ArrayList<>();
    for (Angarium.Listening one : server.listening()) {
      Map<String, Object> listener = new LinkedHashMap<>();
      listener.put("service", one.service().label());
      listener.put("address", one.address().getAddress().getHostAddress());
      listener.put("port", one.address().getPort());
      listeners.add(listener);
    }
    List<Map<String, Object>> accounts = new ArrayList<>();
    server
        .firstStart()
        .ifPresent(first -> {
          for (FirstStart.Made made : first.accounts()) {
            Map<String, Object> account = new LinkedHashMap<>();
            account.put("address", made.address().toString());
            account.put("password", made.password());
            account.put("administrator", made.administrator());
            accounts.add(account);
          }
        });
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("node", server.node());
    facts.put("data", data.path().toString());
    facts.put("listeners", listeners);
    facts.put("accounts", accounts);
    return facts;
  }

  private static void made(FirstStart first, PrintWriter out) {
    out.println();
    out.println(
        "This is the first start. Note these passwords: they are shown once and kept nowhere.");
    for (FirstStart.Made made : first.accounts()) {
      out.println(
          "  "
              + made.address()
              + "  "
              + made.password()
              + (made.administrator() ? "  (administrator)" : ""));
    }
  }

  private void tries(PrintWriter out) {
    Optional<FirstStart.Made> user =
        server
            .firstStart()
            .flatMap(
                first -> first.accounts().stream().filter(made -> !made.administrator()).findAny());
    String address = user.map(made -> made.address().toString()).orElse("USER@DOMAIN");
    String password = user.map(FirstStart.Made::password).orElse("PASSWORD");
    out.println();
    out.println("Try it:");
    at(Service.HTTP)
        .ifPresent(http -> out.println("  health       curl http://" + where(http) + "/healthz"));
    at(Service.MX)
        .ifPresent(mx ->
            out.println(
                "  receive      "
                    + HELLO
                    + " | curl --url smtp://"
                    + where(mx)
                    + " --mail-from someone@elsewhere.example --mail-rcpt '"
                    + address
                    + "' -T -"));
    at(Service.SUBMISSIONS)
        .ifPresent(submission ->
            out.println(
                "  send         "
                    + HELLO
                    + " | curl -k --url smtps://"
                    + where(submission)
                    + " --user '"
                    + address
                    + ":"
                    + password
                    + "' --mail-from '"
                    + address
                    + "' --mail-rcpt '"
                    + address
                    + "' -T -"));
    Optional<InetSocketAddress> imap = at(Service.IMAPS);
    imap.ifPresent(imaps ->
        out.println(
            "  read         curl -k --user '"
                + address
                + ":"
                + password
                + "' 'imaps://"
                + where(imaps)
                + "/INBOX;MAILINDEX=1'"));
    if (imap.isPresent() && at(Service.SUBMISSIONS).isPresent()) {
      out.println(
          "  mail client  IMAP "
              + where(imap.get())
              + " and SMTP "
              + where(at(Service.SUBMISSIONS).get())
              + ", both SSL/TLS, user "
              + address);
    }
    out.println("  administer   ./angarium --data " + quoted(data.path()) + " account list");
    if (configuration.allowCleartextOnLoopback()) {
      out.println();
      out.println("Clients of this machine may log in without TLS.");
    }
  }

  /** As a shell takes it for one word. */
  private static String quoted(Path path) {
    String text = path.toString();
    return text.chars()
            .allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || "/._-".indexOf(c) >= 0))
        ? text
        : "'" + text.replace("'", "'\\''") + "'";
  }

  private Optional<InetSocketAddress> at(Service service) {
    return server.listening().stream()
        .filter(one -> one.service() == service)
        .map(Angarium.Listening::address)
        .findFirst();
  }

  private static String where(InetSocketAddress address) {
    InetAddress host =
        address.getAddress().isAnyLocalAddress()
            ? InetAddress.getLoopbackAddress()
            : address.getAddress();
    String text = host.getHostAddress();
    return (text.contains(":") ? "[" + text + "]" : text) + ":" + address.getPort();
  }
}
