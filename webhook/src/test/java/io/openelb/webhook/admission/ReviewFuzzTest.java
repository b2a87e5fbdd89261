package io.openelb.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openelb.webhook.cluster.TestCluster;
import java.io.IOException;

/**
 * Whatever bytes are posted: the answer is a review, or the request is said to be malformed, which
 * the server makes a 400 of; any other exception would be a 500. With {@code JAZZER_FUZZ=1} bytes
 * are sought that throw; without it the known ones are tried.
 */
final class ReviewFuzzTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final TestCluster CLUSTER =
      new TestCluster(
          """
          apiVersion: network.kubesphere.io/v1alpha2
          kind: Eip
          metadata: {name: layer2-eip, creationTimestamp: "2026-01-01T00:00:00Z"}
          spec: {address: 192.168.0.91-192.168.0.100}
          """,
          """
          apiVersion: v1
          kind: Service
          metadata:
            name: first
            namespace: shop
            creationTimestamp: "2026-01-01T00:00:00Z"
            annotations: {lb.kubesphere.io/v1alpha1: openelb, layer2.openelb.kubesphere.io/nodes: n1}
          spec: {type: LoadBalancer, ipFamilies: [IPv4], ports: [{port: 80, protocol: TCP}]}
          status: {loadBalancer: {ingress: [{ip: 192.168.0.91}]}}
          """);

  @FuzzTest(maxDuration = "30s")
  void reviews(byte @NotNull [] body) throws IOException {
    for (Admission admission : CLUSTER.admissions().values()) {
      try {
        AdmissionRequest request = AdmissionCodec.read(body);
        answers(request, AdmissionCodec.write(request.uid(), admission.review(request)));
      } catch (MalformedReviewException e) {
        assertThat(e).hasMessageNotContaining("com.fasterxml").message().isNotEmpty();
      }
    }
  }

  private static void answers(AdmissionRequest request, byte[] answer) throws IOException {
    JsonNode response = JSON.readTree(answer).path("response");
    assertThat(response.path("uid").asText()).isEqualTo(request.uid());
    assertThat(response.path("allowed").isBoolean()).isTrue();
  }
}
