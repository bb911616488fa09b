package dev.warren.worker;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dev.warren.protocol.AmqpConfig;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The borders between the packages. Each rule names what it keeps apart. */
class ArchitectureTest {
  private static final String ROOT = "dev.warren.worker";
  private static final String[] STAGES = {"intake", "decode", "batch", "postprocess", "publish"};

  private static final Pattern PASSWORD =
      Pattern.compile("(?i).*(password|passwd|secret|credential|token).*");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          // The protocol's tests, which a build up to `package` sees as a jar.
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.warren");

  @Test
  void stagesDoNotKnowOneAnother() {
    for (String stage : STAGES) {
      for (String other : STAGES) {
        if (!stage.equals(other)) {
          keepApart(ROOT + "." + stage + "..", ROOT + "." + other + "..");
        }
      }
    }
  }

  @Test
  void theFlowKnowsNoStage() {
    for (String stage : STAGES) {
      keepApart(ROOT + ".flow..", ROOT + "." + stage + "..");
    }
  }

  @Test
  void theRulesOfWaitingKnowNoStageAndNoEngine() {
    for (String stage : STAGES) {
      keepApart(ROOT + ".schedule..", ROOT + "." + stage + "..", ROOT + ".engine..");
    }
  }

  @Test
  void amqpStaysInBrokerIntakeAndPublish() {
    stays(
        "com.rabbitmq..",
        ROOT,
        ROOT + ".broker..",
        ROOT + ".intake..",
        ROOT + ".publish..",
        ROOT + ".cli..",
        "dev.warren.protocol..");
  }

  @Test
  void nativeBindingsStayWithTheirOwners() {
    stays("ai.djl..", ROOT + ".engine.pytorch..");
    stays("ai.onnxruntime..", ROOT + ".engine.onnxruntime..");
    stays("org.bytedeco.opencv..", ROOT + ".decode..", ROOT + ".cli..");
    stays("org.bytedeco.tensorrt..", ROOT + ".engine.tensorrt..");
    // The package gpu has NVML, which is part of the same binding.
    stays("org.bytedeco.cuda..", ROOT + ".engine.tensorrt..", ROOT + ".gpu..");
    check(
        noClasses()
            .that()
            .resideInAPackage(ROOT + ".gpu..")
            .should()
            .dependOnClassesThat(
                resideInAPackage("org.bytedeco.cuda..")
                    .and(not(resideInAPackage("org.bytedeco.cuda.nvml..")))
                    .and(not(type(org.bytedeco.cuda.global.nvml.class)))));
    stays("org.bytedeco.cuda.nvml..", ROOT + ".gpu..");
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".gpu..")
            .should()
            .dependOnClassesThat(type(org.bytedeco.cuda.global.nvml.class)));
  }

  @Test
  void openTelemetryStaysInTracing() {
    stays("io.opentelemetry..", ROOT + ".tracing..");
  }

  @Test
  void callsOfCStayWithTheLibrariesThatNeedThem() {
    stays("com.sun.jna..", ROOT + ".decode..", ROOT + ".engine.pytorch..", "dev.warren.cli");
  }

  @Test
  void theMetricsLibraryStaysInMetrics() {
    stays("io.micrometer..", ROOT + ".metrics..");
    stays("io.prometheus..", ROOT + ".metrics..");
    stays("io.github.resilience4j.micrometer..", ROOT + ".metrics..");
  }

  @Test
  void httpStaysInHttp() {
    stays("com.sun.net.httpserver..", ROOT + ".http..");
  }

  @Test
  void protobufStaysWithTheOnnxFile() {
    stays("com.google.protobuf..", ROOT + ".engine.onnx..");
  }

  @Test
  void theProtocolNeedsJdkAmqpAndJsonAlone() {
    check(
        noClasses()
            .that()
            .resideInAPackage("dev.warren.protocol..")
            .and()
            .resideOutsideOfPackage("dev.warren.protocol.testing..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                "dev.warren.protocol..",
                "java..",
                "javax.net..",
                "com.rabbitmq..",
                "com.fasterxml.jackson..",
                "org.slf4j.."));
  }

  @Test
  void stagesDoNotKnowTheCommandLineOrTheWiringOrWhoWatches() {
    for (String stage : STAGES) {
      keepApart(ROOT + "." + stage + "..", ROOT, ROOT + ".cli..", "dev.warren.cli..", "picocli..");
      keepApart(ROOT + "." + stage + "..", ROOT + ".http..", ROOT + ".gpu..");
    }
  }

  /** Whoever adds a second one shows, as AmqpConfigTest does, that its text does not hold it. */
  @Test
  void passwordsHaveOneHome() {
    DescribedPredicate<JavaField> password =
        DescribedPredicate.describe(
            "passwords",
            field ->
                field.getRawType().isEquivalentTo(String.class)
                    && !field.getModifiers().contains(JavaModifier.STATIC)
                    && PASSWORD.matcher(field.getName()).matches());
    fields().that(password).should().beDeclaredIn(AmqpConfig.class).check(CLASSES);
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  private static void keepApart(String from, String... others) {
    check(
        noClasses()
            .that()
            .resideInAPackage(from)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(others));
  }

  private static void stays(String library, String... homes) {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(homes)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(library));
  }

  private static void check(ArchRule rule) {
    rule.check(CLASSES);
  }
}
