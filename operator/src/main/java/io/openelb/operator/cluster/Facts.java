package io.openelb.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was read from each object of a kind, and told on when it changes; the objects themselves are
 * not kept.
 *
 * @param <T> the kind
 * @param <V> what is read from one
 */
public final class Facts<T extends HasMetadata, V> {

  private final Map<String, V> facts = new ConcurrentHashMap<>();
  private final Function<T, V> reader;
  private final BiConsumer<@Nullable V, @Nullable V> changed;

  /**
   * No facts yet.
   *
   * @param changed told of the fact before and after: null when there was, or is, none
   */
  public Facts(Function<T, V> reader, BiConsumer<@Nullable V, @Nullable V> changed) {
    this.reader = reader;
    this.changed = changed;
  }

  /** By {@code namespace/name}, or the name alone. A view. */
  public Map<String, V> all() {
    return facts;
  }

  /** An object that is new or changed. */
  public void put(T object) {
    V now = reader.apply(object);
    V before = facts.put(key(object), now);
    if (!now.equals(before)) {
      changed.accept(before, now);
    }
  }

  /** An object that is gone, of which the name is enough. */
  public void remove(T object) {
    V before = facts.remove(key(object));
    if (before != null) {
      changed.accept(before, null);
    }
  }

  private static String key(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    String name = object.getMetadata().getName();
    return namespace == null ? name : namespace + "/" + name;
  }
}
