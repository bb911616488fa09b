package dev.warren.loadtest.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.warren.common.Daemons;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of the program FFmpeg, which makes JPEGs of whatever a camera sends. A process of its
 * own: what a damaged or hostile stream does to a decoder ends that process and not the gateway.
 */
final class Ffmpeg implements AutoCloseable {
  /** RabbitMQ's default limit of a message. */
  private static final int MAX_BYTES = 16 << 20;

  /** Best but one of 2 to 31: what a detector needs is not worth saving on. */
  private static final String QUALITY = "3";

  /** Bytes at once: more than the picture of any camera takes, whatever its header says. */
  private static final String MAX_ALLOCATION = "1000000000";

  /**
   * A device, or a pipe that poses as a video, may keep FFmpeg waiting for ever. The shell before
   * it has our end of the line: where that is closed, or we are killed, it ends FFmpeg. A word on
   * it says that FFmpeg has ended: by its number another process might be killed then.
   */
  private static final List<String> TIED =
      List.of(
          "sh",
          "-c",
          "trap '' HUP INT TERM; exec 3<&0; \"$@\" 3<&- </dev/null & exec >&- 2>&-;"
              + " read -r over <&3 || kill -9 $!; wait $!",
          "sh");

  /** What a line is worth: below it, what only follows from it, and least what gives no reason. */
  private static final int CAUSE = 3;

  /** That something cannot be opened, without why. */
  private static final Pattern NO_REASON =
      Pattern.compile(".*Impossible to open '.*|Error opening (in|out)put file .*");

  /** That it cannot go on is less than why, which may have been said before. */
  private static final Pattern CONSEQUENCE =
      Pattern.compile("(pipe:0|file:.*|/dev/\\S+): .*|\\[(in|out)#\\d.*|Error opening .*");

  private static final Pattern PREFIX =
      Pattern.compile(
          "^(pipe:0: |file:.*?: |/dev/\\S+: |\\[[^\\]]*\\] )?(Error opening (in|out)put( files)?: )?");

  /** By GnuTLS, OpenSSL and others. */
  private static final Pattern UNTRUSTED =
      Pattern.compile("\\bcertificate\\b", Pattern.CASE_INSENSITIVE);

  private static final Pattern FORBIDDEN =
      Pattern.compile("\\[(\\w+)\\b[^\\]]*\\] Format not on whitelist.*");

  private static final Pattern VERSION = Pattern.compile("ffmpeg version n?(\\d+)\\.(\\d+).*");

  private static final ScheduledExecutorService WATCH =
      Executors.newSingleThreadScheduledExecutor(Daemons.named("camera-watch"));

  private final VideoInput input;
  private final Process process;
  private final MultipartJpegs pictures;
  private final FfmpegConfig config;
  private final Thread listener;
  private ScheduledFuture<?> watch;
  private volatile String complaint;
  private int worth;
  private volatile boolean isSilent;

  /** When the wait for the next picture began; 0 while nobody waits. */
  private volatile long waitsSince;

  private Ffmpeg(Process process, VideoInput input, FfmpegConfig config) {
    this.input = input;
    this.process = process;
    this.pictures = new MultipartJpegs(process.getInputStream(), MAX_BYTES);
    this.config = config;
    this.listener = Daemons.thread("camera-complaints", this::listen);
  }

