package dev.warren.cli;

import dev.warren.protocol.testing.fuzz.FuzzTarget;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Command line, environment and properties file, one line each, with a NUL between the three: a
 * wrong setting gives one line and the exit code for it, and no password.
 */
public final class SettingsFuzz implements FuzzTarget {
  private static final String SECRET = "s3cret";

  /** A password where it belongs. */
  private static final Pattern AS_MEANT =
      Pattern.compile("(?m)^(--amqp=|WARREN_AMQP=|amqp=)amqps?://[^:/\\s]+:" + SECRET + "@[\\w.]+");

  private final Path file;

  public SettingsFuzz() {
    try {
      file = Files.createTempFile("warren-fuzz-", ".properties");
      file.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Has an option of each kind. */
  @Command(name = "fuzzed")
  static final class Fuzzed implements WarrenCommand {
    enum Kind {
      FAIR,
      FIFO
    }

    @Mixin AmqpOptions amqp;

    @Option(names = "--lanes")
    int lanes;

    @Option(names = "--in-flight-bytes")
    long bytes;

    @Option(names = "--confidence")
    double confidence;

    @Option(names = "--max-wait")
    Duration wait;

    @Option(names = "--model")
    Path model;

    @Option(names = "--scheduling")
    Kind kind;

    @Option(names = "--declare")
    boolean declare;

    @Override
    public Integer call() {
      if (amqp.isGiven() && amqp.config().toString().contains(SECRET)) {
        throw new AssertionError("shows its password: " + amqp.config());
      }
      amqp.topology();
      return ExitCode.OK;
    }
  }

  @Override
  public String name() {
    return "settings";
  }

  @Override
  public int usualCount() {
    return 1_000;
  }

  @Override
  public List<byte[]> seeds() {
    String uri = "amqp://me:" + SECRET + "@host:5672/vhost";
    List<String> seeds = new ArrayList<>();
    seeds.add(
        "--amqp=" + uri + "\n--lanes=3\n--max-wait\n250ms\0WARREN_CONFIDENCE=0.25\0declare=true");
    seeds.add(
        "--scheduling=fifo\n--config=FILE\0WARREN_AMQP=" + uri + "\0in-flight-bytes=268435456\n");
    seeds.add(
        "--config=FILE\0WARREN_LANES=2\0amqp=" + uri + "\nprefix=w\n# a comment\nlanes : 4\n");
    seeds.add(
        "--config=FILE\n--declare\0WARREN_JAVA_OPTS=-Xmx1g\0model=C:\\\\x\\u0041y\nmax-wait=PT1H");
    seeds.add(
        "--amqp\namqps://a:1,[::1]:5671/%2F\n--amqp-username=me\n--amqp-password-file=none\0\0");
    seeds.add("--log-level=WARN\n--model=yolo11n\n--prefix=a-b.c\0WARREN_MAX_WAIT=1h\0");
    return seeds.stream().map(seed -> seed.getBytes(StandardCharsets.UTF_8)).toList();
  }

  @Override
  public String run(byte[] input) throws IOException {
    String text = new String(input, StandardCharsets.UTF_8);
    String[] parts = text.split("\0", -1);
    List<String> args = new ArrayList<>(List.of("fuzzed"));
    for (String arg : parts[0].split("\n")) args.add(arg.replace("FILE", file.toString()));
    Map<String, String> environment = new HashMap<>();
    for (String line : parts.length > 1 ? parts[1].split("\n") : new String[0]) {
      int equals = line.indexOf('=');
      if (equals > 0) environment.put(line.substring(0, equals), line.substring(equals + 1));
    }
    Files.writeString(file, parts.length > 2 ? parts[2] : "");

    StringWriter errors = new StringWriter();
    CommandLine root = root().setErr(new PrintWriter(errors)).setOut(new PrintWriter(errors));
    String[] all = args.toArray(String[]::new);
    int exitCode = Settings.apply(root, all, environment).execute(all);
    if (exitCode != ExitCode.OK && exitCode != ExitCode.USAGE) {
      throw new AssertionError("exit code " + exitCode + ": " + errors);
    }
    boolean asMeant = AS_MEANT.matcher(text.replace('\0', '\n')).find();
    boolean once = text.indexOf(SECRET) == text.lastIndexOf(SECRET);
    if (asMeant && once && errors.toString().contains(SECRET)) {
      throw new AssertionError("shows the password: " + errors);
    }
    return exitCode == ExitCode.OK ? "accepted" : "refused";
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As {@link Warren#commandLine} makes it. */
  private static CommandLine root() {
    CommandLine root = new CommandLine(new Warren());
    root.addSubcommand(StandardOptions.addTo(new CommandLine(new Fuzzed())));
    root.registerConverter(Duration.class, new DurationConverter());
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setExpandAtFiles(false);
    root.setExecutionStrategy(StandardOptions::execute);
    return root;
  }
}
