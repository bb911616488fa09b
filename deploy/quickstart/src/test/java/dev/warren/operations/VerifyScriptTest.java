package dev.warren.operations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.operations.Tool.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code bin/verify} up to the tests themselves: what it installs where something is missing, and
 * what it says. On a machine of stand-ins, where installing a package puts its programs there.
 */
class VerifyScriptTest {
  private static final List<String> REAL =
      List.of("dirname", "readlink", "sed", "cut", "grep", "head", "sort", "cat", "chmod", "rm");
  private static final String INSTALLS =
      """
      #!/bin/sh
      echo "apt-get $*" >>ROOT/log
      [ -e ROOT/broken ] && exit 100
      case $* in *install*) ;; *) exit 0 ;; esac
      for package; do
        case $package in
          rabbitmq-server) names=rabbitmq-server; folder=sbin ;;
          prometheus) names='prometheus promtool'; folder=tools ;;
          kubernetes-client) names=kubectl; folder=tools ;;
          python3-pika) : >ROOT/pika; continue ;;
          curl | docker-compose | chromium) names=$package; folder=tools ;;
          *) continue ;;
        esac
        [ -e ROOT/sbin/policy-rc.d ] || echo "no guard" >>ROOT/log
        for name in $names; do printf '#!/bin/sh\\n' >ROOT/$folder/$name; chmod 755 ROOT/$folder/$name; done
      done
      """;

  @TempDir Path root;

  @BeforeEach
  void machineWithNothing() throws Exception {
    for (String made : List.of("bin", "sbin", "tools")) Files.createDirectory(root.resolve(made));
    for (String name : REAL) {
      Path real =
          Stream.of("/usr/bin", "/bin")
              .map(f -> Path.of(f, name))
              .filter(Files::exists)
              .findFirst()
              .orElseThrow();
      program("tools/" + name, "#!/bin/sh\nexec " + real + " \"$@\"\n");
    }
    program("bin/verify", Tool.text("bin/verify"));
    program("mvnw", "#!/bin/sh\necho \"mvnw $*\" >>ROOT/log\n");
    program("tools/id", "#!/bin/sh\necho 0\n");
    program("tools/docker", "#!/bin/sh\nexit 1\n");
    program("tools/python3", "#!/bin/sh\n[ -e ROOT/pika ]\n");
    program("tools/apt-get", INSTALLS);
    candidates("1.32.3");
    program(
        "tools/dpkg",
        "#!/bin/sh\n[ \"$(printf '%s\\n' \"$2\" \"$4\" | sort -V | head -n 1)\" = \"$4\" ]\n");
  }

  private void candidates(String kubernetes) throws IOException {
    program(
        "tools/apt-cache",
        "#!/bin/sh\ncase $2 in kubernetes-client) v="
            + kubernetes
            + " ;; *) v=1.0-1 ;; esac\necho \"  Candidate: $v\"\n");
  }

  /** The script's fixed paths lead into this machine too. */
  private void program(String name, String text) throws IOException {
    Tool.executable(
        root.resolve(name),
        text.replace("/usr/sbin/", root + "/sbin/")
            .replace("/usr/bin/python3", root + "/tools/python3")
            .replace("ROOT", root.toString()));
  }

  private Run verify(String... arguments) throws Exception {
    List<String> command =
        Stream.concat(
                Stream.of(
                    "env",
                    "-i",
                    "PATH=" + root.resolve("tools"),
                    root.resolve("bin/verify").toString()),
                Stream.of(arguments))
            .toList();
    return Tool.run(root, command.toArray(String[]::new));
  }

  private List<String> log() throws IOException {
    Path log = root.resolve("log");
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }

  @Test
  void installsAllThatIsMissingAtOnceAndRunsTheTests() throws Exception {
    Run run = verify("-pl", "protocol");
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(log())
        .containsExactly(
            "apt-get -qq update",
            "apt-get -qq -y --no-install-recommends install rabbitmq-server prometheus curl"
                + " docker-compose kubernetes-client chromium python3-pika",
            "mvnw -B -ntp verify -pl protocol");
    assertThat(run.output()).contains("installing").doesNotContain("skipped");
    assertThat(root.resolve("sbin/policy-rc.d")).doesNotExist();
  }

  @Test
  void asksNobodyWhereAllIsThere() throws Exception {
    verify();
    Files.delete(root.resolve("log"));
    Run run = verify();
    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).isEmpty();
    assertThat(log()).containsExactly("mvnw -B -ntp verify");
  }

  @Test
  void aLinkToItFindsItsCheckout() throws Exception {
    program("sbin/rabbitmq-server", "#!/bin/sh\n");
    Path link = Files.createSymbolicLink(root.resolve("link"), root.resolve("bin/verify"));
    Run run = Tool.run(root, "env", "-i", "PATH=" + root.resolve("tools"), link.toString());
    assertThat(run.exitCode()).as(run.output()).isZero();
    assertThat(log()).last().isEqualTo("mvnw -B -ntp verify");
  }

  @Test
  void helpInstallsNothingAndRunsNoTests() throws Exception {
    Run run = verify("--help");
    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).startsWith("Runs every test").contains("bin/verify -pl");
    assertThat(log()).isEmpty();
  }

  @Test
  void leavesAPolicyAloneThatWasThere() throws Exception {
    Files.writeString(root.resolve("sbin/policy-rc.d"), "theirs");
    verify();
    assertThat(root.resolve("sbin/policy-rc.d")).hasContent("theirs");
  }

  @Test
  void aKubectlThatIsTooOldIsNotInstalledAndSaidToBeMissing() throws Exception {
    candidates("1.20.5+really1.20.2-1.1+deb12u1");
    Run run = verify();
    assertThat(run.exitCode()).isZero();
    assertThat(log().toString()).contains("chromium").doesNotContain("kubernetes-client");
    assertThat(run.output())
        .contains("verify: kubernetes-client is missing, or too old; skipped: the overlays");
    // One that is there counts as missing too.
    program("tools/kubectl", "#!/bin/sh\necho 'Client Version: v1.20.2'\n");
    assertThat(verify().output()).contains("kubernetes-client is missing, or too old");
    program("tools/kubectl", "#!/bin/sh\necho 'Client Version: v1.32.4-dispatcher'\n");
    assertThat(verify().output()).isEmpty();
  }

  @Test
  void whoIsNotRootIsToldInOneLineEachWhatIsSkipped() throws Exception {
    program("tools/id", "#!/bin/sh\necho 1000\n");
    Run none = verify();
    assertThat(none.exitCode()).isEqualTo(1);
    assertThat(none.output()).contains("rabbitmq-server is missing: install it");
    assertThat(log()).isEmpty();
    program("sbin/rabbitmq-server", "#!/bin/sh\n");
    Run run = verify();
    assertThat(run.exitCode()).isZero();
    assertThat(log()).containsExactly("mvnw -B -ntp verify");
    assertThat(run.output().lines())
        .hasSize(6)
        .allSatisfy(line -> assertThat(line).startsWith("verify: ").contains("skipped: "));
  }

  @Test
  void goesOnWithoutWhatCannotBeInstalled() throws Exception {
    program("sbin/rabbitmq-server", "#!/bin/sh\n");
    Files.createFile(root.resolve("broken"));
    Run run = verify();
    assertThat(run.exitCode()).isZero();
    assertThat(run.output()).contains("apt-get failed", "chromium is missing");
    assertThat(log()).last().asString().startsWith("mvnw");
  }
}
