package io.openelb.api.watch;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads watch events in one go. The library first makes a tree of each, to see what kind of object
 * it brings, and then reads the tree. {@code managedFields}, which are two fifths of a Service, are
 * left out: nothing that is watched needs them. A Service takes half of the time then, and half of
 * the memory.
 */
public final class WatchSerialization extends KubernetesSerialization {

  private final ObjectMapper mapper;

  /** With a mapper of its own. */
  public WatchSerialization() {
    this(new ObjectMapper());
  }

  private WatchSerialization(ObjectMapper mapper) {
    super(mapper, true);
    this.mapper = mapper;
    mapper.addMixIn(ObjectMeta.class, WithoutManagedFields.class);
  }

  @JsonIgnoreProperties("managedFields")
  private interface WithoutManagedFields {}

  @Override
  public <T> T unmarshal(String text, Class<T> type) {
    if (type == WatchEvent.class) {
      @Nullable WatchEvent event = event(text);
      if (event != null) {
        return type.cast(event);
      }
    }
    return super.unmarshal(text, type);
  }

  /** Null where the event is not written as the API server does. */
  private @Nullable WatchEvent event(String text) {
    try (JsonParser parser = mapper.createParser(text.getBytes(StandardCharsets.UTF_8))) {
      if (parser.nextToken() != JsonToken.START_OBJECT || !"type".equals(parser.nextFieldName())) {
        return null;
      }
      String type = parser.nextTextValue();
      if (!"object".equals(parser.nextFieldName())
          || parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      @Nullable KubernetesResource object = object(parser);
      return object == null ? null : new WatchEvent(object, type);
    } catch (IOException e) {
      throw KubernetesClientException.launderThrowable(e);
    }
  }

  /** Null where an object does not begin with its kind and version, and where those are unknown. */
  private @Nullable KubernetesResource object(JsonParser parser) throws IOException {
    String first = parser.nextFieldName();
    String firstValue = parser.nextTextValue();
    String second = parser.nextFieldName();
    String secondValue = parser.nextTextValue();
    Class<? extends KubernetesResource> type = null;
    if ("kind".equals(first) && "apiVersion".equals(second)) {
      type = getRegisteredKubernetesResource(secondValue, firstValue);
    } else if ("apiVersion".equals(first) && "kind".equals(second)) {
      // Those of custom resources are sorted.
      type = getRegisteredKubernetesResource(firstValue, secondValue);
    }
    // A model has its kind and version by itself.
    return type == null || parser.nextToken() != JsonToken.FIELD_NAME
        ? null
        : mapper.readerFor(type).readValue(parser);
  }
}
