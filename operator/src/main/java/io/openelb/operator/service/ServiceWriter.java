package io.openelb.operator.service;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ServiceResource;
import io.openelb.operator.http.MergePatch;
import io.openelb.operator.leader.Leadership;
import io.openelb.operator.leader.NotLeadingException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes to Services, each write for one resource version only and only while this process surely
 * leads.
 */
final class ServiceWriter {

  private final KubernetesClient client;
  private final Leadership leadership;
  private final Consumer<Service> written;

  /**
   * A writer.
   *
   * @param written told at once what the API server answers to each write
   */
  ServiceWriter(KubernetesClient client, Leadership leadership, Consumer<Service> written) {
    this.client = client;
    this.leadership = leadership;
    this.written = written;
  }

  /**
   * Patches the {@code status} subresource.
   *
   * @return the Service as it is then
   * @throws KubernetesClientException with code 409 when the Service has changed meanwhile
   * @throws NotLeadingException if this process does not surely lead
   */
  Service patchStatus(Service service, String patch) {
    leadership.requireWrite();
    return told(at(service).subresource("status").patch(MergePatch.CONTEXT, patch));
  }

  /**
   * Patches the Service itself; throws as {@link #patchStatus} does.
   *
   * @return the Service as it is then
   */
  Service patch(Service service, String patch) {
    leadership.requireWrite();
    return told(at(service).patch(MergePatch.CONTEXT, patch));
  }

  private Service told(Service answer) {
    written.accept(answer);
    return answer;
  }

  /** The Service as it is now; empty when it is gone. */
  Optional<Service> reread(Service service) {
    @Nullable Service now = at(service).get();
    return Optional.ofNullable(now);
  }

  private ServiceResource<Service> at(Service service) {
    return client
        .services()
        .inNamespace(service.getMetadata().getNamespace())
        // Given the object, the client does not read it before it patches.
        .resource(service);
  }
}
