package io.openelb.api.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.openelb.api.Eip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WatchSerializationTest {

  private static final String SERVICE =
      """
      {"type":"MODIFIED","object":{"kind":"Service","apiVersion":"v1","metadata":{"name":"web",
      "namespace":"shop","resourceVersion":"7","labels":{"a":"b"}},"spec":{"type":"LoadBalancer",
      "ports":[{"port":80,"targetPort":"http"}]},"status":{"loadBalancer":{"ingress":[{"ip":
      "192.168.0.91"}]}}}}
      """;

  private final KubernetesSerialization library = new KubernetesSerialization();
  private final KubernetesSerialization ours = new WatchSerialization();

  @ParameterizedTest
  @ValueSource(
      strings = {
        SERVICE,
        // As no API server writes it: another order, another white space, nothing but a kind.
        "{\"object\":{\"kind\":\"Service\",\"apiVersion\":\"v1\"},\"type\":\"ADDED\"}",
        "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"web\"},\"kind\":\"Service\","
            + "\"apiVersion\":\"v1\"}}",
        "{ \"type\": \"DELETED\", \"object\": { \"kind\": \"Node\", \"apiVersion\": \"v1\" } }",
        "{\"type\":\"BOOKMARK\",\"object\":{\"kind\":\"Lease\",\"apiVersion\":"
            + "\"coordination.k8s.io/v1\",\"metadata\":{\"resourceVersion\":\"12\"},\"spec\":{}}}",
        "{\"type\":\"ADDED\",\"object\":{\"kind\":\"EndpointSlice\",\"apiVersion\":"
            + "\"discovery.k8s.io/v1\",\"metadata\":{\"name\":\"web-x\"},\"endpoints\":null}}"
      })
  void readsWhatTheLibraryReads(String event) {
    assertThat(ours.unmarshal(event, WatchEvent.class))
        .isEqualTo(library.unmarshal(event, WatchEvent.class));
  }

  @Test
  void tellsAnError() {
    WatchEvent event =
        ours.unmarshal(
            "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"apiVersion\":\"v1\","
                + "\"metadata\":{},\"status\":\"Failure\",\"code\":410}}",
            WatchEvent.class);

    assertThat(((Status) event.getObject()).getCode()).isEqualTo(410);
  }

  @Test
  void readsCustomResources() {
    String event =
        "{\"type\":\"ADDED\",\"object\":{\"apiVersion\":\"network.kubesphere.io/v1alpha2\","
            + "\"kind\":\"Eip\",\"metadata\":{\"name\":\"layer2-eip\"},"
            + "\"spec\":{\"address\":\"192.168.0.91\"}}}";
    assertThat(ours.unmarshal(event, WatchEvent.class).getObject())
        .isInstanceOf(GenericKubernetesResource.class);

    ours.registerKubernetesResource(Eip.class);

    Eip eip = (Eip) ours.unmarshal(event, WatchEvent.class).getObject();
    assertThat(eip.getApiVersion()).isEqualTo("network.kubesphere.io/v1alpha2");
    assertThat(eip.getMetadata().getName()).isEqualTo("layer2-eip");
    assertThat(eip.getSpec().address()).isEqualTo("192.168.0.91");
  }

  @Test
  void leavesManagedFieldsOut() {
    String managed =
        SERVICE.replace(
            "\"labels\"",
            "\"managedFields\":[{\"manager\":\"kubectl\",\"fieldsV1\":{\"f:a\":{}}}],\"labels\"");

    assertThat(ours.unmarshal(managed, WatchEvent.class))
        .isEqualTo(ours.unmarshal(SERVICE, WatchEvent.class));
    Service service = (Service) ours.unmarshal(managed, WatchEvent.class).getObject();
    assertThat(ours.asJson(service)).doesNotContain("managedFields").contains("\"labels\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"ADDED\",\"object\":{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"metadata\"",
        "{\"type\":\"ADDED\",\"object\":{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"spec\":7}}"
      })
  void refusesWhatIsNoEvent(String text) {
    assertThatThrownBy(() -> ours.unmarshal(text, WatchEvent.class))
        .isInstanceOf(KubernetesClientException.class);
  }
}
