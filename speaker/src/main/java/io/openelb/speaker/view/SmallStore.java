package io.openelb.speaker.view;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Keeps objects without what we never look at: a node has a hundred times more than we need. */
final class SmallStore<T extends HasMetadata> extends BasicItemStore<T> {

  private final Consumer<T> trim;

  SmallStore(Consumer<T> trim) {
    super(Cache::metaNamespaceKeyFunc);
    this.trim = trim;
  }

  @Override
  public @Nullable T put(String key, T item) {
    item.getMetadata().setManagedFields(null);
    item.getMetadata().setOwnerReferences(null);
    trim.accept(item);
    return super.put(key, item);
  }
}
