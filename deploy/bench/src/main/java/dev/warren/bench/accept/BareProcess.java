package dev.warren.bench.accept;

import dev.warren.bench.BenchException;
import dev.warren.bench.Child;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The bare loop in a process of its own: both ends of that. One line asks for a run ({@code lanes
 * batch warm-up-ms duration-ms}), one line answers with images per second.
 */
final class BareProcess implements AutoCloseable {
  private final Process process;
  private final Path log;
  private final PrintStream questions;
  private final BufferedReader answers;

  private BareProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
    answers =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
  }

  /**
   * @param plan what TensorRT gets to see
   * @param folder for its log
   */
  static BareProcess start(Path plan, Path folder) throws IOException {
    List<String> arguments = List.of(plan.toString());
    List<String> command =
        Child.command(Commands.jvmOptions(), BareProcess.class.getName(), arguments);
    Path log = Files.createTempFile(folder, "bare-", ".log");
    return new BareProcess(new ProcessBuilder(command).redirectError(log.toFile()).start(), log);
  }

  double framesPerSecond(int lanes, int batch, Duration warmUp, Duration duration)
      throws IOException {
    questions.printf("%d %d %d %d%n", lanes, batch, warmUp.toMillis(), duration.toMillis());
    String answer = answers.readLine();
    if (answer == null) throw new BenchException("the bare loop ended:\n" + Files.readString(log));
    return Double.parseDouble(answer);
  }

  @Override
  public void close() {
    questions.close(); // it ends with its input
    process.destroy();
  }

  /** Inside. Whatever else writes to standard output must not be taken for an answer. */
  public static void main(String[] arguments) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err);
    BufferedReader questions =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    try (BarePlan plan = BarePlan.load(Files.readAllBytes(Path.of(arguments[0])))) {
      RunLoop loop = null;
      int open = 0;
      for (String line; (line = questions.readLine()) != null; ) {
        String[] words = line.split(" ");
        int lanes = Integer.parseInt(words[0]);
        if (lanes != open) {
          if (loop != null) loop.close();
          loop = RunLoop.open(plan::open, lanes);
          open = lanes;
        }
        Duration warmUp = Duration.ofMillis(Long.parseLong(words[2]));
        Duration duration = Duration.ofMillis(Long.parseLong(words[3]));
        answers.println(loop.framesPerSecond(Integer.parseInt(words[1]), warmUp, duration));
        answers.flush();
      }
      if (loop != null) loop.close();
    }
  }
}
