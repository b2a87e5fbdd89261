package io.openelb.operator.service;

import io.fabric8.kubernetes.api.model.Service;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.openelb.api.ServiceMapper;
import io.openelb.core.allocation.Seniority;
import io.openelb.core.allocation.ServiceId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Has Services reconciled that did not change themselves, and sees those go that are deleted: a
 * reconciler never does.
 */
public final class ServiceSource extends SimpleInboundEventSource<Service>
    implements ResourceEventAware<Service> {

  private final Consumer<Service> seen;
  private final Consumer<Seniority> gone;

  /** The version of each Service that we wrote last. */
  private final Map<ServiceId, String> written = new ConcurrentHashMap<>();

  private volatile @Nullable IndexerResourceCache<Service> services;

  /**
   * A source not yet attached.
   *
   * @param seen told of every Service that is new or changed, before it is reconciled; not of what
   *     we wrote ourselves
   * @param gone told of every Service that is deleted; of one that was made anew at once perhaps
   *     after that was seen
   */
  public ServiceSource(Consumer<Service> seen, Consumer<Seniority> gone) {
    super("services-to-recheck");
    this.seen = seen;
    this.gone = gone;
  }

  void attach(IndexerResourceCache<Service> services) {
    this.services = services;
  }

  /** Has these reconciled; returns at once. */
  public void recheck(Collection<ServiceId> ids) {
    ids.forEach(id -> propagateEvent(new ResourceID(id.name(), id.namespace())));
  }

  /** Every Service of the cluster, as the watch last said. */
  public List<Service> all() {
    IndexerResourceCache<Service> cache = services;
    return cache == null ? List.of() : cache.list().toList();
  }

  /** One Service, as the watch last said. */
  public Optional<Service> get(ServiceId id) {
    IndexerResourceCache<Service> cache = services;
    return cache == null ? Optional.empty() : cache.get(new ResourceID(id.name(), id.namespace()));
  }

  /** Takes note of the API server's answer to a write of ours. */
  void wrote(Service service) {
    written.put(ServiceMapper.id(service), service.getMetadata().getResourceVersion());
  }

  /**
   * Whether the watch tells of no more than our last write: that was decided already, and what we
   * write to a thousand Services would otherwise be decided twice. Of any other version, and of one
   * whose answer is still to come, this says no.
   */
  boolean isOwnWrite(Service service) {
    return service
        .getMetadata()
        .getResourceVersion()
        .equals(written.get(ServiceMapper.id(service)));
  }

  @Override
  public void onResourceCreated(Service service) {
    seen.accept(service);
  }

  @Override
  public void onResourceUpdated(Service service, Service before) {
    if (!ServiceMapper.seniority(service).uid().equals(ServiceMapper.seniority(before).uid())) {
      // Deleted and made anew between two lists.
      gone.accept(ServiceMapper.seniority(before));
    }
    if (!isOwnWrite(service)) {
      seen.accept(service);
    }
  }

  @Override
  public void onResourceDeleted(Service service) {
    written.remove(ServiceMapper.id(service));
    gone.accept(ServiceMapper.seniority(service));
  }
}
