package org.angarium.server.endtoend;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.angarium.testkit.grammar.OverheardSocket;
import org.angarium.testkit.grammar.smtp.SmtpConversation;

/**
 * A user's mail program at the submission port: STARTTLS, with no trust but in the certificate of
 * that server, then AUTH PLAIN. Text is bytes, one character each (ISO 8859-1).
 */
final class SubmittingUser {
  private static final Pattern TRACE = Pattern.compile(" as (\\w+)");

  private final ServerProcess server;
  private final String address;
  private final String password;

  SubmittingUser(ServerProcess server, String address, String password) {
    this.server = server;
    this.address = address;
    this.password = password;
  }

  /** Submits; returns the id that the reply to the message gave for its trace. */
  String submit(String recipient, String message) throws IOException, GeneralSecurityException {
    try (OverheardSocket socket =
        new OverheardSocket(
            new SmtpConversation(), InetAddress.getLoopbackAddress(), server.port(587))) {
      Line line = new Line(socket);
      line.expect("220");
      line.say("EHLO client.example", "250");
      line.say("STARTTLS", "220");
      socket.secure(trusting(), "localhost");
      return submit(new Line(socket), recipient, message);
    }
  }

  private String submit(Line line, String recipient, String message) throws IOException {
    line.say("EHLO client.example", "250");
    String plain = "\0" + address + "\0" + password;
    byte[] credentials = plain.getBytes(StandardCharsets.UTF_8);
    line.say("AUTH PLAIN " + Base64.getEncoder().encodeToString(credentials), "235");
    line.say("MAIL FROM:<" + address + "> BODY=8BITMIME", "250");
    line.say("RCPT TO:<" + recipient + ">", "250");
    line.say("DATA", "354");
    String reply = line.say(message.replace("\r\n.", "\r\n..") + ".", "250 2.0.0");
    Matcher trace = TRACE.matcher(reply);
    if (!trace.find()) {
      throw new IOException("no id in: " + reply);
    }
    line.say("QUIT", "221");
    return trace.group(1);
  }

  private SSLContext trusting() throws IOException, GeneralSecurityException {
    KeyStore own = KeyStore.getInstance(KeyStore.getDefaultType());
    own.load(null, null);
    try (InputStream pem = Files.newInputStream(server.data().resolve("tls/certificate.pem"))) {
      own.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(own);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** One end of the conversation. */
  private static final class Line {
    private final BufferedReader in;
    private final OutputStream out;

    Line(Socket socket) throws IOException {
      socket.setSoTimeout(120_000);
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      out = socket.getOutputStream();
    }

    String say(String command, String expected) throws IOException {
      out.write((command + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return expect(expected);
    }

    String expect(String start) throws IOException {
      String line = in.readLine();
      while (line != null && line.length() > 3 && line.charAt(3) == '-') {
        line = in.readLine();
      }
      if (line == null || !line.startsWith(start)) {
        throw new IOException("expected " + start + ", got " + line);
      }
      return line;
    }
  }
}
