package io.openelb.operator.cluster;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.openelb.core.allocation.ServiceId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** On which nodes each Service has endpoints. */
public final class Endpoints {

  private final Map<ServiceId, Map<String, SliceFacts>> slices = new HashMap<>();
  private final Map<String, ServiceId> serviceOf = new HashMap<>();
  private final Consumer<ServiceId> changed;

  /**
   * No endpoints yet.
   *
   * @param changed told which Service's endpoints have moved
   */
  public Endpoints(Consumer<ServiceId> changed) {
    this.changed = changed;
  }

  /**
   * The nodes that can serve a Service by themselves: those with a ready endpoint or, where no node
   * has one, those whose endpoints still serve while they end, as kube-proxy does (KEP-1669).
   */
  public synchronized Set<String> nodesOf(ServiceId service) {
    Map<String, SliceFacts> of = slices.getOrDefault(service, Map.of());
    Set<String> ready = union(of, SliceFacts::ready);
    return ready.isEmpty() ? union(of, SliceFacts::serving) : ready;
  }

  private static Set<String> union(
      Map<String, SliceFacts> slices, Function<SliceFacts, Set<String>> nodes) {
    Set<String> union = new TreeSet<>();
    slices.values().forEach(slice -> union.addAll(nodes.apply(slice)));
    return union;
  }

  /** A slice that is new or changed. */
  public void put(EndpointSlice slice) {
    put(key(slice), SliceFacts.of(slice));
  }

  /** A slice that is gone, of which the name is enough. */
  public void remove(EndpointSlice slice) {
    tell(remove(key(slice)));
  }

  private void put(String key, SliceFacts facts) {
    ServiceId service = facts.service().orElse(null);
    ServiceId left = null;
    boolean moved = false;
    synchronized (this) {
      ServiceId before = serviceOf.get(key);
      if (before != null && !before.equals(service)) {
        left = remove(key);
      }
      if (service != null) {
        serviceOf.put(key, service);
        SliceFacts last = slices.computeIfAbsent(service, _ -> new HashMap<>()).put(key, facts);
        moved = !facts.equals(last);
      }
    }
    tell(left);
    tell(moved ? service : null);
  }

  private synchronized @Nullable ServiceId remove(String key) {
    ServiceId service = serviceOf.remove(key);
    if (service == null) {
      return null;
    }
    slices.computeIfPresent(
        service,
        (_, of) -> {
          of.remove(key);
          return of.isEmpty() ? null : of;
        });
    return service;
  }

  private void tell(@Nullable ServiceId service) {
    if (service != null) {
      changed.accept(service);
    }
  }

  private static String key(EndpointSlice slice) {
    return slice.getMetadata().getNamespace() + "/" + slice.getMetadata().getName();
  }
}
