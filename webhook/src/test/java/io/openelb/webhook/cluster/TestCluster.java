package io.openelb.webhook.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.zjsonpatch.JsonPatch;
import io.openelb.api.Eip;
import io.openelb.api.Selection;
import io.openelb.webhook.admission.AdmissionCodec;
import io.openelb.webhook.admission.Admissions;
import io.openelb.webhook.admission.MalformedReviewException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A cluster made of YAML, asked through the protocol. */
public final class TestCluster {

  public static final String OPERATOR = "system:serviceaccount:openelb-system:openelb-operator";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final AtomicLong nanoTime = new AtomicLong();
  private final ClusterState state;
  private final Admissions admissions;

  public TestCluster(boolean defaultLoadBalancer, String... manifests) {
    state =
        new ClusterState(
            new Selection(defaultLoadBalancer), new Proposals(nanoTime::get, new Random(1)));
    admissions = new Admissions(state, OPERATOR);
    for (String manifest : manifests) {
      see(manifest);
    }
  }

  public TestCluster(String... manifests) {
    this(false, manifests);
  }

  /** What the watch delivers. */
  public void see(String yaml) {
    String kind = node(yaml).path("kind").asText();
    switch (kind) {
      case "Eip" -> state.put(Serialization.unmarshal(yaml, Eip.class));
      case "Namespace" -> state.put(Serialization.unmarshal(yaml, Namespace.class));
      case "Node" -> state.put(Serialization.unmarshal(yaml, Node.class));
      case "Service" -> see(Serialization.unmarshal(yaml, Service.class));
      default -> throw new IllegalArgumentException(kind);
    }
  }

  private void see(Service service) {
    if (service.getMetadata().getName().equals("kubernetes")) {
      state.putKubernetes(service);
    } else {
      state.put(service);
    }
  }

  public void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  /** {@code allowed}, with warnings if any, or the reason of the refusal. */
  public String validate(String path, @Nullable String before, @Nullable String after) {
    JsonNode response = ask("/validate/" + path, before, after, "jane", false);
    if (!response.path("allowed").asBoolean()) {
      return response.path("status").path("message").asText();
    }
    return response.has("warnings") ? "allowed, but " + response.path("warnings") : "allowed";
  }

  /** The object as the mutating webhook leaves it. */
  public Service mutate(@Nullable String before, String after) {
    return mutate(before, after, "jane", false);
  }

  public Service mutate(@Nullable String before, String after, String user, boolean dryRun) {
    JsonNode response = ask("/mutate/services", before, after, user, dryRun);
    try {
      JsonNode object = node(after);
      if (response.has("patch")) {
        object = JsonPatch.apply(JSON.readTree(response.path("patch").binaryValue()), object);
      }
      return Serialization.unmarshal(object.toString(), Service.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode ask(
      String path, @Nullable String before, @Nullable String after, String user, boolean dryRun) {
    String operation = after == null ? "DELETE" : before == null ? "CREATE" : "UPDATE";
    ObjectNode review =
        JSON.createObjectNode()
            .put("apiVersion", "admission.k8s.io/v1")
            .put("kind", "AdmissionReview");
    ObjectNode request =
        review
            .putObject("request")
            .put("uid", "request-" + nanoTime.incrementAndGet())
            .put("operation", operation)
            .put("dryRun", dryRun);
    request.putObject("userInfo").put("username", user);
    if (before != null) {
      request.set("oldObject", node(before));
    }
    if (after != null) {
      request.set("object", node(after));
    }
    try {
      var read = AdmissionCodec.read(JSON.writeValueAsBytes(review));
      var admission = admissions.byPath().get(path);
      if (admission == null) {
        throw new AssertionError("no admission at " + path);
      }
      return JSON.readTree(AdmissionCodec.write(read.uid(), admission.review(read)))
          .path("response");
    } catch (IOException | MalformedReviewException e) {
      throw new AssertionError(e);
    }
  }

  private static JsonNode node(String yaml) {
    return JSON.valueToTree(Serialization.unmarshal(yaml, Map.class));
  }
}
