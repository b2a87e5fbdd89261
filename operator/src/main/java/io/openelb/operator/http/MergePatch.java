package io.openelb.operator.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** JSON merge patches (RFC 7386) that apply to one version of an object, and to no other. */
public final class MergePatch {

  /** How to send one. */
  public static final PatchContext CONTEXT = PatchContext.of(PatchType.JSON_MERGE);

  private MergePatch() {}

  /** A patch that changes nothing yet; its {@code metadata} names the version it applies to. */
  public static ObjectNode of(HasMetadata object) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("metadata").put("resourceVersion", object.getMetadata().getResourceVersion());
    return patch;
  }

  /** What a patch says of the metadata. */
  public static ObjectNode metadata(ObjectNode patch) {
    return patch.withObjectProperty("metadata");
  }
}
