package io.openelb.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every file of {@code src/test/resources/fixtures}: what its last object comes to, as its first
 * line says.
 */
final class FixturesTest {

  private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  static {
    YAML.registerKubernetesResource(Eip.class);
  }

  @TestFactory
  Stream<DynamicTest> fixtures() throws IOException {
    try (Stream<Path> files = Files.walk(FIXTURES)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream()
          .map(file ->
              DynamicTest.dynamicTest(
                  FIXTURES.relativize(file).toString(), file.toUri(), () -> check(file)));
    }
  }

  private static void check(Path file) {
    String text = read(file);
    List<HasMetadata> resources =
        Stream.of(text.split("\n---\n", -1))
            .map(document -> YAML.<HasMetadata>unmarshal(document))
            .toList();
    FixtureWorld world = new FixtureWorld();

    String outcome = resources.stream().map(world::apply).toList().getLast();

    assertThat("# " + outcome).isEqualTo(text.lines().findFirst().orElseThrow());
    boolean refused = outcome.startsWith("refused: ");
    assertThat(file.getFileName().toString()).startsWith(refused ? "invalid-" : "valid-");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
