package dev.warren.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warren.cli.ExitCode;
import dev.warren.cli.testing.WarrenProcess;
import dev.warren.cli.testing.WarrenRun;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadtestCommandTest {
  /** Nobody listens there: a run that came to connect would end with another exit code. */
  private static final Map<String, String> AMQP = Map.of("WARREN_AMQP", "amqp://a:b@127.0.0.1:1");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "loadtest | a command is missing; one of run, capacity, autoscale-sim",
        "loadtest run --rate 5 | --model",
        "loadtest run --modle m --rate 5 | unknown option '--modle'; did you mean --model?",
        "loadtest run -- --model m | Missing required option: '--model",
        "loadtest run --model m | --rate is missing",
        "loadtest run --model m --rate 5 --cameras 2x5 | --rate: --cameras gives each group's rate",
        "loadtest run --model m --rate 5 --saturate 5 | --rate: --saturate sends as fast",
        "loadtest run --model m --rate 100000 --duration 1h | --duration gives more than 20000000",
        "loadtest run --model m --rate 5 --source nowhere.jpg | --source nowhere.jpg: no such file",
        "loadtest run --model m.n --rate 5 --pictures 1 --size 64x64 | --model is not one word",
        "loadtest run --model a/yolo11n.onnx --rate 5 | --model is a file, not a name: 'a/yolo11n.onnx'; its worker serves it as 'yolo11n'",
        "loadtest capacity --model ../deploy/demo-model/warren-demo | its worker serves it as 'warren-demo'",
        "loadtest capacity --model m --trial 1h | --trial at --max-rate has more than 20000000",
      })
  void namesWhatDoesNotGoTogether(String line, String words) {
    WarrenProcess.End end = WarrenRun.of(AMQP, line.split(" "));
    assertThat(end.exitCode()).as(end.err()).isEqualTo(ExitCode.USAGE);
    assertThat(end.err()).startsWith("warren loadtest").contains(words);
    assertThat(end.err().lines()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--source gate.3=http://127.0.0.1:1/x | gate.3: a camera's name has 1 to 64 letters",
        "--source rtsp://admin:se/cret@127.0.0.1/x | percent-encoded",
        "--source rtsp://u:s3@cret/pw@127.0.0.1:1/x | percent-encoded",
        "--source http://127.0.0.1:1/x --frehsness latest | unknown option '--frehsness'; did you mean --freshness?",
        "--source a=http://127.0.0.1:1/x,/tmp/clip.mp4 | http://127.0.0.1:1/x,/tmp/clip.mp4: a comma separates addresses alone",
        "--source a=http://127.0.0.1:1/x,a=/tmp/clip.mp4 | repeat --source for files",
        "--source rtsp://u:s3,cret@127.0.0.1:1/x | a comma separates addresses alone, and is %2C in one",
        "--source /dev/video0,clip.mp4 | repeat --source for files",
        "--source a.png,b.png | --source a.png,b.png: a comma separates addresses alone",
        "--source door=a.mp4,yard=b.mp4 | repeat --source for files",
        "--source ,http://127.0.0.1:1/x | a name is empty",
        "--source sim --source src | --source sim stands alone",
        "--source sim --camera gate.3 | --camera gate.3: a camera's name has 1 to 64 letters",
        "--source nowhere.mp4 | --source nowhere.mp4: no such file or device",
        "--source rtsps://u:cret@127.0.0.1:1/x | FFmpeg checks no certificates of rtsps",
        "--source https://127.0.0.1:1/x --camera-ca nowhere.pem | --camera-ca is no file",
      })
  void whatIsWrongWithACameraIsSaidBeforeAnythingIsOpened(String options, String words) {
    String line = "gateway --model m " + options;
    WarrenProcess.End end = WarrenRun.of(AMQP, line.split(" "));
    assertThat(end.exitCode()).as(end.err()).isEqualTo(ExitCode.USAGE);
    assertThat(end.err()).contains(words).doesNotContain("cret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=http://127.0.0.1:1/x, https://127.0.0.1:1/y,twin=/dev/a,twin=/dev/b | /dev/a: no such file",
        "clip.mp4,rtsp://127.0.0.1:1/x | clip.mp4: no such file or device",
        "a=http://127.0.0.1:1/x, /tmp/clip.mp4 | /tmp/clip.mp4: a comma separates addresses alone",
      })
  void addressesInOneWordAreSeparatedByCommas(String sources, String words) {
    WarrenProcess.End end =
        WarrenRun.of(
            Map.of("WARREN_AMQP", AMQP.get("WARREN_AMQP"), "WARREN_SOURCE", sources),
            "gateway",
            "--model",
            "m");
    assertThat(end.exitCode()).as(end.err()).isEqualTo(ExitCode.USAGE);
    assertThat(end.err()).contains(words);
  }

  @Test
  void onlyTheGatewaysHelpTellsOfLiveCamerasWhichOnlyItSends() {
    assertThat(WarrenRun.of(Map.of(), "gateway", "--help").out()).contains("rtsp://");
    assertThat(WarrenRun.of(Map.of(), "loadtest", "run", "--help").out())
        .contains("--source")
        .doesNotContain("rtsp", "video");
  }
}
