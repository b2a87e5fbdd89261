package io.openelb.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.openelb.api.Names;
import io.openelb.webhook.cluster.TestCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The fixtures of module api, as a user would meet them: mutated first, then validated. */
final class FixturesTest {

  private static final Path FIXTURES = Path.of("../api/src/test/resources/fixtures");

  private final TestCluster cluster = new TestCluster();

  @TestFactory
  Stream<DynamicTest> fixtures() throws IOException {
    try (Stream<Path> files = Files.walk(FIXTURES)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream()
          .map(file ->
              DynamicTest.dynamicTest(
                  FIXTURES.relativize(file).toString(),
                  file.toUri(),
                  () -> new FixturesTest().check(read(file))));
    }
  }

  private void check(String text) {
    List<String> manifests = List.of(text.split("\n---\n", -1));
    manifests.subList(0, manifests.size() - 1).forEach(this::apply);

    String outcome = apply(manifests.getLast());

    String expected = text.lines().findFirst().orElseThrow().substring("# ".length());
    if (expected.startsWith("size: ")) {
      assertThat(outcome).isEqualTo("allowed");
    } else if (expected.startsWith("given: ")) {
      String addresses = expected.substring("given: ".length());
      assertThat(outcome).isEqualTo("given: " + new TreeSet<>(Set.of(addresses.split(","))));
    } else if (expected.startsWith("untouched: ")) {
      assertThat(outcome).isEqualTo("untouched");
    } else {
      assertThat(outcome).isEqualTo(expected);
    }
  }

  private String apply(String manifest) {
    JsonNode object = Serialization.unmarshal(manifest, JsonNode.class);
    return switch (object.path("kind").asText()) {
      case "Eip" -> {
        String answer = cluster.validate("eips", null, manifest);
        cluster.see(manifest);
        yield answer.equals("allowed") ? answer : "refused: " + answer;
      }
      case "Service" -> applyService(manifest);
      default -> {
        cluster.see(manifest);
        yield "allowed";
      }
    };
  }

  private String applyService(String manifest) {
    Service mutated = cluster.mutate(null, manifest);
    String yaml = Serialization.asYaml(mutated);
    String answer = cluster.validate("services", null, yaml);
    if (!answer.startsWith("allowed")) {
      return "refused: " + answer;
    }
    if (mutated.getSpec().getLoadBalancerIP() == null && answer.contains("no address left")) {
      return "waits: "
          + answer.substring("allowed, but [\"".length(), answer.length() - "\"]".length());
    }
    if (mutated.equals(Serialization.unmarshal(manifest, Service.class))) {
      return "untouched";
    }
    Set<String> addresses = addresses(mutated);
    cluster.see(Serialization.asYaml(holding(mutated, addresses)));
    return "given: " + addresses;
  }

  private static Set<String> addresses(Service service) {
    Map<String, String> annotations = service.getMetadata().getAnnotations();
    var addresses = new TreeSet<String>();
    Stream.of(
            service.getSpec().getLoadBalancerIP(),
            annotations.get(Names.PREFILLED),
            annotations.get(Names.ADDRESS))
        .flatMap(FixturesTest::parts)
        .forEach(addresses::add);
    return addresses;
  }

  private static Stream<String> parts(@Nullable String list) {
    return list == null ? Stream.empty() : Stream.of(list.split(",", -1)).map(String::strip);
  }

  private static Service holding(Service service, Set<String> addresses) {
    var status =
        service
            .edit()
            .editMetadata()
            .addToAnnotations(Names.NODES, "worker-p001")
            .endMetadata()
            .withNewStatus()
            .withNewLoadBalancer();
    for (String address : addresses) {
      status = status.addNewIngress().withIp(address).endIngress();
    }
    return status.endLoadBalancer().endStatus().build();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
