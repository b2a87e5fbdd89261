package io.openelb.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

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
  private final Consumer<String> changed;

  /**
   * No facts yet.
   *
   * @param changed told after each change of which object, as {@link #all} names it
   */
  public Facts(Function<T, V> reader, Consumer<String> changed) {
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
      changed.accept(key(object));
    }
  }

  /** An object that is gone, of which the name is enough. */
  public void remove(T object) {
    if (facts.remove(key(object)) != null) {
      changed.accept(key(object));
    }
  }

  private static String key(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    String name = object.getMetadata().getName();
    return namespace == null ? name : namespace + "/" + name;
  }
}
