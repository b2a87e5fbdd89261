package io.openelb.operator.service;

import io.fabric8.kubernetes.api.model.Service;
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
 * The Services of a cluster.
 *
 * @param gone whether all of them are deleted once they were listed
 */
record Listed(List<Service> services, boolean gone) implements IndexerResourceCache<Service> {

  static ServiceSource source(Service... services) {
    return source(new Listed(List.of(services), false));
  }

  static ServiceSource andGone(Service... services) {
    return source(new Listed(List.of(services), true));
  }

  private static ServiceSource source(Listed listed) {
    ServiceSource source = new ServiceSource(_ -> {}, _ -> {});
    source.attach(listed);
    return source;
  }

  @Override
  public Stream<Service> list(Predicate<Service> predicate) {
    return services.stream().filter(predicate);
  }

  @Override
  public Stream<Service> list(@Nullable String namespace, Predicate<Service> predicate) {
    return list(predicate);
  }

  @Override
  public Optional<Service> get(ResourceID id) {
    return gone
        ? Optional.empty()
        : services.stream().filter(one -> ResourceID.fromResource(one).equals(id)).findFirst();
  }

  @Override
  public Stream<ResourceID> keys() {
    return Stream.empty();
  }

  @Override
  public List<Service> byIndex(String index, String key) {
    return List.of();
  }

  @Override
  public void addIndexers(Map<String, Function<Service, List<String>>> indexers) {}
}
