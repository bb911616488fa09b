package dev.warren.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A frame of 1280x720 from JPEG to what an engine takes, beside bare OpenCV calls, in turns within
 * one JVM: the worker's own microbenchmark, which {@code bin/jmh -ratios} runs too.
 */
record Decoding(Site site, Subject subject) implements Comparison.Measurement {
  static final String MAIN = "dev.warren.worker.engine.FrameRatios";

  @Override
  public void round(Results results) throws IOException, InterruptedException {
    List<String> turns = List.of(Integer.toString(subject.pace().turns()));
    try (Child child =
        Child.start("decode", site.folder(), site.cores().measured(), List.of(), MAIN, turns)) {
      child.awaitEnd(Duration.ofMinutes(5));
      String output = child.output();
      results.ratio("decode", ratio(output, "planes"));
      results.ratio("decode_uint8", ratio(output, "letterboxed"));
    }
  }

  static double ratio(String output, String way) {
    Matcher line =
        Pattern.compile("^" + way + " .*ratio ([0-9.]+)$", Pattern.MULTILINE).matcher(output);
    if (!line.find()) throw new BenchException("no ratio of " + way + " in:\n" + output);
    return Double.parseDouble(line.group(1));
  }
}
