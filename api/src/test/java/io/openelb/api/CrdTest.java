package io.openelb.api;

import static java.util.Comparator.comparingInt;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The CRD that is applied is the one that the Java types make. After a change of the types, write
 * it anew with {@code mvn -pl api -am test -Dtest=CrdTest -Dcrd.write
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
final class CrdTest {

  private static final Path GENERATED = Path.of("target/crd/eips.network.kubesphere.io-v1.yml");
  private static final Path APPLIED = Path.of("../config/crd/eips.network.kubesphere.io.yaml");
  private static final String HEADER =
      "# Made from the Java types of io.openelb.api; CrdTest compares the two and can write this file.\n";

  /** The generator sorts columns by their path; people read them in this order. */
  private static final List<String> COLUMNS =
      List.of("CIDR", "USAGE", "TOTAL", "READY", "AGE", "INTERFACE", "PRIORITY", "DEFAULT");

  @Test
  void theAppliedCrdIsTheGeneratedOne() throws IOException {
    CustomResourceDefinition crd =
        Serialization.unmarshal(Files.readString(GENERATED), CustomResourceDefinition.class);
    for (CustomResourceDefinitionVersion version : crd.getSpec().getVersions()) {
      version
          .getAdditionalPrinterColumns()
          .sort(comparingInt(column -> COLUMNS.indexOf(column.getName())));
      // The generator asks for no spec, as some resources have none.
      version.getSchema().getOpenAPIV3Schema().setRequired(List.of("spec"));
    }
    distinctRules(crd.getSpec().getVersions().getFirst().getSchema().getOpenAPIV3Schema());
    String expected = HEADER + Serialization.asYaml(crd);
    if (System.getProperty("crd.write") != null) {
      Files.writeString(APPLIED, expected);
    }

    assertThat(APPLIED).hasContent(expected);
  }

  /**
   * An annotation of a record's component is on its field and on its accessor, and the generator
   * takes both.
   */
  private static void distinctRules(JSONSchemaProps schema) {
    schema.setXKubernetesValidations(
        schema.getXKubernetesValidations().stream().distinct().toList());
    schema.getProperties().values().forEach(CrdTest::distinctRules);
  }
}
