package org.angarium.server.command;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.angarium.server.main.DataFolder;
import org.angarium.server.main.Version;
import org.angarium.server.terminal.AdminClient;
import org.angarium.server.terminal.CommandFailure;
import org.angarium.server.terminal.ErrorOutput;
import org.angarium.server.terminal.ExitCode;
import org.angarium.server.terminal.StandardOutput;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: options that all commands share, and the way to them. */
@Command(
    name = "angarium",
    description = "A complete Internet mail system in one program.",
    mixinStandardHelpOptions = true,
    versionProvider = AngariumCommand.Versions.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      " 0:done",
      " 1:the server declined; the message says why",
      " 2:the command line is wrong",
      " 3:no server runs on the data folder, or it does not answer",
      " 4:the check of the store found something wrong",
      " 5:the configuration is wrong, or the server cannot start with it",
      "70:the program failed",
      "74:standard output cannot be written"
    })
public final class AngariumCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description = "The data folder (default: ${DEFAULT-VALUE}).")
  private Path data = Path.of("data");

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print JSON instead of tables.")
  private boolean json;

  static final List<String> COMMANDS =
      List.of(
          "up",
          "status",
          "domain",
          "account",
          "alias",
          "sieve",
          "queue",
          "message",
          "filter",
          "verify",
          "repair",
          "backup",
          "restore",
          "config",
          "reference",
          "completion",
          "version",
          "help",
          "rehearse");

  /** A switch and no table of constructors: the AOT cache cannot keep those of older libraries. */
  static Object command(String name) {
    return switch (name) {
      case "up" -> new UpCommand();
      case "status" -> new StatusCommand();
      case "domain" -> new DomainCommand();
      case "account" -> new AccountCommand();
      case "alias" -> new AliasCommand();
      case "sieve" -> new SieveCommand();
      case "queue" -> new QueueCommand();
      case "message" -> new MessageCommand();
      case "filter" -> new FilterCommand();
      case "verify" -> new VerifyCommand();
      case "repair" -> new RepairCommand();
      case "backup" -> new BackupCommand();
      case "restore" -> new RestoreCommand();
      case "config" -> new ConfigCommand();
      case "reference" -> new ReferenceCommand();
      case "completion" -> new CompletionCommand();
      case "version" -> new VersionCommand();
      case "help" -> new CommandLine.HelpCommand();
      case "rehearse" -> new RehearseCommand();
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    int code = execute(args);
    if (code != ExitCode.DONE) {
      System.exit(code); // which costs a while that a return does not
    }
  }

  static int execute(String... args) {
    return execute(new FileOutputStream(FileDescriptor.out), args);
  }

  /** Runs one command; what it prints goes to {@code output}. */
  static int execute(OutputStream output, String... args) {
    StandardOutput standard = new StandardOutput(output);
    // Terminals and pipes are UTF-8 here, whatever the locale says.
    PrintWriter out =
        new PrintWriter(new OutputStreamWriter(standard, StandardCharsets.UTF_8), true);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    CommandLine commands = new CommandLine(new AngariumCommand());
    // Looking through the annotations of one command takes a tenth of the time of all of them.
    for (String name : wanted(args)) {
      commands.addSubcommand(name, command(name));
    }
    commands.setOut(out);
    commands.setErr(err);
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setExecutionStrategy(AngariumCommand::run);
    commands.setParameterExceptionHandler(AngariumCommand::misused);
    commands.setExecutionExceptionHandler(
        (failure, command, parsed) -> ErrorOutput.report(failure, err, asksForJson(args)));
    int code = commands.execute(args);
    out.flush();
    IOException lost = standard.failure();
    if (lost != null && code == ExitCode.DONE) {
      code = standard.readerIsGone() ? ExitCode.READER_GONE : unwritable(lost, err, args);
    }
    err.flush();
    return code;
  }

  private static int unwritable(IOException lost, PrintWriter err, String... args) {
    return ErrorOutput.report(
        new CommandFailure(
            ExitCode.OUTPUT,
            "Standard output cannot be written: " + lost.getMessage() + ".",
            "What the command did is done; only its output is lost."),
        err,
        asksForJson(args));
  }

  /** Help is for what there is: a word that is no command is an error with or without --help. */
  private static int run(CommandLine.ParseResult parsed) {
    for (CommandLine command : parsed.asCommandLineList()) {
      List<String> unmatched = command.getUnmatchedArguments();
      if (!unmatched.isEmpty()) {
        throw new UnmatchedArgumentException(command, unmatched);
      }
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static int misused(ParameterException misuse, String[] args) {
    CommandLine command = misuse.getCommandLine();
    PrintWriter err = command.getErr();
    boolean json = asksForJson(args);
    String name = command.getCommandSpec().qualifiedName();
    ErrorOutput.usage(
        problem(misuse), suggestion(misuse) + "\"" + name + " --help\" tells more.", err, json);
    if (misuse instanceof NoCommand && !json) {
      command.usage(err);
    }
    return ExitCode.USAGE;
  }

  private static String problem(ParameterException misuse) {
    if (misuse instanceof UnmatchedArgumentException unmatched) {
      String word = unmatched.getUnmatched().getFirst();
      boolean group = !misuse.getCommandLine().getSubcommands().isEmpty();
      return word.startsWith("-")
          ? "There is no option " + word + "."
          : (group ? "There is no command " : "Nothing is expected here: ") + word + ".";
    }
    String text = String.valueOf(misuse.getMessage());
    return text.endsWith(".") || text.endsWith("?") ? text : text + ".";
  }

  private static String suggestion(ParameterException misuse) {
    if (misuse instanceof UnmatchedArgumentException unmatched) {
      List<String> near = unmatched.getSuggestions();
      if (!near.isEmpty()) {
        return "Did you mean " + String.join(" or ", near) + "? ";
      }
    }
    return "";
  }

  /** Errors are wanted as JSON even where the rest of the command line cannot be understood. */
  private static boolean asksForJson(String... args) {
    return List.of(args).contains("--json");
  }

  /** The one command that is named; all of them where it is not clear, or help is wanted. */
  private static List<String> wanted(String... args) {
    for (int i = 0; i < args.length; i++) {
      String word = args[i];
      if (COMMANDS.contains(word) && !word.equals("help") && !word.equals("completion")) {
        return List.of(word);
      }
      if (word.equals("--data")) {
        i++;
      } else if (!word.startsWith("-")) {
        break;
      }
    }
    return COMMANDS;
  }

  @Override
  public void run() {
    throw new NoCommand(spec.commandLine(), "Which command?");
  }

  DataFolder folder() {
    if (data.toString().isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE, "--data names no folder.", "Is a variable of the shell not set?");
    }
    return new DataFolder(data);
  }

  AdminClient client() {
    return new AdminClient(folder());
  }

  boolean wantsJson() {
    return json;
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /**
   * Prints what cannot be asked for again.
   *
   * @throws CommandFailure when it could not be shown
   */
  void printOnce(String line, String remedy) {
    out().println(line);
    if (out().checkError()) {
      throw new CommandFailure(
          ExitCode.OUTPUT, "The password could not be shown: there is no standard output.", remedy);
    }
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** A command that only has commands below it was named without one of them. */
  static final class NoCommand extends ParameterException {
    @Serial private static final long serialVersionUID = 1L;

    NoCommand(CommandLine command, String question) {
      super(command, question);
    }
  }

  /** The version of this build. */
  static final class Versions implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "Angarium " + Version.current(), "Java ${java.version}, ${os.name} ${os.arch}"
      };
    }
  }
}
