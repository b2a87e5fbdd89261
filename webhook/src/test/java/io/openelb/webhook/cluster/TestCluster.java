package io.openelb.webhook.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.zjsonpatch.JsonPatch;
import io.openelb.api.Eip;
import io.openelb.api.Selection;
import io.openelb.core.allocation.ServiceId;
import io.openelb.webhook.admission.Admission;
import io.openelb.webhook.admission.AdmissionCodec;
import io.openelb.webhook.admission.Admissions;
import io.openelb.webhook.admission.MalformedReviewException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A cluster made of YAML, asked through the protocol. */
public final class TestCluster {

  public static final String OPERATOR = "system:serviceaccount:openelb-system:openelb-operator";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final AtomicLong nanoTime = new AtomicLong();
  private final ClusterState state;
  private final Admissions admissions;
  private final List<Basis> reads = new ArrayList<>();
  private @Nullable List<HasMetadata> live;

  public TestCluster(boolean defaultLoadBalancer, String... manifests) {
    state =
        new ClusterState(new Selection(defaultLoadBalancer), new Proposals(nanoTime::get), "self");
    admissions = new Admissions(state, this::readLive, OPERATOR);
    for (String manifest : manifests) {
      see(manifest);
    }
  }

  public TestCluster(String... manifests) {
    this(false, manifests);
  }

  /** What answers, by path. */
  public Map<String, Admission> admissions() {
    return admissions.byPath();
  }

  /** What the watch delivers. */
  public void see(String yaml) {
    switch (object(yaml)) {
      case Eip eip -> state.put(eip);
      case Namespace namespace -> state.put(namespace);
      case Node node -> state.put(node);
      case Lease ofASpeaker -> state.put(ofASpeaker);
      case Service service -> see(service);
      case HasMetadata other -> throw new IllegalArgumentException(other.getKind());
    }
  }

  private static HasMetadata object(String yaml) {
    String kind = node(yaml).path("kind").asText();
    return switch (kind) {
      case "Eip" -> Serialization.unmarshal(yaml, Eip.class);
      case "Lease" -> Serialization.unmarshal(yaml, Lease.class);
      case "Namespace" -> Serialization.unmarshal(yaml, Namespace.class);
      case "Node" -> Serialization.unmarshal(yaml, Node.class);
      case "Service" -> Serialization.unmarshal(yaml, Service.class);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private void see(Service service) {
    if (service.getMetadata().getName().equals("kubernetes")) {
      state.putKubernetes(service);
    } else {
      state.put(service);
    }
  }

  /** What there really is, whatever the watch has delivered. Until it is told, no read succeeds. */
  public void live(String... manifests) {
    live = Stream.of(manifests).map(TestCluster::object).toList();
  }

  /** What was read beside the watch. */
  public List<Basis> reads() {
    return reads;
  }

  private Optional<Fresh> readLive(Basis basis, Duration timeout) {
    reads.add(basis);
    if (live == null) {
      return Optional.empty();
    }
    Fresh fresh =
        Fresh.eips(live.stream().filter(Eip.class::isInstance).map(Eip.class::cast).toList());
    for (ServiceId id : basis.services()) {
      fresh = fresh.and(Fresh.service(id, find(Service.class, id.namespace(), id.name())));
    }
    for (String name : basis.nodes()) {
      fresh = fresh.and(Fresh.node(name, find(Node.class, null, name)));
    }
    for (String name : basis.namespaces()) {
      fresh = fresh.and(Fresh.namespace(name, find(Namespace.class, null, name)));
    }
    return Optional.of(fresh);
  }

  private <T extends HasMetadata> Optional<T> find(
      Class<T> type, @Nullable String namespace, String name) {
    return Objects.requireNonNull(live).stream()
        .filter(type::isInstance)
        .map(type::cast)
        .filter(item -> name.equals(item.getMetadata().getName()))
        .filter(item -> Objects.equals(namespace, item.getMetadata().getNamespace()))
        .findFirst();
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
