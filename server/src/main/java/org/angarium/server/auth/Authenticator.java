package org.angarium.server.auth;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.angarium.mail.address.AddressSyntaxException;
import org.angarium.mail.address.EmailAddress;
import org.angarium.mail.sasl.LoginServer;
import org.angarium.mail.sasl.PasswordVerifier;
import org.angarium.mail.sasl.PlainServer;
import org.angarium.mail.sasl.SaslException;
import org.angarium.mail.sasl.SaslIdentity;
import org.angarium.mail.sasl.SaslLimits;
import org.angarium.mail.sasl.SaslServer;
import org.angarium.mail.sasl.ScramCredential;
import org.angarium.mail.sasl.ScramHash;
import org.angarium.mail.sasl.ScramServer;
import org.angarium.server.directory.Directory;
import org.angarium.server.directory.DirectoryReader;
import org.angarium.server.directory.PasswordHashing;
import org.angarium.server.event.AuthEvent;
import org.angarium.server.event.EventSink;
import org.angarium.store.StoreException;
import org.angarium.store.directory.Account;
import org.angarium.store.directory.Alias;
import org.angarium.store.directory.KnownNetworks;
import org.jspecify.annotations.Nullable;

/**
 * Lets people in: SASL mechanisms, plain logins, throttling of guesses. Thread-safe. Failures are
 * delayed and counted here, so heads only report them.
 *
 * <p>A login goes: who is it → must he wait → is this password remembered → (a turn to hash) → must
 * he wait by now → hash → remember, count, report. A user that isn't there goes the same way with a
 * made-up hash, so that time tells nothing.
 */
public final class Authenticator {
  private static final List<String> CONFIDENTIAL = List.of("SCRAM-SHA-256", "PLAIN", "LOGIN");
  private static final List<String> OVERHEARD = List.of("SCRAM-SHA-256");
  private static final List<String> PASSWORD = List.of("PLAIN", "LOGIN");
  private static final SaslLimits LIMITS = SaslLimits.DEFAULT;
  private static final int NONCE_BYTES = 24;

  private final DirectoryReader directory;
  private final CredentialSource credentials;
  private final AuthSettings settings;
  private final EventSink events;
  private final Pause pause;
  private final Throttle throttle;
  private final UsualNetworks known;
  private final LiveSessions sessions;
  private final VerifiedLogins remembered;
  private final SecureRandom random = new SecureRandom();

  /**
   * Pauses by sleeping; waits by the system's monotonic time.
   *
   * @param clock the time of day; only whole days count
   */
  public Authenticator(
      DirectoryReader directory,
      CredentialSource credentials,
      KnownNetworks networks,
      AuthSettings settings,
      InstantSource clock,
      EventSink events) {
    this(directory, credentials, networks, settings, clock, System::nanoTime, events, Pause.SLEEP);
  }

  /** With the credentials and networks that are kept in the directory. */
  public Authenticator(
      Directory directory,
      PasswordHashing hashing,
      AuthSettings settings,
      InstantSource clock,
      EventSink events)
      throws StoreException {
    this(
        directory,
        new DirectoryCredentials(directory, hashing),
        directory.networks(),
        settings,
        clock,
        events);
  }

  /**
   * @param nanoTime what waits go by: a clock that somebody sets must neither shorten nor lengthen
   *     them
   * @param pause keeps answers to failures back
   */
  Authenticator(
      DirectoryReader directory,
      CredentialSource credentials,
      KnownNetworks networks,
      AuthSettings settings,
      InstantSource clock,
      LongSupplier nanoTime,
      EventSink events,
      Pause pause) {
    this.directory = directory;
    this.credentials = credentials;
    this.settings = settings;
    this.events = events;
    this.pause = pause;
    this.throttle = new Throttle(settings, nanoTime);
    this.known = new UsualNetworks(networks, settings.rememberedLogins(), clock);
    this.sessions = new LiveSessions(directory, credentials, events);
    this.remembered =
        new VerifiedLogins(nanoTime, settings.rememberedLogins(), settings.rememberLoginFor());
    directory.watch(sessions);
  }

