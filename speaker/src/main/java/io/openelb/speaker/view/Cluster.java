package io.openelb.speaker.view;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.openelb.api.Eip;
import io.openelb.api.EipMapper;
import io.openelb.api.Metadata;
import io.openelb.api.NodeAddresses;
import io.openelb.api.ServiceMapper;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.PoolReading;
import io.openelb.core.pool.Reserved;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the API server said, as far as it concerns this node. Each object is read once, when it
 * comes; only what makes a difference is news. Any thread.
 */
final class Cluster {

  /**
   * What there is to plan by.
   *
   * @param surroundings at this moment
   * @param holders of addresses of which something changed, the eldest of each; none when nobody
   *     holds the address any more
   */
  record News(Surroundings surroundings, Map<Ip, Optional<Holder>> holders) {}

  private final String node;
  private final Runnable onNews;
  private final Holders holders = new Holders();
  private final Map<String, Pool> pools = new HashMap<>();
  private final Map<String, Set<Ip>> nodeAddresses = new HashMap<>();
  private Map<String, String> labels = Map.of();
  private String uid = "";

  /** Null when it has to be made anew. */
  private @Nullable Surroundings surroundings;

  /**
   * Nothing is known yet.
   *
   * @param node this one
   * @param onNews told in any thread when there is news; must not wait
   */
  Cluster(String node, Runnable onNews) {
    this.node = node;
    this.onNews = onNews;
  }

  /** The news since the last call. */
  synchronized News news() {
    if (surroundings == null) {
      surroundings = Surroundings.of(pools.values(), labels, nodeAddresses.values());
    }
    return new News(surroundings, holders.news());
  }

  synchronized void put(Service service) {
    tell(holders.put(Holder.of(service, holders.of(ServiceMapper.id(service)))));
  }

  synchronized void remove(Service service) {
    tell(holders.remove(ServiceMapper.id(service)));
  }

  synchronized void put(Eip eip) {
    switch (EipMapper.read(eip, Reserved.none())) {
      case PoolReading.Valid(Pool pool) -> surround(!pool.equals(pools.put(pool.name(), pool)));
      case PoolReading.Invalid _ -> remove(eip);
    }
  }

  synchronized void remove(Eip eip) {
    surround(pools.remove(eip.getMetadata().getName()) != null);
  }

  synchronized void put(Node seen) {
    String name = seen.getMetadata().getName();
    if (name.equals(node)) {
      uid = Objects.requireNonNullElse(seen.getMetadata().getUid(), "");
      label(Metadata.labels(seen));
    }
    Set<Ip> addresses = NodeAddresses.of(seen);
    surround(!addresses.equals(nodeAddresses.put(name, addresses)));
  }

  synchronized void remove(Node gone) {
    String name = gone.getMetadata().getName();
    if (name.equals(node)) {
      label(Map.of());
    }
    surround(nodeAddresses.remove(name) != null);
  }

  /** The UID that this node has, or had; empty before it was seen. */
  synchronized String nodeUid() {
    return uid;
  }

  private void label(Map<String, String> now) {
    boolean changed = !labels.equals(now);
    labels = Map.copyOf(now);
    surround(changed);
  }

  private void surround(boolean changed) {
    if (changed) {
      surroundings = null;
    }
    tell(changed);
  }

  private void tell(boolean changed) {
    if (changed) {
      onNews.run();
    }
  }
}