  /**
   * @throws IOException when there is no such program
   */
  static Ffmpeg start(FfmpegConfig config, VideoInput input) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(config, input));
    // The broker's password is none of its business.
    builder.environment().keySet().removeIf(name -> name.startsWith("WARREN_"));
    Ffmpeg run = new Ffmpeg(builder.start(), input, config);
    if (!input.isLocal()) run.tell(FfmpegInput.list(input, config));
    run.listener.start();
    run.watch = WATCH.scheduleWithFixedDelay(run::endIfSilent, 1, 1, SECONDS);
    return run;
  }

  private void tell(String text) {
    try (OutputStream out = process.getOutputStream()) {
      out.write(text.getBytes(UTF_8));
    } catch (IOException e) {
      // It has ended already, and says why.
    }
  }

  private static List<String> command(FfmpegConfig config, VideoInput input) {
    List<String> command = new ArrayList<>();
    if (input.isLocal()) command.addAll(TIED);
    command.addAll(List.of(config.program(), "-hide_banner", "-nostdin"));
    command.addAll(List.of("-loglevel", "error", "-max_alloc", MAX_ALLOCATION));
    // Each thread of a decoder, and those of an encoder, hold back a picture: of a live camera that
    // is delay.
    if (input.isLive()) command.addAll(List.of("-threads", "1"));
    command.addAll(FfmpegInput.options(input));
    command.addAll(List.of("-map", "0:v:0"));
    String chosen = config.fps() > 0 ? atMost(config.fps(), input.isLive()) + "," : "";
    command.addAll(List.of("-vf", chosen + inOrder(), "-enc_time_base", "1:1000"));
    command.addAll(List.of("-fps_mode", "passthrough", "-c:v", "mjpeg", "-q:v", QUALITY));
    if (input.isLive()) command.addAll(List.of("-threads", "1"));
    command.addAll(List.of("-f", "mpjpeg", "pipe:1"));
    return command;
  }

  /**
   * An encoder ends at the second picture of one time, and a burst has many; so their time is that
   * of the clock, of which each microsecond counts as a second. Numbers would begin anew where a
   * picture has another size or format than the one before.
   */
  private static String inOrder() {
    return "setpts=(time(0)-" + System.currentTimeMillis() / 1_000 + ")*1000000/TB";
  }

  /**
   * The first picture of each period. The filter {@code fps} would repeat some of a slow camera.
   * Periods begin a little early, for times are rounded, and those of a live camera tremble: of one
   * that has just this rate no two pictures may fall into one period.
   */
  private static String atMost(double fps, boolean isLive) {
    return String.format(
        Locale.ROOT,
        "select='isnan(prev_selected_t)"
            + "+not(eq(floor(t*%1$s+%2$s),floor(prev_selected_t*%1$s+%2$s)))'",
        fps,
        isLive ? 0.5 : 0.1);
  }

  /**
   * The next picture, when it comes; empty at the end.
   *
   * @throws IOException when a picture is too large
   */
  Optional<byte[]> next() throws IOException {
    waitsSince = System.nanoTime();
    try {
      return pictures.next();
    } finally {
      waitsSince = 0;
    }
  }

  /** Why it has ended, in one line without secrets; empty where a video was simply over. */
  Optional<String> complaint() throws InterruptedException {
    if (isSilent) return Optional.of("no picture for " + config.silenceNanos() / 1e9 + " s");
    listener.join(SECONDS.toMillis(1));
    closeLine();
    if (process.waitFor(1, SECONDS) && process.exitValue() == 0) return Optional.empty();
    return Optional.of(complaint == null ? "FFmpeg ended without a word" : complaint);
  }

  private void endIfSilent() {
    long since = waitsSince;
    if (since == 0 || System.nanoTime() - since < config.silenceNanos()) return;
    isSilent = true;
    end();
  }

  private void end() {
    closeLine();
    if (!input.isLocal()) process.destroyForcibly();
  }

  private void closeLine() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // It has ended.
    }
  }

  private void listen() {
    try (BufferedReader lines = process.errorReader(UTF_8)) {
      for (String line; (line = lines.readLine()) != null; ) hear(line);
      if (input.isLocal()) tell("\n");
    } catch (IOException e) {
      // It was ended.
    }
  }

  /** The last cause is kept; where there is none, the first consequence that has a reason. */
  private void hear(String line) {
    int news = worth(line);
    if (news > worth || news == CAUSE) complaint = plain(line);
    worth = Math.max(worth, news);
  }

  private static int worth(String line) {
    if (NO_REASON.matcher(line).matches()) return 1;
    return CONSEQUENCE.matcher(line).matches() ? 2 : CAUSE;
  }

  private String plain(String line) {
    Matcher forbidden = FORBIDDEN.matcher(line);
    if (forbidden.matches()) return FfmpegInput.forbidden(input, forbidden.group(1));
    String shown = PREFIX.matcher(VideoInput.withoutSecrets(line)).replaceFirst("");
    if (shown.length() > 200) shown = shown.substring(0, 200);
    boolean isUntrusted = config.trust().isChecked() && UNTRUSTED.matcher(shown).find();
    return isUntrusted ? shown + " (--camera-ca FILE for who signed it, or none)" : shown;
  }

  /** Idempotent; from any thread: {@link #next} then finds the end. */
  @Override
  public void close() {
    watch.cancel(false);
    end();
  }

  /**
   * Sees to it that the program is there and new enough for what is asked of it.
   *
   * @throws IOException in one line, when it is not
   */
  static void require(String program) throws IOException, InterruptedException {
    String first;
    try {
      Process process = new ProcessBuilder(program, "-version").start();
      process.getOutputStream().close();
      try (BufferedReader lines = process.inputReader(UTF_8)) {
        first = String.valueOf(lines.readLine());
        lines.transferTo(java.io.Writer.nullWriter());
      }
      process.waitFor();
    } catch (IOException e) {
      throw new IOException(
          program + " does not start; videos and cameras need FFmpeg: apt-get install ffmpeg", e);
    }
    Matcher version = VERSION.matcher(first);
    if (!version.matches()) return; // built from no release: let it try
    int major = Integer.parseInt(version.group(1));
    int minor = Integer.parseInt(version.group(2));
    if (major < 5 || major == 5 && minor == 0) {
      throw new IOException("%s is version %d.%d; 5.1 is needed".formatted(program, major, minor));
    }
  }
}
