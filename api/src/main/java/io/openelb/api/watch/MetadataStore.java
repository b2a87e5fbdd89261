package io.openelb.api.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * An informer's store that hands each object on as it comes in, and itself keeps nothing but names
 * and versions. By the time an informer says that it has synced, everything was handed on: handlers
 * would run some time later. Objects are handed on one after the other, each time that they come: a
 * list after a lost connection repeats them.
 *
 * @param <T> the kind of object
 */
public final class MetadataStore<T extends HasMetadata> implements ItemStore<T> {

  private static final Logger log = LoggerFactory.getLogger(MetadataStore.class);

  /**
   * How many objects a list fetches at a time. The client holds the text of what it fetches, and
   * what it reads from that, at once: of ten thousand Services more than a small heap has. Without
   * such a limit it also takes its first list from whatever state the API server has cached, and
   * the ledger must not be begun from one that lags behind the writes of the last leader.
   */
  public static final long PAGE = 50;

  private static final long NO_RESYNC = 0;

  private final Map<String, T> items = new ConcurrentHashMap<>();
  private final Supplier<T> empty;
  private final Consumer<T> put;
  private final Consumer<T> removed;

  /**
   * An empty store.
   *
   * @param empty makes an object without anything
   * @param put is given each object that is new or changed
   * @param removed is given metadata of each object that is gone
   */
  MetadataStore(Supplier<T> empty, Consumer<T> put, Consumer<T> removed) {
    this.empty = empty;
    this.put = put;
    this.removed = removed;
  }

  /**
   * An informer, not yet started, that lists page by page into such a store. It goes on trying, and
   * says what it can't do.
   */
  public static <T extends HasMetadata> SharedIndexInformer<T> informer(
      Informable<T> kind, Supplier<T> empty, Consumer<T> put, Consumer<T> removed) {
    SharedIndexInformer<T> informer = kind.withLimit(PAGE).runnableInformer(NO_RESYNC);
    return informer
        .itemStore(new MetadataStore<>(empty, put, removed))
        .exceptionHandler((started, problem) -> {
          // That the API server can't be reached is told elsewhere, and once.
          boolean answered = problem instanceof KubernetesClientException e && e.getCode() > 0;
          log.atLevel(answered ? Level.WARN : Level.DEBUG)
              .log(
                  "cannot {} {} yet: {}",
                  started ? "watch" : "list",
                  informer.getApiTypeClass().getSimpleName(),
                  problem.toString());
          return true;
        });
  }

  @Override
  public String getKey(T item) {
    return Cache.metaNamespaceKeyFunc(item);
  }

  @Override
  public @Nullable T put(String key, T item) {
    put.accept(item);
    return items.put(key, withoutContent(item));
  }

  @Override
  public @Nullable T remove(String key) {
    T item = items.remove(key);
    if (item != null) {
      removed.accept(item);
    }
    return item;
  }

  @Override
  public Stream<String> keySet() {
    return items.keySet().stream();
  }

  @Override
  public Stream<T> values() {
    return items.values().stream();
  }

  @Override
  public int size() {
    return items.size();
  }

  @Override
  public @Nullable T get(String key) {
    return items.get(key);
  }

  /** What comes out is not what went in. */
  @Override
  public boolean isFullState() {
    return false;
  }

  private T withoutContent(T item) {
    ObjectMeta metadata = item.getMetadata();
    T stub = empty.get();
    stub.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(metadata.getNamespace())
            .withName(metadata.getName())
            .withResourceVersion(metadata.getResourceVersion())
            .build());
    return stub;
  }
}
