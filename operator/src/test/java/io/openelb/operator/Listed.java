package io.openelb.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All objects of a kind in a cluster.
 *
 * @param gone whether they are deleted once they were listed
 */
public record Listed<T extends HasMetadata>(List<T> objects, boolean gone)
    implements IndexerResourceCache<T> {

  @Override
  public Stream<T> list(Predicate<T> predicate) {
    return objects.stream().filter(predicate);
  }

  @Override
  public Stream<T> list(@Nullable String namespace, Predicate<T> predicate) {
    return list(predicate);
  }

  @Override
  public Optional<T> get(ResourceID id) {
    return gone
        ? Optional.empty()
        : objects.stream().filter(one -> ResourceID.fromResource(one).equals(id)).findFirst();
  }

  @Override
  public Stream<ResourceID> keys() {
    return Stream.empty();
  }

  @Override
  public List<T> byIndex(String index, String key) {
    return List.of();
  }

  @Override
  public void addIndexers(Map<String, Function<T, List<String>>> indexers) {}
}
