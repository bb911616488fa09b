package dev.warren.operations;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program of the machine's; a test that needs one which is not there skips, saying so. */
final class Tool {
  /** The checkout, from this module. */
  static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

  /** How it ended, and all that it printed. */
  record Run(int exitCode, String output) {}

  private Tool() {}

  /** A file of the checkout. */
  static String text(String file) {
    try {
      return Files.readString(ROOT.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a program. */
  static void executable(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    if (!file.toFile().setExecutable(true)) throw new IOException("not executable: " + file);
  }

  static Run run(Path folder, String... command) throws IOException, InterruptedException {
    return runWith("", folder, command);
  }

  /**
   * @param input for its standard input
   */
  static Run runWith(String input, Path folder, String... command)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("warren-", ".in");
    try {
      Files.writeString(file, input);
      return run(
          new ProcessBuilder(command).directory(folder.toFile()).redirectInput(file.toFile()));
    } finally {
      Files.delete(file);
    }
  }

  static Run run(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process;
    try {
      process = builder.redirectErrorStream(true).start();
    } catch (IOException e) {
      return skip("no " + builder.command().get(0) + " here");
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }

  /** What a server on this machine answers. */
  static HttpResponse<String> get(String url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
  }

  static <T> T skip(String reason) {
    System.out.println("skipped: " + reason);
    return abort(reason);
  }
}
