package dev.warren.loadtest.load;

import dev.warren.cli.AmqpOptions;
import dev.warren.cli.CommandException;
import dev.warren.loadtest.ModelOption;
import dev.warren.loadtest.arrival.ArrivalPlan;
import dev.warren.loadtest.arrival.Fleet;
import dev.warren.loadtest.gateway.PictureOptions;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is sent where, in every kind of load test. */
public final class LoadOptions {
  /** Simulated scenes to take pictures of: streets differ in what they cost a worker. */
  private static final int SCENES = 4;

  @Mixin private AmqpOptions amqp;

  @Mixin private ModelOption model;

  @Mixin private PictureOptions source;

  @Option(
      names = "--pictures",
      paramLabel = "N",
      defaultValue = "32",
      description =
          "Different pictures to hold in memory, 256 MiB at most; default ${DEFAULT-VALUE}.")
  private int pictures;

  @Option(
      names = "--arrivals",
      paramLabel = "KIND",
      defaultValue = "camera",
      description = {
        "When frames leave: 'camera' (default): each camera keeps to its own clock, with --jitter.",
        "'constant': equal gaps. 'poisson': independent frames. 'bursty': --burst frames at ten"
            + " times the rate, then silence."
      })
  private ArrivalPlan.Kind arrivals;

  @Option(
      names = "--jitter",
      paramLabel = "SHARE",
      defaultValue = "0.1",
      description =
          "A camera's frame is late by up to this share of its period; default ${DEFAULT-VALUE}.")
  private double jitter;

  @Option(
      names = "--burst",
      paramLabel = "N",
      defaultValue = "10",
      description = "Frames in a burst; default ${DEFAULT-VALUE}.")
  private int burst;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed gives the same times; default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--max-outstanding",
      paramLabel = "N",
      defaultValue = "1024",
      description =
          "Frames without the broker's confirm at most, then the sender waits; default"
              + " ${DEFAULT-VALUE}.")
  private int maxOutstanding;

  @Option(
      names = "--watch-pid",
      paramLabel = "NAME=PID",
      split = ",",
      description = "Also report the processor time of this process on this machine; repeatable.")
  private Map<String, Long> watchPid = new LinkedHashMap<>();

  public String model() {
    return model.name();
  }

  public int maxOutstanding() {
    return maxOutstanding;
  }

  /**
   * @throws IllegalArgumentException naming the option that is out of bounds
   */
  public void check() {
    source.check();
    ArrivalPlan.check(jitter, burst, seed);
    if (pictures < 1 || pictures > 100_000) {
      throw new IllegalArgumentException("pictures not in 1..100000: " + pictures);
    }
  }

  public ArrivalPlan arrivals(Fleet fleet) {
    return new ArrivalPlan(arrivals, fleet, jitter, burst, seed);
  }

  public CpuMeter cpu() {
    return CpuMeter.of(watchPid);
  }

  public Broker broker() {
    return new Broker(amqp.config(), amqp.topology());
  }

  /** Draws or reads the pictures. */
  public Pictures load(String command) {
    int sources = source.isSimulated() ? Math.min(SCENES, pictures) : 1;
    Consumer<String> notes = line -> System.err.println(command + ": " + line);
    return Pictures.load(source.open(sources, null, false, notes), pictures, notes);
  }

  /**
   * For the report. Names the broker's address, not its credentials.
   *
   * @throws CommandException when the broker's address is missing or malformed
   */
  public Map<String, String> settings(Pictures loaded) {
    Map<String, String> map = new LinkedHashMap<>();
    map.put("model", model());
    map.put("broker", broker().amqp().address());
    map.put(
        "pictures",
        loaded.size() + " of " + source.describe() + ", " + loaded.meanBytes() + " bytes each");
    map.put("arrivals", arrivals.name().toLowerCase(Locale.ROOT) + details());
    map.put("seed", Long.toString(seed));
    map.put("max outstanding", Integer.toString(maxOutstanding));
    map.put(
        "machine",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " processors, Java "
            + System.getProperty("java.version"));
    return map;
  }

  private String details() {
    return switch (arrivals) {
      case CAMERA -> ", jitter " + jitter;
      case BURSTY -> ", " + burst + " frames each";
      case CONSTANT, POISSON -> "";
    };
  }
}
