package io.openelb.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import io.openelb.api.Names;
import java.util.HashMap;
import java.util.Map;

/** What informers keep of objects, so that ten thousand of them fit in a small heap. */
public final class ItemStores {

  private ItemStores() {}

  /** A store of objects without the copy of their manifest that only kubectl reads. */
  public static <T extends HasMetadata> TransformingItemStore<T> withoutBookkeeping() {
    return new TransformingItemStore<>(ItemStores::dropBookkeeping);
  }

  private static <T extends HasMetadata> T dropBookkeeping(T object) {
    ObjectMeta metadata = object.getMetadata();
    Map<String, String> annotations = metadata.getAnnotations();
    if (annotations != null && annotations.containsKey(Names.LAST_APPLIED)) {
      Map<String, String> rest = new HashMap<>(annotations);
      rest.remove(Names.LAST_APPLIED);
      metadata.setAnnotations(rest);
    }
    return object;
  }
}
