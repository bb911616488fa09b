package dev.warren.bench.accept;

import dev.warren.bench.BenchException;
import dev.warren.bench.Child;
import dev.warren.protocol.AmqpConfig;
import dev.warren.protocol.DetectionSubscriber;
import dev.warren.protocol.FramePublisher;
import dev.warren.protocol.FrameRequest;
import dev.warren.protocol.PublisherConfig;
import dev.warren.protocol.SubscriberConfig;
import dev.warren.protocol.Topology;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A worker without a plan answers from the CPU while the plan is built, then from the GPU, and
 * nobody waits in vain meanwhile.
 */
final class Handover implements Part.Measurement {
  private static final String MODEL_NAME = "handover";
  private static final Topology TOPOLOGY = new Topology("handover");
  private static final long BETWEEN_FRAMES_MS = 50;
  private static final int FRAMES_PER_LOOK = 20;

  /** What a worker says when the better engine did not start. */
  private static final Pattern STAYS = Pattern.compile("WARN .* goes on: ");

  private static final Duration LONGEST_BUILD = Duration.ofMinutes(20);
  private static final Duration AFTERWARDS = Duration.ofSeconds(5);
  private static final Duration DRAIN = Duration.ofSeconds(30);

  @Override
  public void measure(Trial trial, Findings findings) throws Exception {
    Optional<LocalBroker> found = LocalBroker.open(trial, findings);
    if (found.isEmpty()) return;
    Path plans = trial.freshPlans("handover");
    try (LocalBroker broker = found.get()) {
      List<String> arguments =
          new ArrayList<>(List.of("--amqp", broker.uri(), "--prefix", TOPOLOGY.prefix()));
      arguments.addAll(trial.engineArguments(trial.isTensorRt() ? "auto" : trial.engine(), plans));
      arguments.addAll(List.of("--model-name", MODEL_NAME));
      try (Child worker = Commands.worker(trial.folder(), arguments)) {
        Answers answers = new Answers();
        drive(trial, broker, worker, answers);
        findings.figure("worker_cpu_s", worker.cpu().toMillis() / 1e3);
        worker
            .output()
            .lines()
            .filter(line -> line.contains("agrees with the CPU"))
            .forEach(line -> findings.note("parity", line));
        obstacle(worker.isAlive(), worker.output())
            .ifPresent(why -> findings.note("no change", why));
        answers.report(trial.engine(), findings);
      }
    }
  }

  /** Why no change is to be waited for any more. */
  static Optional<String> obstacle(boolean isAlive, String output) {
    if (!isAlive) return Optional.of("the worker has ended");
    return output.lines().filter(line -> STAYS.matcher(line).find()).findFirst();
  }

  private static void drive(Trial trial, LocalBroker broker, Child worker, Answers answers)
      throws Exception {
    List<Path> files = Frames.files(trial);
    List<byte[]> bodies = new ArrayList<>();
    for (Path file : files) bodies.add(Files.readAllBytes(file));
    AmqpConfig amqp = AmqpConfig.parse(broker.uri());
    String run = UUID.randomUUID().toString();
    try (DetectionSubscriber subscriber =
            DetectionSubscriber.open(
                amqp, SubscriberConfig.live(TOPOLOGY, "#"), answers::received);
        FramePublisher publisher = FramePublisher.open(amqp, PublisherConfig.of(TOPOLOGY))) {
      long end = System.nanoTime() + LONGEST_BUILD.toNanos();
      boolean changed = false;
      for (int i = 0; System.nanoTime() - end < 0; i++) {
        String id = run + "/" + i;
        answers.sent(id);
        byte[] body = bodies.get(i % bodies.size());
        publisher.publish(FrameRequest.builder(id, MODEL_NAME, "gate", body).build());
        Thread.sleep(BETWEEN_FRAMES_MS);
        if (!changed && answers.isFrom(trial.engine())) {
          changed = true;
          end = System.nanoTime() + AFTERWARDS.toNanos();
        }
        boolean isLook = !changed && i % FRAMES_PER_LOOK == 0;
        if (isLook && obstacle(worker.isAlive(), worker.output()).isPresent()) break;
      }
      publisher.flush(DRAIN);
      long drained = System.nanoTime() + DRAIN.toNanos();
      while (answers.missing() > 0 && System.nanoTime() - drained < 0) {
        Thread.sleep(BETWEEN_FRAMES_MS);
      }
      if (subscriber.malformed() > 0) throw new BenchException("answers that cannot be read");
    }
  }
}
