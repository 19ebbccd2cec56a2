package org.angarium.server.command;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.angarium.server.main.DataFolder;
import org.angarium.server.main.Version;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

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
      "70:the program failed"
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

  private static final List<String> COMMANDS =
      List.of(
          "up",
          "status",
          "domain",
          "account",
          "alias",
          "queue",
          "message",
          "verify",
          "backup",
          "restore",
          "config",
          "completion",
          "version",
          "help",
          "rehearse");

  /** A switch and no table of constructors: the AOT cache cannot keep those of older libraries. */
  private static Object command(String name) {
    return switch (name) {
      case "up" -> new UpCommand();
      case "status" -> new StatusCommand();
      case "domain" -> new DomainCommand();
      case "account" -> new AccountCommand();
      case "alias" -> new AliasCommand();
      case "queue" -> new QueueCommand();
      case "message" -> new MessageCommand();
      case "verify" -> new VerifyCommand();
      case "backup" -> new BackupCommand();
      case "restore" -> new RestoreCommand();
      case "config" -> new ConfigCommand();
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
    // Terminals and pipes are UTF-8 here, whatever the locale says.
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    CommandLine commands = new CommandLine(new AngariumCommand());
    // Looking through the annotations of one command takes a tenth of the time of all of them.
    for (String name : wanted(args)) {
      commands.addSubcommand(name, command(name));
    }
    commands.setOut(out);
    commands.setErr(err);
    commands.setCaseInsensitiveEnumValuesAllowed(true);
    commands.setExecutionExceptionHandler(AngariumCommand::failed);
    int code = commands.execute(args);
    out.flush();
    err.flush();
    return code;
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

  private static int failed(
      Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
    if (failure instanceof CommandFailure expected) {
      command.getErr().println("angarium: " + Table.printable(expected.problem()));
      if (!expected.remedy().isEmpty()) {
        command.getErr().println("  " + Table.printable(expected.remedy()));
      }
      return expected.exitCode();
    }
    failure.printStackTrace(command.getErr());
    return ExitCode.FAILED;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command?");
  }

  DataFolder folder() {
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

  PrintWriter err() {
    return spec.commandLine().getErr();
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