  /**
   * Enters a session that somebody came in with. It is ended when the account is suspended or
   * deleted, gets another password, or its domain is disabled.
   *
   * @return to be closed when the session is over
   * @throws AuthRefusal when the account has changed since the login was checked
   */
  public Presence enter(Login login, AuthContext context, LiveSession session) throws AuthRefusal {
    return sessions.enter(login, context, session);
  }

  /** Sessions that are open at present. */
  public int openSessions() {
    return sessions.size();
  }

  /**
   * Mechanisms to announce, best first; none that reveal the password where the connection is not
   * confidential.
   */
  public List<String> mechanisms(AuthContext context) {
    if (!credentials.hasScram()) {
      return context.confidential() ? PASSWORD : List.of();
    }
    return context.confidential() ? CONFIDENTIAL : OVERHEARD;
  }

  /** Begins an exchange. The mechanism's name may be in any case. */
  public SaslExchange start(String mechanism, AuthContext context) throws AuthRefusal {
    String name = mechanism.toUpperCase(Locale.ROOT);
    if (!CONFIDENTIAL.contains(name)) {
      throw new AuthRefusal(AuthRefusal.Reason.UNKNOWN_MECHANISM, "Mechanism not supported");
    }
    if (!mechanisms(context).contains(name)) {
      throw PASSWORD.contains(name)
          ? cleartext()
          : new AuthRefusal(AuthRefusal.Reason.UNKNOWN_MECHANISM, "Mechanism not supported");
    }
    Attempt attempt = new Attempt(context, name.toLowerCase(Locale.ROOT));
    return new ServerExchange(this, attempt, server(name, attempt));
  }

  /**
   * IMAP LOGIN, HTTP Basic and the like. {@code user} is an address. The password array is wiped.
   */
  public Login login(String user, byte[] password, AuthContext context)
      throws AuthRefusal, InterruptedException {
    try {
      if (!context.confidential()) {
        throw cleartext();
      }
      if (password.length == 0 || password.length > LIMITS.secretOctets()) {
        throw new AuthRefusal(AuthRefusal.Reason.MALFORMED, "Password out of bounds");
      }
      Attempt attempt = new Attempt(context, "login");
      if (!check(attempt, user, password)) {
        throw fail(attempt);
      }
      return succeed(attempt);
    } finally {
      Arrays.fill(password, (byte) 0);
    }
  }

  /** One try to log in: what is known of it as it goes on. One thread. */
  static final class Attempt {
    final AuthContext context;
    final String mechanism;
    String user = "";
    @Nullable Account account;

    /** Of the password that is compared with. */
    long generation;

    String cause = "wrong-password";

    /** How long to keep the answer back, once the failure has been counted. */
    @Nullable Duration delay;

    Attempt(AuthContext context, String mechanism) {
      this.context = context;
      this.mechanism = mechanism;
    }
  }

  private SaslServer server(String mechanism, Attempt attempt) {
    PasswordVerifier verifier = (identity, password) -> verify(attempt, identity, password);
    return switch (mechanism) {
      case "PLAIN" -> new PlainServer(verifier, LIMITS);
      case "LOGIN" -> new LoginServer(verifier, LIMITS);
      default ->
          new ScramServer(
              ScramHash.SHA_256,
              false,
              List.of(),
              false,
              (hash, user) -> scram(attempt, user),
              LIMITS,
              nonce());
    };
  }

  // A refusal that arises inside a mechanism travels through it as a cause.
  private boolean verify(Attempt attempt, SaslIdentity identity, byte[] password)
      throws SaslException, InterruptedException {
    try {
      return check(attempt, identity.user(), password);
    } catch (AuthRefusal refusal) {
      throw new SaslException(SaslException.Reason.UNAVAILABLE, "refused", refusal);
    }
  }

