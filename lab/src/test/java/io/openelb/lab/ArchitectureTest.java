package io.openelb.lab;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * A dependency points one way: core, then api, then the programs; certs serves the webhook alone.
 */
@AnalyzeClasses(packages = "io.openelb", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule modulesPointOneWay =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("core")
          .definedBy("io.openelb.core..")
          .layer("api")
          .definedBy("io.openelb.api..")
          .layer("certs")
          .definedBy("io.openelb.certs..")
          .layer("webhook")
          .definedBy("io.openelb.webhook..")
          .layer("operator")
          .definedBy("io.openelb.operator..")
          .layer("speaker")
          .definedBy("io.openelb.speaker..")
          .whereLayer("core")
          .mayNotAccessAnyLayer()
          .whereLayer("api")
          .mayOnlyAccessLayers("core")
          .whereLayer("certs")
          .mayNotAccessAnyLayer()
          .whereLayer("webhook")
          .mayOnlyAccessLayers("core", "api", "certs")
          .whereLayer("operator")
          .mayOnlyAccessLayers("core", "api")
          .whereLayer("speaker")
          .mayOnlyAccessLayers("core", "api");

  @ArchTest
  static final ArchRule coreIsPlainJava =
      noClasses()
          .that()
          .resideInAPackage("io.openelb.core..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.fabric8..",
              "io.javaoperatorsdk..",
              "io.javalin..",
              "com.fasterxml..",
              "org.slf4j..",
              "org.pcap4j..",
              "java.io..",
              "java.nio.file..")
          .because("the rules know no Kubernetes, no IO and no logging");
}
