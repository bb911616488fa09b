package dev.warren.quickstart;

import static dev.warren.cli.CommandException.usage;

import dev.warren.cli.AmqpOptions;
import dev.warren.cli.CommandException;
import dev.warren.cli.ExitCode;
import dev.warren.cli.ReportFile;
import dev.warren.cli.StopSignal;
import dev.warren.cli.UntilStopped;
import dev.warren.cli.WarrenCommand;
import dev.warren.worker.engine.ModelException;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code warren quickstart}: everything in one process. */
@Command(
    name = "quickstart",
    description = {
      "Shows Warren at work in one process: broker, worker, simulated cameras and a live page.",
      "With --amqp it uses that broker, under names of its own that it removes at the end; --amqp and"
          + " --model count only when typed, not from the environment."
    })
public final class QuickstartCommand implements WarrenCommand {
  private static final Pattern SIZE = Pattern.compile("(\\d{2,4})x(\\d{2,4})");

  @Option(
      names = "--cameras",
      paramLabel = "N",
      defaultValue = "4",
      description = "Simulated cameras; default ${DEFAULT-VALUE}.")
  private int cameras;

  @Option(
      names = "--fps",
      paramLabel = "F",
      defaultValue = "5",
      description = "Frames per second of each camera; default ${DEFAULT-VALUE}.")
  private double fps;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      defaultValue = "960x540",
      description = "Picture size; default ${DEFAULT-VALUE}.")
  private String size;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "Stop the cameras after this time, such as 20s; default at Ctrl-C.")
  private Duration duration;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write the figures to FILE as JSON at the end.")
  private Path report;

  @Option(
      names = "--page-port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Port of the live page on 127.0.0.1; default a free one.")
  private int pagePort;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "Model to use instead of the demo model.")
  private Path model;

  @Mixin private AmqpOptions amqp;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    QuickstartConfig config = config();
    ReportFile.check("--report", report);
    CompletableFuture<Void> stop = StopSignal.requested();
    Terminal terminal = Terminal.standard();
    try (Quickstart quickstart = start(config, terminal, stop)) {
      Optional<String> trouble = quickstart.run(stop, terminal);
      if (quickstart.missed() > 0) {
        terminal.line(
            quickstart.missed()
                + " frames were never made: this machine was too busy to keep up with the cameras");
      }
      return balance(quickstart.books(), trouble, terminal);
    } catch (UntilStopped.StoppedException e) {
      terminal.line(e.getMessage());
      return ExitCode.OK;
    }
  }

  private int balance(Books books, Optional<String> trouble, Terminal terminal) {
    Figures figures = books.figures();
    terminal.line(figures.line());
    books.skips().ifPresent(terminal::line);
    ReportFile.write("--report", report, figures.json());
    trouble.ifPresent(line -> System.err.println("warren quickstart: " + line));
    Optional<String> difference = books.difference();
    if (difference.isPresent()) {
      System.err.println("warren quickstart: the books do not balance: " + difference.get());
      return ExitCode.FAILURE;
    }
    if (figures.withdrawn() > 0) {
      terminal.line(figures.withdrawn() + " frames were taken back from the queue at the stop");
    }
    if (figures.dropped() > 0) {
      terminal.line(figures.dropped() + " frames were dropped before they were published");
    }
    terminal.line("the books balance: published = detected + skipped + failed");
    return trouble.isPresent() ? ExitCode.FAILURE : ExitCode.OK;
  }

  private QuickstartConfig config() {
    Matcher matcher = SIZE.matcher(size);
    if (!matcher.matches()) {
      throw usage("--size is not WIDTHxHEIGHT, such as 960x540: " + size);
    }
    // Only what was typed: somebody who tries this in a shell that is set up for production, with
    // its broker in the environment, must not get cameras on it.
    boolean realBroker = typed("--amqp");
    return new QuickstartConfig(
        realBroker ? amqp.config() : null,
        amqp.topology(),
        typed("--model") ? model : null,
        cameras,
        fps,
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        duration,
        pagePort);
  }

  private boolean typed(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private Quickstart start(QuickstartConfig config, Terminal terminal, CompletableFuture<Void> stop)
      throws IOException {
    try {
      return Quickstart.start(config, terminal, stop);
    } catch (ModelException e) {
      throw new CommandException(ExitCode.CONFIGURATION, e.getMessage(), e);
    } catch (BindException e) {
      throw new CommandException(
          ExitCode.CONFIGURATION, "--page-port " + pagePort + ": the port is taken", e);
    }
  }
}
