package dev.warren.faults.site;

import dev.warren.faults.worker.HookedWorkerCommand;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * How workers are started: with this JVM's class path, and with an archive of loaded classes, for a
 * run starts hundreds of them.
 */
final class Launch {
  private final String classPath;
  private final Path archive;
  private boolean isTrained;

  private Launch(String classPath, Path archive) {
    this.classPath = classPath;
    this.archive = archive;
  }

  /** The JVM archives classes of jars alone: folders of classes become jars in this folder. */
  static Launch in(Path folder) throws IOException {
    String separator = System.getProperty("path.separator");
    List<String> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(separator)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        Path jar = Files.createTempFile(folder, "classes-", ".jar");
        pack(path, jar);
        jars.add(jar.toString());
      } else if (Files.exists(path)) {
        jars.add(entry);
      }
    }
    return new Launch(String.join(separator, jars), folder.resolve("workers.jsa"));
  }

  private static void pack(Path classes, Path jar) throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        Stream<Path> files = Files.walk(classes)) {
      for (Path path : files.filter(Files::isRegularFile).sorted().toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(path).toString().replace('\\', '/')));
        Files.copy(path, out);
        out.closeEntry();
      }
    }
  }

  /** The worker that is started next will leave the archive when it ends in order. */
  void trained() {
    isTrained = Files.exists(archive);
  }

  List<String> command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Many short lives on few cores: code that is good soon beats code that is best late.
    command.addAll(List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add((isTrained ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=") + archive);
    command.addAll(List.of("-Xshare:auto", "-Xlog:disable", "-Xlog:all=error:stderr"));
    command.addAll(List.of("-Djava.awt.headless=true", "-Dlogback.configurationFile=logback.xml"));
    command.addAll(List.of("-cp", classPath, "dev.warren.cli.Warren", HookedWorkerCommand.NAME));
    command.addAll(arguments);
    return command;
  }
}
