package io.openelb.lab;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A file of module api's fixtures, whose README tells the format.
 *
 * @param name of the file, below the fixtures' folder
 * @param words what follows the verb: a message, addresses or a number
 * @param apiServer the words of the API server where it refuses by the CRD's rules
 * @param context objects that are there before
 * @param subject the object that it is about
 */
record Fixture(
    String name,
    Verb verb,
    String words,
    Optional<String> apiServer,
    List<GenericKubernetesResource> context,
    GenericKubernetesResource subject) {

  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final String BY_API_SERVER = "# refused by the API server: ";

  /** What becomes of the subject. */
  enum Verb {
    SIZE,
    REFUSED,
    GIVEN,
    WAITS,
    UNTOUCHED
  }

  /**
   * Every one there is.
   *
   * @param folder that has them and their README
   */
  static List<Fixture> all(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .sorted()
          .map(file -> parse(folder.relativize(file).toString(), read(file)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Fixture parse(String name, String text) {
    var lines = text.lines().toList();
    var first = lines.getFirst().split("[ :]+", 3);
    var resources = Stream.of(text.split("\n---\n", -1)).map(Fixture::object).toList();
    return new Fixture(
        name,
        Verb.valueOf(first[1].toUpperCase(Locale.ROOT)),
        first[2],
        Optional.of(lines.get(1))
            .filter(line -> line.startsWith(BY_API_SERVER))
            .map(line -> line.substring(BY_API_SERVER.length())),
        resources.subList(0, resources.size() - 1),
        resources.getLast());
  }

  /** An object, from YAML. */
  static GenericKubernetesResource object(String yaml) {
    return YAML.unmarshal(yaml, GenericKubernetesResource.class);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