  private ScramCredential scram(Attempt attempt, String user) throws SaslException {
    try {
      CredentialSource.Credential credential = identify(attempt, user);
      admit(attempt);
      ScramCredential keys = credential.scram();
      if (keys == null) {
        throw new StoreException("the source of credentials has no SCRAM keys");
      }
      return keys;
    } catch (AuthRefusal refusal) {
      throw new SaslException(SaslException.Reason.UNAVAILABLE, "refused", refusal);
    } catch (StoreException failure) {
      throw new SaslException(
          SaslException.Reason.UNAVAILABLE, "refused", unavailable(attempt, failure));
    }
  }

  private boolean check(Attempt attempt, String user, byte[] password)
      throws AuthRefusal, InterruptedException {
    try {
      CredentialSource.Credential credential = identify(attempt, user);
      admit(attempt);
      Account account = attempt.account;
      ByteBuffer mark =
          account == null
              ? remembered.ofUnknown(attempt.user, password)
              : remembered.ofAccount(account.id().value(), credential.generation(), password);
      if (remembered.knownRight(mark)) {
        return mayLogIn(attempt);
      }
      if (remembered.knownWrong(mark)) {
        attempt.delay = throttle.repeated(attempt.context.client());
        return false;
      }
      boolean right;
      try (CredentialSource.Check check = credential.check()) {
        // Guesses made side by side have failed while this one waited.
        admit(attempt);
        right = check.matches(password) && account != null;
        remembered.remember(mark, right);
        if (!right) {
          // Counted before the next guess gets its turn.
          attempt.delay = throttle.failed(attempt.context.client(), attempt.user);
        }
      }
      return right && mayLogIn(attempt);
    } catch (StoreException failure) {
      throw unavailable(attempt, failure);
    }
  }

  /** Finds out whose name it is; the credential of nobody for one that isn't there. */
  private CredentialSource.Credential identify(Attempt attempt, String user) throws StoreException {
    EmailAddress name = name(user);
    // One form for all spellings, whether or not the user is there: salts, waits and what is
    // remembered go by it.
    attempt.user = name == null ? shorten(user) : name.canonical().toString();
    Optional<Account> account = name == null ? Optional.empty() : find(name);
    if (account.isEmpty()) {
      attempt.cause = "unknown-user";
      return credentials.nobody(attempt.user);
    }
    attempt.user = account.get().primary().toString();
    Optional<CredentialSource.Credential> credential = credentials.credential(account.get());
    if (credential.isEmpty()) {
      attempt.cause = "no-credentials";
      return credentials.nobody(attempt.user);
    }
    attempt.account = account.get();
    attempt.generation = credential.get().generation();
    return credential.get();
  }

  private @Nullable EmailAddress name(String user) {
    try {
      String domain = settings.defaultDomain();
      return EmailAddress.parse(
          user.indexOf('@') < 0 && domain != null ? user + '@' + domain : user);
    } catch (AddressSyntaxException noAddress) {
      return null;
    }
  }

  private Optional<Account> find(EmailAddress address) throws StoreException {
    Optional<Account> account = directory.account(address);
    if (account.isPresent()) {
      return account;
    }
    // An alias of one account is a name of his too.
    Optional<Alias> alias = directory.alias(address);
    return alias.isPresent() && alias.get().targets().size() == 1
        ? directory.account(alias.get().targets().getFirst())
        : Optional.empty();
  }

  private boolean mayLogIn(Attempt attempt) throws StoreException {
    Account account = attempt.account;
    if (account == null) {
      return false;
    }
    Revocation bar = LiveSessions.bar(directory, account);
    if (bar != null) {
      attempt.cause = bar.word();
    }
    return bar == null;
  }

  /** Turns away who has to wait. */
  private void admit(Attempt attempt) throws AuthRefusal, StoreException {
    AuthContext context = attempt.context;
    Account account = attempt.account;
    long wait =
        throttle.waitMillis(
            context.client(),
            attempt.user,
            () -> account != null && known.contains(account.id(), context.client()));
    if (wait > 0) {
      events.emit(
          new AuthEvent.Throttled(
              context.protocol(),
              context.sessionId(),
              context.client().getHostAddress(),
              attempt.user,
              (wait + 999) / 1000));
      throw new AuthRefusal(AuthRefusal.Reason.THROTTLED, "Too many failed logins, try later");
    }
  }

