package io.openelb.speaker.view;

import io.openelb.core.address.Ip;
import io.openelb.core.allocation.ServiceId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The Services that hold addresses, and of which addresses that is news. */
final class Holders {

  private final Map<ServiceId, Holder> byId = new HashMap<>();

  /** The eldest first. */
  private final Map<Ip, TreeSet<Holder>> byAddress = new HashMap<>();

  private final Set<Ip> touched = new HashSet<>();

  /** What a Service holds; empty if nothing. */
  Optional<Holder> of(ServiceId id) {
    return Optional.ofNullable(byId.get(id));
  }

  /** Whether it is other than before. */
  boolean put(Holder holder) {
    if (holder.addresses().isEmpty()) {
      return remove(holder.id());
    }
    Holder before = byId.put(holder.id(), holder);
    if (holder.equals(before)) {
      return false;
    }
    leave(before);
    for (Ip address : holder.addresses()) {
      byAddress.computeIfAbsent(address, _ -> new TreeSet<>(Holder.ELDER_FIRST)).add(holder);
    }
    touched.addAll(holder.addresses());
    return true;
  }

  /** Whether it held anything. */
  boolean remove(ServiceId id) {
    Holder before = byId.remove(id);
    leave(before);
    return before != null;
  }

  private void leave(@Nullable Holder holder) {
    if (holder == null) {
      return;
    }
    for (Ip address : holder.addresses()) {
      byAddress.computeIfPresent(
          address,
          (_, holders) -> {
            holders.remove(holder);
            return holders.isEmpty() ? null : holders;
          });
    }
    touched.addAll(holder.addresses());
  }

  /** The news since the last call: addresses with the eldest that holds each, if any does. */
  Map<Ip, Optional<Holder>> news() {
    Map<Ip, Optional<Holder>> news = HashMap.newHashMap(touched.size());
    for (Ip address : touched) {
      news.put(address, Optional.ofNullable(byAddress.get(address)).map(TreeSet::first));
    }
    touched.clear();
    return news;
  }
}
