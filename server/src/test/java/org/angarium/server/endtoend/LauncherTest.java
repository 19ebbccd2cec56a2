package org.angarium.server.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code angarium} of a distribution without sources, with a Java that only notes how it
 * is called.
 */
class LauncherTest {
  private static final Path SCRIPT = Path.of("../angarium");

  /** Makes the caches that are asked for; {@code up} says that it is there and stays. */
  private static final String JAVA =
      """
      #!/usr/bin/env bash
      echo "$*" >>"${0%/*}/../calls"
      for descriptor in 0 1 2; do [ -e "/proc/$$/fd/$descriptor" ] || echo "closed $descriptor" >>"${0%/*}/../calls"; done
      for word; do
        case $word in -XX:AOTCacheOutput=*) echo cache >"${word#*=}" ;; esac
      done
      case " $* " in *" up "*)
        mkdir data
        touch data/runtime
        exec sleep 60
        ;;
      esac
      """;

  @TempDir Path folder;
  private Path jdk;
  private Path home;

  @BeforeEach
  void install() throws IOException {
    jdk = folder.resolve("jdk");
    Files.createDirectories(jdk.resolve("bin"));
    executable(jdk.resolve("bin/java"), JAVA);
    executable(jdk.resolve("bin/javac"), "");
    release("25.0.1");
    home = folder.toRealPath().resolve("home");
    Path built = Files.createDirectories(home.resolve("server/target/angarium"));
    Files.createDirectories(built.resolve("lib"));
    Files.createFile(built.resolve("lib/picocli-4.7.jar"));
    Files.createFile(built.resolve(".built"));
    Files.copy(SCRIPT, home.resolve("angarium"), StandardCopyOption.COPY_ATTRIBUTES);
  }

  @Test
  void commandsRunWithTheCacheThatTheirRehearsalMade() throws Exception {
    run("account", "list");
    Path built = home.resolve("server/target/angarium");
    String libraries = "-Xbootclasspath/a:" + built.resolve("lib/picocli-4.7.jar");
    List<String> calls = calls();
    assertThat(calls).hasSize(4);
    assertThat(calls.get(2))
        .contains(libraries, "-XX:AOTCacheOutput=" + built.resolve("command.aot"))
        .endsWith("rehearse --command");
    String rehearsed = calls.get(2).substring(0, calls.get(2).indexOf(" -XX:AOTCacheOutput"));
    assertThat(calls.get(3))
        .isEqualTo(
            rehearsed
                + " -XX:AOTCache="
                + built.resolve("command.aot")
                + " -jar "
                + built.resolve("angarium.jar")
                + " account list");
  }

  @Test
  void cachesAreMadeOnceAndAnewAfterAMoveOrAnotherJava() throws Exception {
    run("version");
    assertThat(calls()).filteredOn(call -> call.contains("AOTCacheOutput")).hasSize(2);
    run("version");
    assertThat(calls()).filteredOn(call -> call.contains("AOTCacheOutput")).hasSize(2);
    home = Files.move(home, home.resolveSibling("elsewhere"));
    run("version");
    assertThat(calls()).filteredOn(call -> call.contains("AOTCacheOutput")).hasSize(4);
    release("25.0.2");
    run("version");
    assertThat(calls()).filteredOn(call -> call.contains("AOTCacheOutput")).hasSize(6);
    run("version");
    assertThat(calls()).filteredOn(call -> call.contains("AOTCacheOutput")).hasSize(6);
  }

  /** Else the first files that the Java machine opens would be written to. */
  @Test
  void closedDescriptorsStayClosedToTheProgramsFiles() throws Exception {
    run("version");
    ProcessBuilder closed =
        new ProcessBuilder("bash", "-c", "exec \"$0\" version <&- >&- 2>&-", home + "/angarium");
    closed.environment().put("JAVA_HOME", jdk.toString());
    Process process = closed.start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(calls()).filteredOn(call -> call.endsWith(" version")).hasSize(2);
    assertThat(calls()).noneMatch(call -> call.startsWith("closed"));
  }

  @Test
  void aJavaThatIsTooOldIsNotTaken() throws Exception {
    String ours = jdk.resolve("bin/java").toString();
    assertThat(run("--print-java")).contains(ours);
    release("24.0.2");
    assertThat(run("--print-java")).doesNotContain(ours);
  }

  private void release(String version) throws IOException {
    Files.writeString(
        jdk.resolve("release"),
        "IMPLEMENTOR=\"Nobody\"\nJAVA_RUNTIME_VERSION=\""
            + version
            + "+8\"\nJAVA_VERSION=\""
            + version
            + "\"\n");
  }

  private List<String> calls() throws IOException {
    return Files.readAllLines(jdk.resolve("calls"));
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** What it says. */
  private String run(String... arguments) throws IOException, InterruptedException {
    Path output = folder.resolve("output");
    ProcessBuilder builder = new ProcessBuilder(home.resolve("angarium").toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("JAVA_HOME", jdk.toString());
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    process.destroyForcibly();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as(text).isTrue();
    return text;
  }
}