  /** Whether a proof given in a mechanism is enough, then: in. */
  Login admitProven(Attempt attempt, SaslIdentity identity)
      throws AuthRefusal, InterruptedException {
    try {
      if (!mayLogIn(attempt)) {
        throw fail(attempt);
      }
      Account account = attempt.account;
      if (!identity.authorization().isEmpty()
          && (account == null || !isName(identity.authorization(), account))) {
        attempt.cause = "not-authorized";
        throw fail(attempt);
      }
      return succeed(attempt);
    } catch (StoreException failure) {
      throw unavailable(attempt, failure);
    }
  }

  private boolean isName(String text, Account account) throws StoreException {
    EmailAddress name = name(text);
    return name != null && find(name).map(Account::id).equals(Optional.of(account.id()));
  }

  /** Not a guess: nothing is counted, and what failed stands in the log only. */
  private AuthRefusal unavailable(Attempt attempt, StoreException failure) {
    AuthContext context = attempt.context;
    events.emit(
        new AuthEvent.Unavailable(
            context.protocol(),
            context.sessionId(),
            context.client().getHostAddress(),
            String.valueOf(failure.getMessage())));
    return AuthRefusal.unavailable();
  }

  private Login succeed(Attempt attempt) {
    Account account = attempt.account;
    if (account == null) {
      throw new IllegalStateException("a login without an account");
    }
    AuthContext context = attempt.context;
    throttle.succeeded(context.client(), attempt.user);
    if (!throttle.exempt(context.client())) {
      keepNetwork(account, context);
    }
    events.emit(
        new AuthEvent.Succeeded(
            context.protocol(),
            context.sessionId(),
            context.client().getHostAddress(),
            attempt.mechanism,
            attempt.user));
    return new Login(account.id(), account.primary(), account.administrator(), attempt.generation);
  }

  private void keepNetwork(Account account, AuthContext context) {
    try {
      known.cameIn(account.id(), context.client());
    } catch (StoreException failure) {
      // The login was right; its network is known until the next start all the same.
      events.emit(
          new AuthEvent.NetworkForgotten(
              context.protocol(),
              context.sessionId(),
              context.client().getHostAddress(),
              account.primary().toString(),
              String.valueOf(failure.getMessage())));
    }
  }

  /** Counts, reports and delays a failure; returns what to throw. */
  AuthRefusal fail(Attempt attempt) throws InterruptedException {
    AuthContext context = attempt.context;
    Duration delay =
        attempt.delay != null ? attempt.delay : throttle.failed(context.client(), attempt.user);
    report(attempt);
    if (delay.isPositive()) {
      pause.pause(delay);
    }
    return new AuthRefusal(AuthRefusal.Reason.FAILED, "Authentication failed");
  }

  /** An exchange that ended otherwise than by a wrong password. */
  void report(Attempt attempt) {
    AuthContext context = attempt.context;
    events.emit(
        new AuthEvent.Failed(
            context.protocol(),
            context.sessionId(),
            context.client().getHostAddress(),
            attempt.mechanism,
            attempt.user.isEmpty() ? null : attempt.user,
            attempt.cause));
  }

  private static AuthRefusal cleartext() {
    return new AuthRefusal(
        AuthRefusal.Reason.CLEARTEXT_REFUSED, "Passwords are taken over TLS only");
  }

  private String nonce() {
    byte[] bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A name for tables and log: bounded, without control characters. */
  private static String shorten(String user) {
    StringBuilder name = new StringBuilder(Math.min(user.length(), EmailAddress.MAX_ADDRESS));
    for (int i = 0; i < user.length() && i < EmailAddress.MAX_ADDRESS; i++) {
      char c = user.charAt(i);
      name.append(Character.isISOControl(c) ? '?' : c);
    }
    return name.toString().toLowerCase(Locale.ROOT);
  }
}
